/*
 * Two threads append to a table that grows under a lock. What realloc(3) gives back has several
 * values in which they meet, and is one step.
 */
#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int *table, count, room;

static void append(int number)
{
	pthread_mutex_lock(&mutex);
	if (count == room) {
		room = room ? 2 * room : 1;
		table = realloc(table, (size_t)room * sizeof(*table));
	}
	table[count++] = number;
	pthread_mutex_unlock(&mutex);
}

static void *fill(void *unused)
{
	append(1);
	append(2);
	return unused;
}

int main(void)
{
	pthread_t threads[2];
	int sum = 0;

	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, fill, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < count; i++)
		sum += table[i];
	return sum != 6;
}
