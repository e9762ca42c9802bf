/*
 * Whoever gives back the last reference frees the thing. Atomically, that is one thread; "plain":
 * by a load and a store, and nobody may, or, as "look", by a look behind it, and both may.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static struct thing {
	int plain;
	atomic_int count;
} * thing;

static atomic_int freed;
static const char *how;

static int is_last(void)
{
	if (strcmp(how, "plain") == 0) {
		int left = thing->plain - 1;

		thing->plain = left;
		return left == 0;
	}
	if (strcmp(how, "look") == 0) {
		thing->count--;
		return thing->count == 0;
	}
	return --thing->count == 0;
}

static void *give_back(void *unused)
{
	if (is_last())
		freed++;
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	how = argc > 1 ? argv[1] : "";
	thing = calloc(1, sizeof(*thing));
	thing->plain = 2;
	thing->count = 2;
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, give_back, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	free(thing);
	return freed != 1;
}
