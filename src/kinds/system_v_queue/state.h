/*
 * A System V message queue: messages of types, in the order in which they came; a receiver takes
 * the first of a type that it wants.
 */
#ifndef IPCSTAGE_KINDS_SYSTEM_V_QUEUE_STATE_H
#define IPCSTAGE_KINDS_SYSTEM_V_QUEUE_STATE_H

#include "kinds/pipe/state.h"

struct system_v_queue_state {
	struct pipe_state pipe; /* first: it is drawn as one, and its messages are kept as there */
	uint32_t messages;	/* in it now; those that items[] has no room for, too */
	int64_t types[PIPE_ITEMS]; /* of pipe.items[] */
};

/* The state of an object of this kind: to look at, and to fold records into. */
static inline const struct system_v_queue_state *system_v_queue_of(const struct object *object)
{
	return object_state(object, sizeof(struct system_v_queue_state));
}

static inline struct system_v_queue_state *system_v_queue_own(struct object *object)
{
	return object_own(object, sizeof(struct system_v_queue_state));
}

#endif
