/*
 * A semaphore between processes: so many tokens, taken and put back.
 *
 * An unnamed process-shared POSIX semaphore, sem_overview(7). It must lie in memory that all its
 * users share (mp/memory.h) and be initialised before they are forked; in ordinary memory every
 * process would have a copy of its own.
 *
 * It has no owner: anybody may put a token back, also one that was never taken, and when a
 * process dies its tokens are gone for good.
 */
#ifndef IPCSTAGE_MP_SEMAPHORE_H
#define IPCSTAGE_MP_SEMAPHORE_H

#include <semaphore.h>
#include "mp/deadline.h"

struct mp_semaphore {
	sem_t sem; /* for the functions below */
};

/* Returns 0, or -EINVAL when there are more tokens than SEM_VALUE_MAX. */
int mp_semaphore_init(struct mp_semaphore *semaphore, unsigned tokens);

/* Once nobody uses it any more; its memory is the caller's. */
void mp_semaphore_destroy(struct mp_semaphore *semaphore);

/*
 * Take a token; blocks while there is none. A signal handler does not end the wait.
 * Returns 0, -EAGAIN (timeout_ms 0 and none there) or -ETIMEDOUT. sem_wait(3), sem_clockwait.
 */
int mp_semaphore_acquire(struct mp_semaphore *semaphore, long timeout_ms);

/* The same with a deadline that several waits share. */
int mp_semaphore_acquire_by(struct mp_semaphore *semaphore, const struct mp_deadline *deadline);

/* Put a token back. Never blocks. Returns 0, or -EOVERFLOW at SEM_VALUE_MAX. sem_post(3). */
int mp_semaphore_release(struct mp_semaphore *semaphore);

/* Tokens there at this moment; out of date as soon as somebody else runs. sem_getvalue(3). */
unsigned mp_semaphore_value(struct mp_semaphore *semaphore);

#endif
