/*
 * Lines of right angles between two cells: joints where lines meet, and arrow heads.
 *
 * A path is a list of corners, each in the row or the column of the one before it.
 */
#ifndef IPCSTAGE_VIEW_CELLS_PATH_H
#define IPCSTAGE_VIEW_CELLS_PATH_H

#include "view/cells/canvas.h"

struct point {
	int row, col;
};

/* Its cells, both ends counted. */
int path_length(const struct point *points, int count);

/* The cell at a distance from the first one; the last cell beyond the end. */
struct point path_cell(const struct point *points, int count, int distance);

/*
 * Join the cells up to cell `last` with their neighbours. At an end a border is joined and a blank
 * taken; letters, as of a title, stay.
 */
void path_draw(struct canvas *cv, const struct point *points, int count, int last, enum role role);

/* An arrow head in the cell at a distance, pointing to the cell at another one. */
void path_arrow(struct canvas *cv, const struct point *points, int count, int at, int towards,
		enum role role);

#endif
