/*
 * Measuring and breaking text by columns of the screen, for texts in UTF-8.
 */
#ifndef IPCSTAGE_VIEW_CELLS_TEXT_H
#define IPCSTAGE_VIEW_CELLS_TEXT_H

#include <stddef.h>

/* Columns a text takes. */
int text_columns(const char *text);

/* Bytes of the longest prefix of a text that fits into `cols` columns. */
size_t text_fit(const char *text, int cols);

/*
 * The length in bytes of the line that fits, broken at a space (or anywhere in Chinese), when
 * `text` is wrapped at `cols`; *next is where the following line begins. 0 at the end.
 */
size_t text_wrap(const char *text, int cols, const char **next);

/* Rows that a text takes when it is wrapped at `cols`; 0 when it is empty or cols < 1. */
int text_rows(const char *text, int cols);

#endif
