/* A semaphore: its tokens and who has them. */
#ifndef IPCSTAGE_KINDS_SEMAPHORE_STATE_H
#define IPCSTAGE_KINDS_SEMAPHORE_STATE_H

#include "model/stage.h"

struct semaphore_state {
	bool known;	 /* tokens and initial are */
	uint64_t tokens; /* left */
	uint64_t initial;
	uint64_t most;	   /* tokens there have ever been */
	struct set inside; /* set of processes that took a token and did not put one back */
	uint8_t held[LIMIT_ACTORS]; /* tokens each took and did not put back */
	struct set takers;	    /* set of processes that ever took one ... */
	struct set putters;	    /* ... and of those that ever put one in */
	uint32_t out;		    /* tokens taken and not put back */
	uint32_t most_inside;	    /* largest number of tokens out at once */
	uint32_t extra_step;	    /* step at which somebody first put back one it did not have */
	uint8_t extra_by;	    /* number + 1 of who did */
	bool signals;		    /* put in by some, taken out by others: nobody is "inside" */
	bool used_as_lock;	    /* it began with one token and never had more */
};

/* The state of an object of this kind: to look at, and to fold records into. */
static inline const struct semaphore_state *semaphore_of(const struct object *object)
{
	return object_state(object, sizeof(struct semaphore_state));
}

static inline struct semaphore_state *semaphore_own(struct object *object)
{
	return object_own(object, sizeof(struct semaphore_state));
}

#endif
