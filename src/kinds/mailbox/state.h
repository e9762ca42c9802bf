/*
 * What has come for a socket without connections, or for its address while no socket has it.
 */
#ifndef IPCSTAGE_KINDS_MAILBOX_STATE_H
#define IPCSTAGE_KINDS_MAILBOX_STATE_H

#include "kinds/pipe/state.h"

struct mailbox_state {
	struct pipe_state pipe; /* first: it is drawn as one, and its messages are kept as there */
	bool bound;		/* a socket is */
	struct set holders;	/* set of processes that have that */
	uint32_t messages;	/* in it now; those that items[] has no room for, too */
	uint32_t lost;		/* messages that went to nobody, or found no room */
	uint32_t lost_step;	/* step of the first of them ... */
	uint8_t lost_by;	/* ... number + 1 of who sent it ... */
	bool lost_was_full;	/* ... and whether it found no room */
};

/* The state of an object of this kind: to look at, and to fold records into. */
static inline const struct mailbox_state *mailbox_of(const struct object *object)
{
	return object_state(object, sizeof(struct mailbox_state));
}

static inline struct mailbox_state *mailbox_own(struct object *object)
{
	return object_own(object, sizeof(struct mailbox_state));
}

#endif
