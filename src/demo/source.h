/*
 * A program's source: which file and line an address belongs to (libdw), and the lines' text.
 */
#ifndef IPCSTAGE_DEMO_SOURCE_H
#define IPCSTAGE_DEMO_SOURCE_H

#include <stdint.h>

struct source;

/*
 * Open a program's line table and the text of its main source file: the one called like `hint` (a
 * path; NULL: the one that defines `main`). The text is read from `hint`, or from where the
 * compiler found the file. Reads what is there: without debug information there are no places,
 * without the source no text. Returns NULL only when memory is out.
 */
struct source *source_open(const char *program, const char *hint);
void source_close(struct source *source);

/*
 * Those of several programs that are on one stage together, in their order, as one: a place says
 * whose it is (where_tag()). Takes them over, and leaves NULL in their place. NULL when memory is
 * out: then they are closed.
 */
struct source *source_join(struct source *parts[], unsigned count);

/* Of several the one that a place is in, the first when it is in none; else itself. */
const struct source *source_part(const struct source *source, uint32_t where);

/* The main source file's name without its folder ("counter.c"), or "" when unknown; this and its
 * path and text of several programs: those of the first. */
const char *source_name(const struct source *source);

/* The path of the file that its text was read from, "" when there is none. */
const char *source_path(const struct source *source);

/* Its text: how many lines, and each one (from 1) without its end; "" where there is none. */
unsigned source_line_count(const struct source *source);
const char *source_line(const struct source *source, unsigned line);

/*
 * The line of a call whose return address is `where` (link-time address) in the main source
 * file, or 0 when it is unknown or in another file. Fast enough for every frame.
 */
unsigned source_line_of(const struct source *source, uint32_t where);

/* "counter.c:34" for any file of the program, or "" when unknown. */
void source_place(const struct source *source, uint32_t where, char *out, unsigned size);

#endif
