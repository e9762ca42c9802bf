/* What a mutex says to who has it already, or has it not: by its type. */
#include <errno.h>
#include <pthread.h>

static pthread_mutex_t recursive, checking;

static void make(pthread_mutex_t *mutex, int type)
{
	pthread_mutexattr_t attributes;

	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_settype(&attributes, type);
	pthread_mutex_init(mutex, &attributes);
}

static void *use(void *unused)
{
	long wrong = pthread_mutex_lock(&recursive) || pthread_mutex_lock(&recursive) ||
		     pthread_mutex_unlock(&recursive) || pthread_mutex_unlock(&recursive) ||
		     pthread_mutex_lock(&checking) || pthread_mutex_lock(&checking) != EDEADLK ||
		     pthread_mutex_unlock(&checking) || pthread_mutex_unlock(&checking) != EPERM;

	return wrong ? (void *)&recursive : unused;
}

int main(void)
{
	pthread_t threads[2];
	void *wrong, *other;

	make(&recursive, PTHREAD_MUTEX_RECURSIVE);
	make(&checking, PTHREAD_MUTEX_ERRORCHECK);
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, use, NULL);
	pthread_join(threads[0], &wrong);
	pthread_join(threads[1], &other);
	return wrong || other;
}
