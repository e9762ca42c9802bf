/*
 * What threads share: a place on the heap, another's local, a part of a word, an array of which
 * each has its own element. The argument says which; only what two of them write is a step.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct node {
	char first, second;
	int value;
};

static int own[2];

struct work {
	struct node *node;
	int *local;
	int number;
	const char *how;
};

static void *add(void *context)
{
	struct work *work = context;

	if (strcmp(work->how, "heap") == 0)
		work->node->value++;
	else if (strcmp(work->how, "local") == 0)
		(*work->local)++;
	else if (strcmp(work->how, "bytes") == 0)
		*(work->number ? &work->node->first : &work->node->second) += 1;
	else
		own[work->number]++;
	return NULL;
}

int main(int argc, char **argv)
{
	struct node *node = calloc(1, sizeof(*node));
	struct work works[2];
	pthread_t threads[2];
	int local = 0, sum;

	for (int i = 0; i < 2; i++) {
		works[i] = (struct work){node, &local, i, argc > 1 ? argv[1] : ""};
		pthread_create(&threads[i], NULL, add, &works[i]);
	}
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	sum = node->value + local + node->first + node->second + own[0] + own[1];
	free(node);
	return sum != 2;
}
