/*
 * Lines that are typed into a run, in their order: each with the end of its line, an empty text for
 * the end of the input.
 */
#ifndef IPCSTAGE_CONTROL_TYPED_LINES_H
#define IPCSTAGE_CONTROL_TYPED_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct typed_lines {
	char **list;
	size_t count;
};

void typed_lines_release(struct typed_lines *lines);

/* Forget all but the first, so many. */
void typed_lines_cut(struct typed_lines *lines, size_t count);

/* Append a line, or all of another; false when memory is out. */
bool typed_lines_add(struct typed_lines *lines, const char *line, size_t length);
bool typed_lines_join(struct typed_lines *lines, const struct typed_lines *other);

/* Append the lines of a text, with their ends; the last one is given one where it has none. */
bool typed_lines_split(struct typed_lines *lines, const char *text, size_t length);

#endif
