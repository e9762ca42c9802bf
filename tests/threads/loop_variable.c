/*
 * Each thread is told its number: by the address of the loop's variable, which goes on meanwhile,
 * or, with "own", of an element that nobody changes.
 */
#include <pthread.h>
#include <string.h>

enum { THREADS = 2 };

static int seen[THREADS + 1];

static void *begin(void *number)
{
	int self = *(int *)number;

	__atomic_fetch_add(&seen[self], 1, __ATOMIC_RELAXED);
	return NULL;
}

int main(int argc, char **argv)
{
	int is_own = argc > 1 && strcmp(argv[1], "own") == 0;
	int i, numbers[THREADS];
	pthread_t threads[THREADS];

	for (i = 0; i < THREADS; i++) {
		numbers[i] = i;
		pthread_create(&threads[i], NULL, begin, is_own ? &numbers[i] : &i);
	}
	for (int at = 0; at < THREADS; at++)
		pthread_join(threads[at], NULL);
	return seen[0] != 1 || seen[1] != 1;
}
