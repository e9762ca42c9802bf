/*
 * Where everything goes: a pure function of the terminal's size and what is to be shown.
 *
 * 80x24 is the design size. Larger terminals get more panes and a larger stage, smaller ones
 * fewer, and below 60x16 there is only room for a message that says so.
 */
#ifndef IPCSTAGE_VIEW_PANES_LAYOUT_H
#define IPCSTAGE_VIEW_PANES_LAYOUT_H

#include <stdbool.h>
#include "view/cells/canvas.h"

enum { LAYOUT_MIN_ROWS = 16, LAYOUT_MIN_COLS = 60 };

enum pane {
	PANE_STAGE,
	PANE_LOG, /* what happened */
	PANE_SOURCE,
	PANE_SCHEDULE,
	PANE_LESSON,
	PANE_OBJECTS,
	PANE_PARAMETERS,
	PANE_WAITS, /* who waits for whom; only when asked for */
	PANE_COUNT
};

/* A pane with its frame. Panes of a column share their borders: only the last has a bottom one. */
struct place {
	struct rect at;			/* no rows: it is not shown */
	bool joined_left, joined_right; /* its side borders go on upwards */
	bool last;			/* there is none below it */
};

struct layout {
	bool too_small;	     /* only `message` is there */
	struct rect message; /* the whole screen */
	struct rect header, footer;
	struct place panes[PANE_COUNT];
	struct rect verdict; /* over the foot of the stage's column, when a run has ended */
	struct rect overlay; /* largest room for help and lists, over everything but the bars */
};

/*
 * `processes`: how many there are, so that the schedule has a row for each. With `waits` the pane
 * of waits is there too: below the stage, or instead of it where there is no room for both.
 */
void layout_compute(struct layout *layout, int rows, int cols, unsigned actors, bool waits);

/* The part of a pane inside its frame. */
struct rect place_inside(const struct place *place);

/* A box of a size in the middle of a rectangle, cut to it. */
struct rect rect_middle(struct rect at, int rows, int cols);

#endif
