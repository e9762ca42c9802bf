/* A set of semaphores of System V: that it is there; each of them is an object of its own. */
#ifndef IPCSTAGE_KINDS_SEMAPHORE_SET_STATE_H
#define IPCSTAGE_KINDS_SEMAPHORE_SET_STATE_H

#include "model/stage.h"

struct semaphore_set_state {
	uint32_t count; /* of its semaphores, 0 unknown */
	bool removed;
};

/* The state of an object of this kind: to look at, and to fold records into. */
static inline const struct semaphore_set_state *semaphore_set_of(const struct object *object)
{
	return object_state(object, sizeof(struct semaphore_set_state));
}

static inline struct semaphore_set_state *semaphore_set_own(struct object *object)
{
	return object_own(object, sizeof(struct semaphore_set_state));
}

#endif
