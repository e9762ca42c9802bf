/*
 * A condition: processes wait, with a lock, until another one says that something has changed.
 *
 * A process-shared condition variable with its mutex, pthread_cond_wait(3), in memory that all its
 * users share (mp/memory.h), initialised before they are forked. What is waited for is a variable
 * of the caller's, guarded by the lock: the condition itself remembers nothing, and a notification
 * when nobody waits is lost. A wait may also end without one, so look again:
 *
 *	mp_condition_acquire(&condition, MP_FOREVER);
 *	while (!ready)
 *		mp_condition_wait(&condition, MP_FOREVER);
 *	mp_condition_release(&condition);
 *
 * The lock is robust: when its owner dies the next one is told. The waiting room is not, since
 * POSIX has none that is: a process that is killed while it waits stays on glibc's list. A notify
 * that was meant for somebody else may go to it, and before glibc 2.41 a later notify may wait for
 * it for ever. Who has to survive that uses semaphores or a pipe.
 */
#ifndef IPCSTAGE_MP_CONDITION_H
#define IPCSTAGE_MP_CONDITION_H

#include <pthread.h>
#include <stdbool.h>
#include "mp/deadline.h"

struct mp_condition {
	pthread_mutex_t mutex; /* for the functions below, and to be named */
	pthread_cond_t cond;   /* the waiting room; for them alone */
};

/* Make it, its lock open. Returns 0 or -errno. */
int mp_condition_init(struct mp_condition *condition);

/* Once nobody uses it any more; its memory is the caller's. Blocks while somebody still waits. */
void mp_condition_destroy(struct mp_condition *condition);

/*
 * Take its lock. Blocks while another process has it.
 *
 * Returns 0; -EOWNERDEAD: it is the caller's now, but its former owner died with it and may have
 * left half done what it guards; this is said once. -EAGAIN (timeout_ms 0 and taken), -ETIMEDOUT,
 * -EDEADLK: the caller has it already.
 */
int mp_condition_acquire(struct mp_condition *condition, long timeout_ms);
int mp_condition_acquire_by(struct mp_condition *condition, const struct mp_deadline *deadline);

/* Let its lock go. Never blocks. Returns 0, or -EPERM: the caller does not have it. */
int mp_condition_release(struct mp_condition *condition);

/*
 * Let the lock go, wait to be notified, take the lock again. Blocks for both.
 *
 * The caller has the lock afterwards in any case but -EPERM: it did not have it before. Returns 0
 * after a notification, or without any; -EAGAIN (timeout_ms 0: it has not waited), -ETIMEDOUT;
 * -EOWNERDEAD as mp_condition_acquire(). The time-out is for the notification, not for the lock.
 */
int mp_condition_wait(struct mp_condition *condition, long timeout_ms);
int mp_condition_wait_by(struct mp_condition *condition, const struct mp_deadline *deadline);

/*
 * Wait until holds(argument) is true; it is asked with the lock in hand, first before waiting.
 * Returns 0 when it is; else as mp_condition_wait(), with what it guards as it is.
 */
int mp_condition_wait_for(struct mp_condition *condition, bool (*holds)(void *argument),
			  void *argument, long timeout_ms);

/*
 * Wake up to `count` of those who wait, or all. The caller should have the lock: without it a
 * process between its look and its wait is missed. Returns 0.
 */
int mp_condition_notify(struct mp_condition *condition, unsigned count);
int mp_condition_notify_all(struct mp_condition *condition);

#endif
