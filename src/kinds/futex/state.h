/* A word at which processes wait: who does, and who has been woken. */
#ifndef IPCSTAGE_KINDS_FUTEX_STATE_H
#define IPCSTAGE_KINDS_FUTEX_STATE_H

#include "model/stage.h"

struct futex_state {
	uint8_t count;		       /* waiting[] used */
	uint8_t waiting[LIMIT_ACTORS]; /* who waits to be woken, the first one first */
	struct set wakers;	       /* set of those who ever woke somebody, or nobody */
	uint32_t in_vain;	       /* calls that woke nobody */
	uint32_t vain_step;	       /* step of the last of them ... */
	uint8_t vain_by;	       /* ... and number + 1 of whose it was */
	bool is_for_alone;	       /* no other process hears of it (FUTEX_PRIVATE_FLAG) */
};

/* The state of an object of this kind: to look at, and to fold records into. */
static inline const struct futex_state *futex_of(const struct object *object)
{
	return object_state(object, sizeof(struct futex_state));
}

static inline struct futex_state *futex_own(struct object *object)
{
	return object_own(object, sizeof(struct futex_state));
}

#endif
