/* Shared memory of System V: that it is there; what is in it are values. */
#ifndef IPCSTAGE_KINDS_SEGMENT_STATE_H
#define IPCSTAGE_KINDS_SEGMENT_STATE_H

#include "model/stage.h"

struct segment_state {
	bool removed; /* as soon as nobody has it attached, it is no more */
};

/* The state of an object of this kind: to look at, and to fold records into. */
static inline const struct segment_state *segment_of(const struct object *object)
{
	return object_state(object, sizeof(struct segment_state));
}

static inline struct segment_state *segment_own(struct object *object)
{
	return object_own(object, sizeof(struct segment_state));
}

#endif
