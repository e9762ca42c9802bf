/* An event of libmp. */
#ifndef IPCSTAGE_KINDS_EVENT_STATE_H
#define IPCSTAGE_KINDS_EVENT_STATE_H

#include "model/stage.h"

struct event_state {
	bool set;
	uint32_t pulses; /* times it was cleared again */
};

/* The state of an object of this kind: to look at, and to fold records into. */
static inline const struct event_state *event_of(const struct object *object)
{
	return object_state(object, sizeof(struct event_state));
}

static inline struct event_state *event_own(struct object *object)
{
	return object_own(object, sizeof(struct event_state));
}

#endif
