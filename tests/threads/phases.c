/*
 * Two threads work in phases: each sets its own cell, and then takes over what the other one has.
 * A barrier keeps the phases apart; "missing": nothing does.
 */
#include <pthread.h>
#include <string.h>

static pthread_barrier_t barrier;
static int cells[2], taken[2], is_missing;

static void *work(void *number)
{
	long self = (long)number;

	cells[self] = (int)self + 1;
	if (!is_missing)
		pthread_barrier_wait(&barrier);
	taken[self] = cells[1 - self];
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	is_missing = argc > 1 && strcmp(argv[1], "missing") == 0;
	pthread_barrier_init(&barrier, NULL, 2);
	for (long i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, work, (void *)i);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return taken[0] != 2 || taken[1] != 1;
}
