/*
 * A semaphore of one token. A release is not checked: sem_getvalue(3) before sem_post(3) would
 * cost a call each time and still be a guess, since the two are not one.
 */
#include "mp/lock.h"

int mp_lock_init(struct mp_lock *lock)
{
	return mp_semaphore_init(&lock->semaphore, 1);
}

void mp_lock_destroy(struct mp_lock *lock)
{
	mp_semaphore_destroy(&lock->semaphore);
}

int mp_lock_acquire(struct mp_lock *lock, long timeout_ms)
{
	return mp_semaphore_acquire(&lock->semaphore, timeout_ms);
}

int mp_lock_acquire_by(struct mp_lock *lock, const struct mp_deadline *deadline)
{
	return mp_semaphore_acquire_by(&lock->semaphore, deadline);
}

void mp_lock_release(struct mp_lock *lock)
{
	mp_semaphore_release(&lock->semaphore);
}
