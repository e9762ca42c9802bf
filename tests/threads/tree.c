/*
 * A thread makes a thread, and that one another. Each adds what the one it has made has found, when
 * it has waited for it; "never": nobody waits, and the first goes on with what there is.
 */
#include <pthread.h>
#include <string.h>

enum { DEPTH = 2 };

static int sums[DEPTH + 1], never;

static void *add(void *number)
{
	long depth = (long)number;
	pthread_t thread;

	if (depth == DEPTH) {
		sums[depth] = 1;
		return NULL;
	}
	pthread_create(&thread, NULL, add, (void *)(depth + 1));
	if (never)
		pthread_detach(thread);
	else
		pthread_join(thread, NULL);
	sums[depth] = sums[depth + 1] + 1;
	return NULL;
}

int main(int argc, char **argv)
{
	never = argc > 1 && strcmp(argv[1], "never") == 0;
	add((void *)0);
	return sums[0] != DEPTH + 1;
}
