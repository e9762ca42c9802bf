/*
 * pthread_cond_clockwait (glibc 2.30) with CLOCK_MONOTONIC, and a mutex that checks its owner and
 * tells of a dead one. A mutex whose owner has died is made consistent at once: what it guards is
 * the caller's affair, and one that is not stays unusable for ever.
 */
#include "mp/condition.h"

#include <errno.h>
#include "mp/private/robust.h"

static int init_cond(pthread_cond_t *cond)
{
	pthread_condattr_t attributes;
	int error = pthread_condattr_init(&attributes);

	if (error)
		return error;
	pthread_condattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
	error = pthread_cond_init(cond, &attributes);
	pthread_condattr_destroy(&attributes);
	return error;
}

int mp_condition_init(struct mp_condition *condition)
{
	int error = mp_robust_init(&condition->mutex, PTHREAD_MUTEX_ERRORCHECK);

	return error ? error : -init_cond(&condition->cond);
}

void mp_condition_destroy(struct mp_condition *condition)
{
	pthread_cond_destroy(&condition->cond);
	pthread_mutex_destroy(&condition->mutex);
}

/* The lock was taken or refused. */
static int taken(struct mp_condition *condition, int error)
{
	if (error == EOWNERDEAD)
		pthread_mutex_consistent(&condition->mutex);
	return error == EBUSY ? -EAGAIN : -error;
}

int mp_condition_acquire_by(struct mp_condition *condition, const struct mp_deadline *deadline)
{
	return taken(condition, mp_robust_take(&condition->mutex, deadline));
}

int mp_condition_acquire(struct mp_condition *condition, long timeout_ms)
{
	struct mp_deadline deadline = mp_deadline_in(timeout_ms);

	return mp_condition_acquire_by(condition, &deadline);
}

int mp_condition_release(struct mp_condition *condition)
{
	return -pthread_mutex_unlock(&condition->mutex);
}

int mp_condition_wait_by(struct mp_condition *condition, const struct mp_deadline *deadline)
{
	if (deadline->timeout_ms == 0)
		return -EAGAIN;
	if (deadline->timeout_ms < 0)
		return taken(condition, pthread_cond_wait(&condition->cond, &condition->mutex));
	return taken(condition, pthread_cond_clockwait(&condition->cond, &condition->mutex,
						       CLOCK_MONOTONIC, &deadline->at));
}

int mp_condition_wait(struct mp_condition *condition, long timeout_ms)
{
	struct mp_deadline deadline = mp_deadline_in(timeout_ms);

	return mp_condition_wait_by(condition, &deadline);
}

int mp_condition_wait_for(struct mp_condition *condition, bool (*holds)(void *argument),
			  void *argument, long timeout_ms)
{
	struct mp_deadline deadline = mp_deadline_in(timeout_ms);
	int error = 0;

	while (!error && !holds(argument))
		error = mp_condition_wait_by(condition, &deadline);
	/* What came true in the last moment counts. */
	return error == -ETIMEDOUT && holds(argument) ? 0 : error;
}

int mp_condition_notify(struct mp_condition *condition, unsigned count)
{
	int error = 0;

	while (count-- && !error)
		error = -pthread_cond_signal(&condition->cond);
	return error;
}

int mp_condition_notify_all(struct mp_condition *condition)
{
	return -pthread_cond_broadcast(&condition->cond);
}
