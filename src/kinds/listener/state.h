/* What others ask of an address: the picture. */
#ifndef IPCSTAGE_KINDS_LISTENER_STATE_H
#define IPCSTAGE_KINDS_LISTENER_STATE_H

#include "model/stage.h"

enum { LISTENER_LINE = 24 }; /* connections that wait and are kept one by one */

/* An address: who listens there, and who waits to be accepted. */
struct listener_state {
	bool bound;	       /* a socket is; else whoever connects is refused */
	bool listens;	       /* and connections may come */
	uint32_t backlog;      /* connections that may wait, and one more */
	struct set holders;    /* set of processes that could accept */
	uint32_t accepted;     /* connections so far */
	uint32_t refused;      /* attempts so far */
	uint32_t refused_step; /* step of the first, 0 none ... */
	uint8_t refused_by;    /* ... and number + 1 of whose it was */
	uint16_t count;	       /* line[] used */
	struct {
		uint16_t direction; /* number of the object that its bytes go into */
		uint8_t actor;	    /* who connected */
	} line[LISTENER_LINE];	    /* oldest first */
};

/* The state of an object of this kind: to look at, and to fold records into. */
static inline const struct listener_state *listener_of(const struct object *object)
{
	return object_state(object, sizeof(struct listener_state));
}

static inline struct listener_state *listener_own(struct object *object)
{
	return object_own(object, sizeof(struct listener_state));
}

/* The set of processes that wait to be accepted. */
struct set listener_line(const struct object *object);

#endif
