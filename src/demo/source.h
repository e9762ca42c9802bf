/*
 * A program's source: which file and line an address belongs to (libdw), and the lines' text.
 */
#ifndef IPCSTAGE_DEMO_SOURCE_H
#define IPCSTAGE_DEMO_SOURCE_H

#include <stdint.h>

struct source;

/*
 * Open a program's line table and the text of its main source file (the one with `main`).
 * Reads what is there; a program without debug information has no places and no lines. Returns
 * NULL only when memory is out. `hint` is a source file to prefer, or NULL.
 */
struct source *source_open(const char *program, const char *hint);
void source_close(struct source *source);

/* The main source file's name without its folder ("counter.c"), or "" when unknown. */
const char *source_name(const struct source *source);

/* Its text, line 1 first. */
unsigned source_line_count(const struct source *source);
const char *source_line(const struct source *source, unsigned line);

/*
 * The line of a call whose return address is `where` (link-time address) in the main source
 * file, or 0 when it is unknown or in another file.
 */
unsigned source_line_of(const struct source *source, uint32_t where);

/* "counter.c:34" for any file of the program, or "" when unknown. */
void source_place(const struct source *source, uint32_t where, char *out, unsigned size);

#endif
