/*
 * Memory that is used again: where a node was freed the next one is made, and neither who makes it
 * nor who freed the one before has anything to do with the other. It is too large to be kept by the
 * thread that frees it.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

enum { ROUNDS = 3, LARGE = 2000 };

struct node {
	int value;
	char rest[LARGE];
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static sem_t filled;
static struct node *full;

/* A node is made without the lock: nobody else can reach it yet. */
static void *put(void *unused)
{
	for (int i = 0; i < ROUNDS; i++) {
		struct node *node = malloc(sizeof(*node)), *old;

		node->value = 1;
		pthread_mutex_lock(&mutex);
		old = full;
		full = node;
		pthread_mutex_unlock(&mutex);
		free(old);
		sem_post(&filled);
	}
	return unused;
}

/* And freed without it: nobody else can reach it any more. */
static int take(void)
{
	struct node *node;
	int value = 0;

	sem_wait(&filled);
	pthread_mutex_lock(&mutex);
	node = full;
	full = NULL;
	pthread_mutex_unlock(&mutex);
	if (node)
		value = ++node->value;
	free(node);
	return value;
}

int main(void)
{
	pthread_t thread;
	int sum = 0;

	sem_init(&filled, 0, 0);
	pthread_create(&thread, NULL, put, NULL);
	for (int i = 0; i < ROUNDS; i++)
		sum += take();
	pthread_join(thread, NULL);
	return sum < 2;
}
