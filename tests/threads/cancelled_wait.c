/*
 * A worker that waits for work is cancelled. Whoever wakes in order to end has the mutex again, and
 * has to give it back in a clean-up handler; "careless": it does not. "held": it is cancelled while
 * it waits for the mutex alone.
 */
#include <pthread.h>
#include <string.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t has_work = PTHREAD_COND_INITIALIZER;
static int work, done;

static void give_back(void *given)
{
	if (given)
		pthread_mutex_unlock(given);
}

static void *serve(void *given)
{
	pthread_mutex_lock(&mutex);
	pthread_cleanup_push(give_back, given);
	for (;;) {
		while (work == 0)
			pthread_cond_wait(&has_work, &mutex);
		work--;
		done++;
	}
	pthread_cleanup_pop(1);
	return NULL;
}

int main(int argc, char **argv)
{
	int is_careless = argc > 1 && strcmp(argv[1], "careless") == 0;
	pthread_t worker;
	void *result;

	pthread_create(&worker, NULL, serve, is_careless ? NULL : &mutex);
	pthread_mutex_lock(&mutex);
	work++;
	pthread_cond_signal(&has_work);
	if (argc > 1 && strcmp(argv[1], "held") == 0)
		pthread_cancel(worker);
	pthread_mutex_unlock(&mutex);
	pthread_cancel(worker);
	pthread_join(worker, &result);
	pthread_mutex_lock(&mutex);
	return result != PTHREAD_CANCELED || work + done != 1;
}
