/*
 * Two threads push a node each on a list on the heap: plainly, and one may be lost; "mutex"; or
 * "swap", by an atomic compare and exchange that is tried until nobody has come between.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct node {
	struct node *next;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct node *top;
static _Atomic(struct node *) shared_top;
static const char *how;

static void push(struct node *node)
{
	node->next = top;
	top = node;
}

static void swap_in(struct node *node)
{
	struct node *seen = shared_top;

	do {
		node->next = seen;
	} while (!atomic_compare_exchange_strong(&shared_top, &seen, node));
}

static void *add(void *unused)
{
	struct node *node = malloc(sizeof(*node));

	if (strcmp(how, "swap") == 0) {
		swap_in(node);
	} else if (strcmp(how, "mutex") == 0) {
		pthread_mutex_lock(&mutex);
		push(node);
		pthread_mutex_unlock(&mutex);
	} else {
		push(node);
	}
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];
	int length = 0;

	how = argc > 1 ? argv[1] : "";
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, add, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	for (struct node *node = top ? top : shared_top; node; node = node->next)
		length++;
	return length != 2;
}
