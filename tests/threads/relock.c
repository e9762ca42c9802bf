/*
 * A function that holds a mutex calls another one that takes it, too. A recursive mutex is made for
 * that; "normal": it waits for itself; "checking": it is told so, and does without.
 */
#include <errno.h>
#include <pthread.h>
#include <string.h>

static pthread_mutex_t mutex;
static int count, refused;

static void add(void)
{
	if (pthread_mutex_lock(&mutex) == EDEADLK) {
		refused++;
		return;
	}
	count++;
	pthread_mutex_unlock(&mutex);
}

static void *add_twice(void *unused)
{
	pthread_mutex_lock(&mutex);
	add();
	add();
	pthread_mutex_unlock(&mutex);
	return unused;
}

static int type_of(const char *how)
{
	if (strcmp(how, "normal") == 0)
		return PTHREAD_MUTEX_NORMAL;
	return strcmp(how, "checking") == 0 ? PTHREAD_MUTEX_ERRORCHECK : PTHREAD_MUTEX_RECURSIVE;
}

int main(int argc, char **argv)
{
	pthread_mutexattr_t attributes;
	pthread_t threads[2];

	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_settype(&attributes, type_of(argc > 1 ? argv[1] : ""));
	pthread_mutex_init(&mutex, &attributes);
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, add_twice, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return count + refused != 4;
}
