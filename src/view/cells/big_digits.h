/*
 * Numbers that can be read from the back row: digits five rows high, out of blocks.
 */
#ifndef IPCSTAGE_VIEW_CELLS_BIG_DIGITS_H
#define IPCSTAGE_VIEW_CELLS_BIG_DIGITS_H

#include "view/cells/canvas.h"

enum { BIG_ROWS = 5 };

/* Columns a text takes when it is drawn big, 0 when it has characters that cannot be. */
int big_columns(const char *text);

/* Draw it in the middle of a rectangle that has room for it. */
void big_draw(struct canvas *cv, struct rect at, enum role role, const char *text);

#endif
