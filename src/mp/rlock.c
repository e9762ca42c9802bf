/* A recursive, robust, process-shared mutex: pthread_mutex_lock(3p), pthread_mutex_consistent(3).
 */
#include "mp/rlock.h"

#include <errno.h>
#include <unistd.h>
#include "mp/private/robust.h"

int mp_rlock_init(struct mp_rlock *lock)
{
	int error = mp_robust_init(&lock->mutex, PTHREAD_MUTEX_RECURSIVE);

	atomic_init(&lock->owner, 0);
	lock->depth = 0;
	return error;
}

void mp_rlock_destroy(struct mp_rlock *lock)
{
	pthread_mutex_destroy(&lock->mutex);
}

/* EAGAIN is pthread's word for "taken too often", and ours for "not now". */
static int refusal(int error)
{
	return error == EBUSY ? -EAGAIN : error == EAGAIN ? -EOVERFLOW : -error;
}

int mp_rlock_acquire_by(struct mp_rlock *lock, const struct mp_deadline *deadline)
{
	int error = mp_robust_take(&lock->mutex, deadline);

	if (error && error != EOWNERDEAD)
		return refusal(error);
	if (error) {
		lock->depth = 0; /* the dead one's */
		pthread_mutex_consistent(&lock->mutex);
	}
	lock->depth++;
	atomic_store(&lock->owner, getpid());
	return -error;
}

int mp_rlock_acquire(struct mp_rlock *lock, long timeout_ms)
{
	struct mp_deadline deadline = mp_deadline_in(timeout_ms);

	return mp_rlock_acquire_by(lock, &deadline);
}

int mp_rlock_release(struct mp_rlock *lock)
{
	if (mp_rlock_depth(lock) == 0)
		return -EPERM;
	if (--lock->depth == 0)
		atomic_store(&lock->owner, 0);
	return -pthread_mutex_unlock(&lock->mutex);
}

unsigned mp_rlock_depth(struct mp_rlock *lock)
{
	return atomic_load(&lock->owner) == getpid() ? lock->depth : 0;
}
