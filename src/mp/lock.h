/*
 * A lock between processes: one at a time.
 *
 * A semaphore with one token (mp/semaphore.h), as in Python's multiprocessing, with what follows
 * from it: it must lie in shared memory; taking it twice waits for ever; any process may release
 * it, and a release too many lets two in; a process that dies with it leaves it locked for ever
 * (a robust mutex would tell the next one, see pthread_mutexattr_setrobust(3)).
 */
#ifndef IPCSTAGE_MP_LOCK_H
#define IPCSTAGE_MP_LOCK_H

#include "mp/semaphore.h"

struct mp_lock {
	struct mp_semaphore semaphore; /* for the functions below */
};

/* Make it, open. Before the processes that use it are forked. Returns 0 or -errno. */
int mp_lock_init(struct mp_lock *lock);

/* Once nobody uses it any more; its memory is the caller's. */
void mp_lock_destroy(struct mp_lock *lock);

/* Blocks while somebody has it. Returns 0, -EAGAIN (timeout_ms 0 and taken) or -ETIMEDOUT. */
int mp_lock_acquire(struct mp_lock *lock, long timeout_ms);

/* The same with a deadline that several waits share. */
int mp_lock_acquire_by(struct mp_lock *lock, const struct mp_deadline *deadline);

/* Open it. Never blocks. */
void mp_lock_release(struct mp_lock *lock);

#endif
