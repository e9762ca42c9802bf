/* What waiting on a condition does to the mutex beside it. */
#ifndef IPCSTAGE_KINDS_MUTEX_STATE_H
#define IPCSTAGE_KINDS_MUTEX_STATE_H

#include "model/stage.h"
#include "model/words.h"

struct mutex_state {
	uint8_t owner;	    /* number + 1, 0 open */
	uint8_t last_owner; /* number + 1, 0 none */
	uint8_t options;    /* MUTEX_… */
	uint8_t depth;	    /* recursive */
	bool came_locked;   /* by a fork: its owner is in another process */
	bool owner_died;    /* and nobody has made it consistent */
};

/* The state of an object of this kind. */
static inline const struct mutex_state *mutex_of(const struct object *object)
{
	return object_state(object, sizeof(struct mutex_state));
}

static inline struct mutex_state *mutex_own(struct object *object)
{
	return object_own(object, sizeof(struct mutex_state));
}

/* A process takes it; `error` is 0, or EOWNERDEAD when its owner has died. */
void mutex_take(struct mutex_state *mutex, unsigned actor, int error);

/* Its owner lets it go, as often as he has taken it. */
void mutex_release(struct mutex_state *mutex);

/* ": its owner 1 died with it", before it is taken; `object` may be NULL. */
void mutex_say_death(const struct object *object, struct words *words);

#endif
