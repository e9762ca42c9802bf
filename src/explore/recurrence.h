/*
 * Whether a run comes back to a state that it has been in.
 *
 * What its steps did is compared at every look. Only where the same steps come again and again are
 * the processes asked what they hold in memory: that takes longer, and says for certain.
 */
#ifndef IPCSTAGE_EXPLORE_RECURRENCE_H
#define IPCSTAGE_EXPLORE_RECURRENCE_H

#include "control/session.h"
#include "model/history.h"
#include "trace/baton.h"

struct recurrence;

/* Of one run, from its beginning. NULL when memory is out. recurrence_free(NULL) is allowed. */
struct recurrence *recurrence_new(void);
void recurrence_free(struct recurrence *recurrence);

/*
 * Look at a run that is stopped at a decision. Returns how many steps the round has that it has
 * come back by, 0 if it has not; the first time that this round was taken ended with step *last.
 * Somebody may wait for *awaited meanwhile, which does not come as the run's clock stands: that
 * they go round is our doing, then.
 */
uint32_t recurrence_look(struct recurrence *recurrence, struct session *session,
			 const struct history *history, uint32_t *last, enum awaited *awaited);

#endif
