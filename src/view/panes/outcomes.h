/*
 * Every way a program can end, as bars: how many interleavings end so, and how to see one.
 */
#ifndef IPCSTAGE_VIEW_PANES_OUTCOMES_H
#define IPCSTAGE_VIEW_PANES_OUTCOMES_H

#include <stdbool.h>
#include <stdint.h>
#include "model/verdict.h"
#include "view/cells/canvas.h"

struct outcome_row {
	const char *outcome; /* "counter=8" */
	enum verdict verdict;
	const char *count;   /* "23368": of interleavings */
	const char *before;  /* the same of what is compared with; only where picture.before is */
	double share;	     /* of all of them, 0 to 1; negative: it is not counted */
	const char *why;     /* of one run that ended so */
	const char *witness; /* the schedule with the fewest switches; NULL: it never ends so */
	unsigned switches;
	uint32_t no_return; /* its step after which it cannot end well; 0 unknown, or always can */
};

struct outcomes_picture {
	const char *headline; /* "184756 interleavings, 252 as expected" */
	const char *before;   /* the headline of what it is compared with; NULL: nothing */
	const char *work;     /* "1487 runs, 1277 states", and how far it has come */
	bool complete;	      /* otherwise the counts are of what has been seen so far */
	const struct outcome_row *rows;
	unsigned count;
	unsigned selected;
};

/* Draw into a rectangle, the inside of a pane, which is blank. */
void outcomes_draw(struct canvas *cv, struct rect at, const struct outcomes_picture *picture);

#endif
