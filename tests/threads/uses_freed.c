/*
 * A thread stores to a block of the heap that another one gives back, and what that one allocates
 * next lies in the same place: if it comes too late it stores to that. "grows": by realloc(3).
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static int *block;
static int grows, found;

static void *use(void *unused)
{
	*block = 1;
	return unused;
}

static void *give_back(void *unused)
{
	int *next;

	if (grows) {
		next = realloc(block, 4096);
		next[1] = 7;
		found = next[0];
		return unused;
	}
	free(block);
	next = malloc(sizeof(*next));
	*next = 7;
	found = *next;
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	grows = argc > 1 && strcmp(argv[1], "grows") == 0;
	block = calloc(1, sizeof(*block));
	pthread_create(&threads[0], NULL, use, NULL);
	pthread_create(&threads[1], NULL, give_back, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return found != (grows ? 1 : 7);
}
