/*
 * Each thread raises its flag, and goes in if the other's is down. One after the other at least one
 * of them sees the other's. "look": it looks before it raises its own, and both may go in.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

static atomic_int flags[2];
static int is_in[2], looks_first;

static void *enter(void *number)
{
	long self = (long)number;
	int other;

	if (looks_first)
		other = flags[1 - self];
	flags[self] = 1;
	if (!looks_first)
		other = flags[1 - self];
	is_in[self] = !other;
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	looks_first = argc > 1 && strcmp(argv[1], "look") == 0;
	for (long i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, enter, (void *)i);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return is_in[0] && is_in[1];
}
