/* A read-write lock. */
#ifndef IPCSTAGE_KINDS_RWLOCK_STATE_H
#define IPCSTAGE_KINDS_RWLOCK_STATE_H

#include "model/stage.h"

struct rwlock_state {
	struct set readers;	    /* set of processes that have it for reading ... */
	uint8_t held[LIMIT_ACTORS]; /* ... and how many times each */
	uint8_t writer;		    /* number + 1, 0 none */
	bool used;		    /* somebody has had it */
};

/* The state of an object of this kind: to look at, and to fold records into. */
static inline const struct rwlock_state *rwlock_of(const struct object *object)
{
	return object_state(object, sizeof(struct rwlock_state));
}

static inline struct rwlock_state *rwlock_own(struct object *object)
{
	return object_own(object, sizeof(struct rwlock_state));
}

#endif
