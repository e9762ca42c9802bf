/* Process-shared semaphores: sem_init(3), sem_wait(3), sem_clockwait (glibc 2.30), sem_post(3). */
#include "mp/semaphore.h"

#include <errno.h>

int mp_semaphore_init(struct mp_semaphore *semaphore, unsigned tokens)
{
	return sem_init(&semaphore->sem, 1, tokens) ? -errno : 0;
}

void mp_semaphore_destroy(struct mp_semaphore *semaphore)
{
	sem_destroy(&semaphore->sem);
}

int mp_semaphore_acquire(struct mp_semaphore *semaphore, long timeout_ms)
{
	struct mp_deadline deadline = mp_deadline_in(timeout_ms);

	return mp_semaphore_acquire_by(semaphore, &deadline);
}

static int wait_once(sem_t *sem, const struct mp_deadline *deadline)
{
	if (deadline->timeout_ms < 0)
		return sem_wait(sem);
	if (deadline->timeout_ms == 0)
		return sem_trywait(sem);
	return sem_clockwait(sem, CLOCK_MONOTONIC, &deadline->at);
}

int mp_semaphore_acquire_by(struct mp_semaphore *semaphore, const struct mp_deadline *deadline)
{
	while (wait_once(&semaphore->sem, deadline)) {
		if (errno != EINTR)
			return -errno;
	}
	return 0;
}

int mp_semaphore_release(struct mp_semaphore *semaphore)
{
	return sem_post(&semaphore->sem) ? -errno : 0;
}

unsigned mp_semaphore_value(struct mp_semaphore *semaphore)
{
	int value = 0;

	sem_getvalue(&semaphore->sem, &value);
	return value > 0 ? (unsigned)value : 0;
}
