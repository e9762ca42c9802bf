/*
 * What the person is asked for, and how it stands, above what happened.
 */
#ifndef IPCSTAGE_VIEW_PANES_TASK_H
#define IPCSTAGE_VIEW_PANES_TASK_H

#include "view/cells/canvas.h"

struct task_picture {
	const char *what;   /* one line: the goal, the question */
	const char *state;  /* one line: the score, the answers */
	const char *advice; /* a few sentences: a hint, what to do now; "" none */
	enum role role;	    /* of the advice */
};

/* At the top of a rectangle; returns what is left of it below. */
struct rect task_draw(struct canvas *cv, struct rect at, const struct task_picture *picture);

#endif
