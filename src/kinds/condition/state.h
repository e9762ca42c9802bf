/* A condition and its waiting room; the lock beside it is an object of its own. */
#ifndef IPCSTAGE_KINDS_CONDITION_STATE_H
#define IPCSTAGE_KINDS_CONDITION_STATE_H

#include "model/stage.h"

struct condition_state {
	uint16_t mutex; /* number of the mutex that its waiters let go, 0 none known */
	uint8_t count;	/* waiting[] used */
	uint8_t waiting[LIMIT_ACTORS]; /* who waits for a notification, the first one first */
	struct set notified;  /* set of those who were let out and have not the mutex yet */
	struct set notifiers; /* set of those who ever notified somebody or nobody */
	uint32_t lost;	      /* notifications when nobody waited */
	uint32_t lost_step;   /* of the last of them, 0 before the first step */
	uint8_t lost_by;      /* number + 1 of whose it was */
	bool unshared;	      /* it is not process-shared, and nobody hears of another process */
	uint8_t lost_to;      /* number + 1 of who had ended in the room, 0: nobody waited */
};

/* The state of an object of this kind: to look at, and to fold records into. */
static inline const struct condition_state *condition_of(const struct object *object)
{
	return object_state(object, sizeof(struct condition_state));
}

static inline struct condition_state *condition_own(struct object *object)
{
	return object_own(object, sizeof(struct condition_state));
}

#endif
