/*
 * The page that compares ways of talking: what each is good at, bad at and for, and its figures.
 */
#ifndef IPCSTAGE_VIEW_PANES_COMPARISON_H
#define IPCSTAGE_VIEW_PANES_COMPARISON_H

#include "demo/comparison.h"
#include "view/cells/canvas.h"

struct comparison_picture {
	const struct comparison *ways;
	enum demo_language language;
	const char *const *figures; /* a text for each way, in their order */
	unsigned scroll;	    /* lines skipped, as far as there are others below */
};

/* Returns how many lines can be skipped at most. */
unsigned comparison_draw(struct canvas *cv, struct rect at,
			 const struct comparison_picture *picture);

#endif
