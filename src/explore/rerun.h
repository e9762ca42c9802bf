/*
 * Doing one schedule again, to see how it ends.
 */
#ifndef IPCSTAGE_EXPLORE_RERUN_H
#define IPCSTAGE_EXPLORE_RERUN_H

#include "control/session.h"
#include "explore/outcome.h"

/* Who chooses when the schedule is used up: a process of the set, which is not empty. */
struct chooser {
	unsigned (*choose)(void *context, struct set enabled);
	void *context;
};

/*
 * Run with a schedule to its end; without a `chooser` it has to end the run. Records go to
 * `history`. `place` and `places` as in struct ending; may be NULL. Returns the steps taken, or -1
 * when the run did not come to an end so. Blocks.
 */
long rerun(struct session *session, const uint8_t *schedule, size_t length,
	   const struct chooser *chooser, struct history *history, struct ending *ending);

#endif
