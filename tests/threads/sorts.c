/*
 * A thread sorts an array with qsort, and another one stores into its last element: what qsort does
 * there has no hooks, and that is said. "apart": it stores elsewhere.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH = 3 };

static int values[LENGTH] = {1, 2, 3}, elsewhere;
static int *last = &values[LENGTH - 1];

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void *sort(void *unused)
{
	qsort(values, LENGTH, sizeof(values[0]), compare);
	return unused;
}

static void *store(void *unused)
{
	*last = 9;
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	if (argc > 1 && strcmp(argv[1], "apart") == 0)
		last = &elsewhere;
	pthread_create(&threads[0], NULL, sort, NULL);
	pthread_create(&threads[1], NULL, store, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return values[0] != 1;
}
