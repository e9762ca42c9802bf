/*
 * A program's line table: which file and line an address belongs to. By libdw (elfutils), from
 * the program's own debug information (DWARF); nothing is searched elsewhere or downloaded.
 */
#ifndef IPCSTAGE_DEMO_LINES_H
#define IPCSTAGE_DEMO_LINES_H

#include <stdbool.h>
#include <stdint.h>

struct lines;

/*
 * One row: from `address` up to the next row's. Where a function of another file was inlined into
 * the unit that has `main`, it is the line of its call.
 */
struct line {
	uint32_t address; /* link-time */
	uint32_t number;  /* from 1; 0: belongs to no line */
	const char *file; /* path as the compiler noted it; borrowed from the table */
};

/*
 * Open a program's line table. One that cannot be read or has no debug information gives an empty
 * table; NULL only when memory is out. lines_close() gives it back (NULL allowed).
 */
struct lines *lines_open(const char *program);
void lines_close(struct lines *lines);

/* The row that an address is in, or NULL. Fast: a binary search. */
const struct line *lines_find(const struct lines *lines, uint32_t address);

/* Path of the file that defines `main`, or NULL when it is unknown. Borrowed. */
const char *lines_main_file(const struct lines *lines);

/* Path of the first file whose name without folders is this, or NULL. Borrowed. */
const char *lines_file_named(const struct lines *lines, const char *name);

#endif
