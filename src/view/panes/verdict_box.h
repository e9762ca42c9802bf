/*
 * How a run has ended, and what to press now: a box over the foot of the stage's column.
 */
#ifndef IPCSTAGE_VIEW_PANES_VERDICT_BOX_H
#define IPCSTAGE_VIEW_PANES_VERDICT_BOX_H

#include <stdbool.h>
#include "model/stage.h"
#include "model/verdict.h"
#include "view/cells/canvas.h"
#include "view/panes/key_hint.h"

struct verdict_box {
	enum verdict verdict;
	const char *title;	     /* NULL: the verdict's word, and good is what was expected */
	bool good;		     /* with a title: which colour it has */
	unsigned unseen;	     /* things that were not seen of the run */
	const struct stage *stage;   /* its reports: what was expected, what came out */
	const char *why;	     /* sentences */
	const struct key_hint *keys; /* what to press now */
	unsigned key_count;
};

/* The rows that it needs, at the foot of the rectangle: where overlay_verdict() puts it. */
struct rect overlay_verdict_place(struct rect at, const struct verdict_box *box);
void overlay_verdict(struct canvas *cv, struct rect at, const struct verdict_box *box);

#endif
