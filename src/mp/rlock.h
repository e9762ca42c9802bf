/*
 * A lock between processes that its owner may take again.
 *
 * A process-shared, recursive and robust mutex: pthread_mutexattr_settype(3),
 * pthread_mutexattr_setrobust(3). It must lie in memory that all its users share (mp/memory.h) and
 * be initialised before they are forked. Unlike mp/lock.h it knows its owner: only he can release
 * it, as often as he has taken it, and when he dies with it the next one is told.
 */
#ifndef IPCSTAGE_MP_RLOCK_H
#define IPCSTAGE_MP_RLOCK_H

#include <pthread.h>
#include <stdatomic.h>
#include "mp/deadline.h"

struct mp_rlock {
	pthread_mutex_t mutex; /* for the functions below */
	atomic_int owner;      /* pid of who has it, 0 nobody; of a dead one until it is taken */
	unsigned depth;	       /* how often he has taken it; his to read and write */
};

/* Make it, open. Returns 0 or -errno. */
int mp_rlock_init(struct mp_rlock *lock);

/* Once nobody uses it any more; its memory is the caller's. */
void mp_rlock_destroy(struct mp_rlock *lock);

/*
 * Take it, once more if the caller has it already. Blocks while another process has it.
 *
 * Returns 0; -EOWNERDEAD: it is the caller's now, but its former owner died with it, so that what
 * it guards may be half done and is the caller's to put right; this is said once. -EAGAIN
 * (timeout_ms 0 and taken), -ETIMEDOUT; -EOVERFLOW when it was taken too often.
 */
int mp_rlock_acquire(struct mp_rlock *lock, long timeout_ms);

/* The same with a deadline that several waits share. */
int mp_rlock_acquire_by(struct mp_rlock *lock, const struct mp_deadline *deadline);

/* Undo one acquire; the last one opens it. Never blocks. Returns 0, or -EPERM: not the owner. */
int mp_rlock_release(struct mp_rlock *lock);

/* How often the calling process has it; 0: it does not. Never blocks. */
unsigned mp_rlock_depth(struct mp_rlock *lock);

#endif
