/*
 * A thread waits in a loop for a flag that is set by one which is made only later. "yield": it
 * gives way meanwhile; "twice": it looks no more than two times, and goes on.
 */
#include <pthread.h>
#include <sched.h>
#include <string.h>

static volatile int is_ready;
static int value, taken;
static const char *how;

static void *take(void *unused)
{
	int looks = 0;

	while (!is_ready && (strcmp(how, "twice") != 0 || ++looks < 2)) {
		if (strcmp(how, "yield") == 0)
			sched_yield();
	}
	taken = value;
	return unused;
}

static void *make(void *unused)
{
	value = 7;
	is_ready = 1;
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	how = argc > 1 ? argv[1] : "";
	pthread_create(&threads[0], NULL, take, NULL);
	pthread_create(&threads[1], NULL, make, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return taken != 7;
}
