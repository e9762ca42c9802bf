/*
 * Two threads meet: each says that it has arrived and waits for the other. "reversed": each waits
 * first, and nobody ever says so.
 */
#include <pthread.h>
#include <semaphore.h>
#include <string.h>

static sem_t arrived[2];
static int value[2], seen[2], is_reversed;

static void *meet(void *number)
{
	long self = (long)number;

	value[self] = 1;
	if (is_reversed)
		sem_wait(&arrived[1 - self]);
	sem_post(&arrived[self]);
	if (!is_reversed)
		sem_wait(&arrived[1 - self]);
	seen[self] = value[1 - self];
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	is_reversed = argc > 1 && strcmp(argv[1], "reversed") == 0;
	for (long i = 0; i < 2; i++)
		sem_init(&arrived[i], 0, 0);
	for (long i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, meet, (void *)i);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return seen[0] + seen[1] != 2;
}
