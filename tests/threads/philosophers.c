/*
 * Three philosophers eat once each: "naive" all take the left fork first, else the lower one; with
 * a "waiter", who lets only two of them sit down, the left one first does no harm.
 */
#include <pthread.h>
#include <semaphore.h>
#include <string.h>

enum { SEATS = 3 };

static pthread_mutex_t forks[SEATS];
static sem_t waiter;
static const char *how;

static void *dine(void *seat)
{
	int number = (int)(long)seat, left = number, right = (number + 1) % SEATS;
	int first = strcmp(how, "") == 0 && right < left ? right : left;
	int asks = strcmp(how, "waiter") == 0;

	if (asks)
		sem_wait(&waiter);
	pthread_mutex_lock(&forks[first]);
	pthread_mutex_lock(&forks[left + right - first]);
	pthread_mutex_unlock(&forks[left + right - first]);
	pthread_mutex_unlock(&forks[first]);
	if (asks)
		sem_post(&waiter);
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[SEATS];

	how = argc > 1 ? argv[1] : "";
	sem_init(&waiter, 0, SEATS - 1);
	for (int i = 0; i < SEATS; i++)
		pthread_mutex_init(&forks[i], NULL);
	for (long i = 0; i < SEATS; i++)
		pthread_create(&threads[i], NULL, dine, (void *)i);
	for (int i = 0; i < SEATS; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
