/*
 * What happened, as sentences: the steps that led to a moment of the run, told once and kept.
 *
 * Telling a step folds its records again, so the app does it when the shown step changes and not
 * for every frame.
 */
#ifndef IPCSTAGE_VIEW_TOLD_H
#define IPCSTAGE_VIEW_TOLD_H

#include "model/history.h"
#include "view/canvas.h"

enum { TOLD_LINES = 48, TOLD_TEXT = 200, TOLD_STEPS = 24, TOLD_STEPS_WHOLE = 120 };

struct told_line {
	uint32_t step;
	bool first;	      /* of its step: the number is shown */
	char text[TOLD_TEXT]; /* one sentence */
};

struct told {
	unsigned count;
	struct told_line lines[TOLD_LINES]; /* oldest first */
	char pattern[TOLD_TEXT * 2];	    /* what has come about, "" nothing */
};

/*
 * Tell the last steps up to `step`. Unless `zoomed`, what happens inside a queue or a pool is left
 * out: it is told as one thing. Fails silently into an empty list when memory is out.
 */
void told_tell(struct told *told, struct history *history, uint32_t step, bool zoomed);

#endif
