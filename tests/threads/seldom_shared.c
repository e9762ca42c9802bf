/*
 * A place that two threads share, but only if one looks at a counter at two moments that are hardly
 * ever met by chance: only a search comes there.
 */
#include <pthread.h>
#include <stdatomic.h>

static atomic_int counter;
static int shared, seen;

static void *count(void *unused)
{
	for (int i = 0; i < 5; i++)
		atomic_fetch_add(&counter, 1);
	shared = 1;
	return unused;
}

static void *look(void *unused)
{
	if (atomic_load(&counter) != 1)
		return unused;
	if (atomic_load(&counter) == 4)
		seen = shared;
	return unused;
}

int main(void)
{
	pthread_t threads[2];

	pthread_create(&threads[0], NULL, count, NULL);
	pthread_create(&threads[1], NULL, look, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return seen;
}
