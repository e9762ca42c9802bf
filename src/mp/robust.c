#include "mp/private/robust.h"

int mp_robust_init(pthread_mutex_t *mutex, int type)
{
	pthread_mutexattr_t attributes;
	int error = pthread_mutexattr_init(&attributes);

	if (error)
		return -error;
	pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_settype(&attributes, type);
	pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
	error = pthread_mutex_init(mutex, &attributes);
	pthread_mutexattr_destroy(&attributes);
	return -error;
}

int mp_robust_take(pthread_mutex_t *mutex, const struct mp_deadline *deadline)
{
	if (deadline->timeout_ms < 0)
		return pthread_mutex_lock(mutex);
	if (deadline->timeout_ms == 0)
		return pthread_mutex_trylock(mutex);
	return pthread_mutex_clocklock(mutex, CLOCK_MONOTONIC, &deadline->at);
}
