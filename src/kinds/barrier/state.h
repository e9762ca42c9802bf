/* A barrier, of the C library or of libmp. */
#ifndef IPCSTAGE_KINDS_BARRIER_STATE_H
#define IPCSTAGE_KINDS_BARRIER_STATE_H

#include "model/stage.h"

struct barrier_state {
	uint32_t parties;    /* 0 unknown */
	uint32_t generation; /* how often all have been let through */
	struct set users;    /* set of those who ever arrived */
	struct set arrived;  /* set of those who wait for the others ... */
	struct set
		let_through; /* ... and of those who need not any more and have not gone on yet */
	bool broken;
};

/* The state of an object of this kind: to look at, and to fold records into. */
static inline const struct barrier_state *barrier_of(const struct object *object)
{
	return object_state(object, sizeof(struct barrier_state));
}

static inline struct barrier_state *barrier_own(struct object *object)
{
	return object_own(object, sizeof(struct barrier_state));
}

#endif
