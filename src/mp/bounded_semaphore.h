/*
 * A semaphore that refuses a token that was never taken.
 *
 * Two semaphores (mp/semaphore.h), one with the tokens that are there and one with those that are
 * out: a release has to find one that is out. So releasing too often is told at once instead of
 * letting one too many in. Who takes and who puts back may still be different processes, and the
 * tokens of a process that dies are gone for good.
 */
#ifndef IPCSTAGE_MP_BOUNDED_SEMAPHORE_H
#define IPCSTAGE_MP_BOUNDED_SEMAPHORE_H

#include "mp/semaphore.h"

struct mp_bounded_semaphore {
	struct mp_semaphore tokens; /* for the functions below */
	struct mp_semaphore taken;  /* */
};

/*
 * Make it with so many tokens, which is also the most there can be. In shared memory, before the
 * processes that use it are forked. Returns 0, or -EINVAL above SEM_VALUE_MAX.
 */
int mp_bounded_semaphore_init(struct mp_bounded_semaphore *semaphore, unsigned tokens);

/* Once nobody uses it any more; its memory is the caller's. */
void mp_bounded_semaphore_destroy(struct mp_bounded_semaphore *semaphore);

/* Take a token; blocks while there is none. Returns 0, -EAGAIN (timeout_ms 0) or -ETIMEDOUT. */
int mp_bounded_semaphore_acquire(struct mp_bounded_semaphore *semaphore, long timeout_ms);

/* Put a token back. Never blocks. Returns 0, or -EOVERFLOW when none is out. */
int mp_bounded_semaphore_release(struct mp_bounded_semaphore *semaphore);

/* Tokens there at this moment; out of date as soon as somebody else runs. */
unsigned mp_bounded_semaphore_value(struct mp_bounded_semaphore *semaphore);

#endif
