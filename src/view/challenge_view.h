/*
 * What a challenge asks for and how it stands, above what happened.
 */
#ifndef IPCSTAGE_VIEW_CHALLENGE_VIEW_H
#define IPCSTAGE_VIEW_CHALLENGE_VIEW_H

#include <stdbool.h>
#include "view/canvas.h"

struct challenge_picture {
	const char *goal;
	const char *score;  /* switches, par */
	const char *advice; /* a hint, or what to do now; "" none */
	bool lost;	    /* the goal cannot be reached any more */
	bool hinted;	    /* the advice is a hint */
};

/* At the top of a rectangle; returns what is left of it below. */
struct rect challenge_view_draw(struct canvas *cv, struct rect at,
				const struct challenge_picture *picture);

#endif
