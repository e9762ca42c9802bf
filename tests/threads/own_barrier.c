/*
 * A barrier of a mutex and a condition, that two threads pass twice. Whoever comes last begins a
 * new generation; "count": it waits for a count alone, which the next round changes again.
 */
#include <pthread.h>
#include <string.h>

enum { PARTIES = 2, ROUNDS = 2 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t complete = PTHREAD_COND_INITIALIZER;
static int arrived, generation, counts;

static void pass(void)
{
	int own;

	pthread_mutex_lock(&mutex);
	own = generation;
	arrived++;
	if (arrived == PARTIES) {
		arrived = 0;
		generation++;
		pthread_cond_broadcast(&complete);
	}
	while (counts ? arrived != 0 : own == generation)
		pthread_cond_wait(&complete, &mutex);
	pthread_mutex_unlock(&mutex);
}

static void *run(void *unused)
{
	for (int i = 0; i < ROUNDS; i++)
		pass();
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t threads[PARTIES];

	counts = argc > 1 && strcmp(argv[1], "count") == 0;
	for (int i = 0; i < PARTIES; i++)
		pthread_create(&threads[i], NULL, run, NULL);
	for (int i = 0; i < PARTIES; i++)
		pthread_join(threads[i], NULL);
	return generation != ROUNDS;
}
