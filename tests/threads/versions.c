/*
 * A pair of numbers that belong together is changed while another thread reads it: a version that
 * is odd meanwhile tells it that what it has read is torn. "bare": it does not look at the version.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

static atomic_int version, first, second;
static int is_torn, is_bare;

static void *change(void *unused)
{
	version++;
	first = 1;
	second = 1;
	version++;
	return unused;
}

static void *look(void *unused)
{
	int before = version;
	int sum = first + second;
	int is_same = version == before && before % 2 == 0;

	is_torn = sum == 1 && (is_same || is_bare);
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	is_bare = argc > 1 && strcmp(argv[1], "bare") == 0;
	pthread_create(&threads[0], NULL, change, NULL);
	pthread_create(&threads[1], NULL, look, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return is_torn;
}
