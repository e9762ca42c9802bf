/*
 * The page that compares ways of talking: what each is good at, bad at and for, and its figures.
 */
#ifndef IPCSTAGE_VIEW_WAYS_VIEW_H
#define IPCSTAGE_VIEW_WAYS_VIEW_H

#include "demo/ways.h"
#include "view/canvas.h"

struct ways_picture {
	const struct ways *ways;
	enum demo_language language;
	const char *const *figures; /* a text for each way, in their order */
	unsigned scroll;	    /* lines skipped */
};

/* Returns the lines that found no room below. */
unsigned ways_draw(struct canvas *cv, struct rect at, const struct ways_picture *picture);

#endif
