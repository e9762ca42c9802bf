/*
 * Detached threads cannot be joined: the last one to be done says so. "hasty": main does not wait
 * for it, and what is not done yet is never done.
 */
#include <pthread.h>
#include <string.h>

enum { THREADS = 2 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all_done = PTHREAD_COND_INITIALIZER;
static int done;

static void *work(void *unused)
{
	pthread_mutex_lock(&mutex);
	done++;
	if (done == THREADS)
		pthread_cond_signal(&all_done);
	pthread_mutex_unlock(&mutex);
	return unused;
}

int main(int argc, char **argv)
{
	int is_hasty = argc > 1 && strcmp(argv[1], "hasty") == 0, all;
	pthread_attr_t attributes;
	pthread_t thread;

	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	for (int i = 0; i < THREADS; i++)
		pthread_create(&thread, &attributes, work, NULL);
	pthread_mutex_lock(&mutex);
	while (done < THREADS && !is_hasty)
		pthread_cond_wait(&all_done, &mutex);
	all = done == THREADS;
	pthread_mutex_unlock(&mutex);
	return !all;
}
