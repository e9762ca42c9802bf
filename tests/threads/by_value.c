/*
 * A structure that two threads share is given to a function by value, or is what one returns: gcc
 * has no hooks for that, clang has. Ends with 1 when one thread's is lost.
 */
#include <pthread.h>

struct pair {
	long first, second, third;
};

static struct pair pair;

static struct pair more(struct pair of, long first, long second)
{
	return (struct pair){of.first + first, of.second + second, 0};
}

static void *add(void *is_first)
{
	pair = more(pair, is_first != NULL, is_first == NULL);
	return NULL;
}

int main(void)
{
	pthread_t threads[2];

	pthread_create(&threads[0], NULL, add, threads);
	pthread_create(&threads[1], NULL, add, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return pair.first + pair.second != 2;
}
