/*
 * Three smokers each have one of three things and wait for the other two, which an agent puts on
 * the table. "naive": they take them one by one, and one may take what another needs; else the
 * agent calls who can smoke.
 */
#include <pthread.h>
#include <semaphore.h>
#include <string.h>

enum { THINGS = 3, MISSING = 1 };

static sem_t things[THINGS], calls[THINGS], smoked;
static int is_naive;

static void *smoke(void *number)
{
	int own = (int)(long)number;

	if (is_naive) {
		sem_wait(&things[(own + 1) % THINGS]);
		sem_wait(&things[(own + 2) % THINGS]);
	} else {
		sem_wait(&calls[own]);
	}
	sem_post(&smoked);
	return NULL;
}

static void serve(void)
{
	if (is_naive) {
		sem_post(&things[(MISSING + 1) % THINGS]);
		sem_post(&things[(MISSING + 2) % THINGS]);
	} else {
		sem_post(&calls[MISSING]);
	}
	sem_wait(&smoked);
}

int main(int argc, char **argv)
{
	pthread_t smokers[THINGS];

	is_naive = argc > 1 && strcmp(argv[1], "naive") == 0;
	sem_init(&smoked, 0, 0);
	for (int i = 0; i < THINGS; i++) {
		sem_init(&things[i], 0, 0);
		sem_init(&calls[i], 0, 0);
	}
	for (long i = 0; i < THINGS; i++)
		pthread_create(&smokers[i], NULL, smoke, (void *)i);
	serve();
	return 0;
}
