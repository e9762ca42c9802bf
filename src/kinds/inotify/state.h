/* What is watched, and what has been told of it. */
#ifndef IPCSTAGE_KINDS_INOTIFY_STATE_H
#define IPCSTAGE_KINDS_INOTIFY_STATE_H

#include "model/stage.h"

struct inotify_state {
	uint32_t watches;	    /* now */
	uint32_t told;		    /* events that were read */
	char path[RECORD_TEXT + 1]; /* the last that came to be watched */
	char last[RECORD_TEXT + 1]; /* what was read last */
};

/* The state of an object of this kind: to look at, and to fold records into. */
static inline const struct inotify_state *inotify_of(const struct object *object)
{
	return object_state(object, sizeof(struct inotify_state));
}

static inline struct inotify_state *inotify_own(struct object *object)
{
	return object_own(object, sizeof(struct inotify_state));
}

#endif
