/*
 * A barber sleeps until a customer wakes him. There is one chair to wait in: who finds it taken
 * goes away. "bare": they look and sit down without the mutex, and two may sit in it.
 */
#include <pthread.h>
#include <semaphore.h>
#include <string.h>

enum { CUSTOMERS = 2 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static sem_t customers, barber;
static int free_chairs = 1, is_crowded, is_bare;

static int sit_down(void)
{
	int sits;

	if (!is_bare)
		pthread_mutex_lock(&mutex);
	sits = free_chairs > 0;
	if (sits)
		free_chairs--;
	if (free_chairs < 0)
		is_crowded = 1;
	if (!is_bare)
		pthread_mutex_unlock(&mutex);
	return sits;
}

static void *come(void *unused)
{
	if (sit_down()) {
		sem_post(&customers);
		sem_wait(&barber);
	}
	return unused;
}

static void *cut(void *unused)
{
	for (;;) {
		sem_wait(&customers);
		pthread_mutex_lock(&mutex);
		free_chairs++;
		pthread_mutex_unlock(&mutex);
		sem_post(&barber);
	}
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t threads[CUSTOMERS], who;

	is_bare = argc > 1 && strcmp(argv[1], "bare") == 0;
	sem_init(&customers, 0, 0);
	sem_init(&barber, 0, 0);
	pthread_create(&who, NULL, cut, NULL);
	for (int i = 0; i < CUSTOMERS; i++)
		pthread_create(&threads[i], NULL, come, NULL);
	for (int i = 0; i < CUSTOMERS; i++)
		pthread_join(threads[i], NULL);
	return is_crowded;
}
