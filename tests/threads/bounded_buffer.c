/*
 * A buffer of one place, a producer and a consumer of two items: with one condition, with two, or
 * with semaphores. "lost": the consumer does not look before it waits.
 */
#include <pthread.h>
#include <semaphore.h>
#include <string.h>

enum { ITEMS = 2 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER, emptied = PTHREAD_COND_INITIALIZER;
static sem_t full, empty;
static int item, is_there, sum;
static const char *how;

static pthread_cond_t *room(void)
{
	return strcmp(how, "two") == 0 ? &emptied : &changed;
}

static void put(int what)
{
	pthread_mutex_lock(&mutex);
	while (is_there)
		pthread_cond_wait(room(), &mutex);
	item = what;
	is_there = 1;
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&mutex);
}

static int get(void)
{
	int what;

	pthread_mutex_lock(&mutex);
	if (strcmp(how, "lost") == 0)
		pthread_cond_wait(&changed, &mutex);
	while (!is_there)
		pthread_cond_wait(&changed, &mutex);
	what = item;
	is_there = 0;
	pthread_cond_signal(room());
	pthread_mutex_unlock(&mutex);
	return what;
}

static void *produce(void *unused)
{
	pthread_setname_np(pthread_self(), "producer");
	for (int i = 1; i <= ITEMS; i++) {
		if (strcmp(how, "semaphores") == 0) {
			sem_wait(&empty);
			item = i;
			sem_post(&full);
		} else {
			put(i);
		}
	}
	return unused;
}

static void *consume(void *unused)
{
	pthread_setname_np(pthread_self(), "consumer");
	for (int i = 1; i <= ITEMS; i++) {
		if (strcmp(how, "semaphores") == 0) {
			sem_wait(&full);
			sum += item;
			sem_post(&empty);
		} else {
			sum += get();
		}
	}
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	how = argc > 1 ? argv[1] : "";
	sem_init(&full, 0, 0);
	sem_init(&empty, 0, 1);
	pthread_create(&threads[0], NULL, produce, NULL);
	pthread_create(&threads[1], NULL, consume, NULL);
	pthread_join(threads[0], NULL);
	pthread_join(threads[1], NULL);
	return sum != 3;
}
