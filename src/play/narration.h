/*
 * What happened, as sentences: the steps that led to a moment of the run, told once and kept.
 *
 * Telling a step folds its records again, so the app does it when the shown step changes and not
 * for every frame.
 */
#ifndef IPCSTAGE_PLAY_NARRATION_H
#define IPCSTAGE_PLAY_NARRATION_H

#include "model/history.h"
#include "races/told_race.h"

enum {
	NARRATION_LINES = 48,
	NARRATION_TEXT = 200,
	NARRATION_STEPS = 24,
	NARRATION_STEPS_WHOLE = 120
};

struct narration_line {
	uint32_t step;
	bool first;		   /* of its step: the number is shown */
	char text[NARRATION_TEXT]; /* one sentence */
	bool is_race;		   /* it tells of a data race */
};

struct narration {
	unsigned count;
	struct narration_line lines[NARRATION_LINES]; /* oldest first */
	char pattern[NARRATION_TEXT * 2];	      /* what has come about, "" nothing */
};

/*
 * Tell the last steps up to `step`. Unless `zoomed`, what happens inside a queue or a pool is left
 * out: it is told as one thing. Data races (`race_count` of them) are told at their steps. Fails
 * silently into an empty list when memory is out.
 */
void narration_tell(struct narration *narration, struct history *history, uint32_t step,
		    bool zoomed, const struct told_race *races, size_t race_count);

#endif
