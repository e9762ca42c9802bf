/*
 * The verdict on a run, and why: what the demo reported against what it expected, who waits for
 * whom, who crashed and where, in words that a student understands.
 */
#ifndef IPCSTAGE_MODEL_VERDICT_H
#define IPCSTAGE_MODEL_VERDICT_H

#include "model/ending.h"
#include "model/history.h"

enum verdict {
	VERDICT_NONE, /* the run goes on */
	VERDICT_AS_EXPECTED,
	VERDICT_UNEXPECTED,
	VERDICT_DEADLOCK,
	VERDICT_CRASH,
	VERDICT_LIVELOCK,
	VERDICT_CUT_OFF,
	VERDICT_IDLE,	 /* all that is left waits for somebody from outside of the run */
	VERDICT_STOPPED, /* it was to end there, and nothing has gone wrong so far */
	VERDICT_COUNT
};

/* Whether nothing has gone wrong: what was expected, or what has no end by itself. */
bool verdict_is_good(enum verdict verdict);

/* "as-expected", … */
const char *verdict_word(enum verdict verdict);

/*
 * Judge a run that is over. Writes the reason as one or a few sentences into `why`
 * (VERDICT_WHY bytes). Without a report the exit status of process 0 counts.
 */
enum verdict verdict_of(struct history *history, const struct ending *ending, char *why);

#endif
