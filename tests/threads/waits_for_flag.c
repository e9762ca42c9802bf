/*
 * Two threads look again and again whether the first one has set a flag, without anything that
 * could be waited for. "counts": one of them computes for as long, and comes to an end by itself.
 * "asks": they count how often they have asked an atomic one.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

static volatile int flag;
static volatile long count;

static void *look(void *unused)
{
	while (!flag)
		;
	return unused;
}

static atomic_int is_set;

static void *ask(void *unused)
{
	volatile long asked = 0;

	while (!atomic_load(&is_set))
		asked++;
	return unused;
}

static void *add_up(void *unused)
{
	while (count < 700000)
		count++;
	return unused;
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";
	pthread_t threads[2];

	if (strcmp(how, "asks") == 0) {
		pthread_create(&threads[0], NULL, ask, NULL);
		atomic_store(&is_set, 1);
		return pthread_join(threads[0], NULL);
	}
	pthread_create(&threads[0], NULL, strcmp(how, "counts") ? look : add_up, NULL);
	pthread_create(&threads[1], NULL, look, NULL);
	flag = 1;
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
