/*
 * One thread assigns a structure, another reads it: in a single step here, and in pieces where it
 * is run by itself. Status 1: it was torn. "lock": they take turns.
 */
#include <pthread.h>
#include <string.h>

struct pair {
	long first, second, sum;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct pair shared;
static int takes_turns;

static void take(void)
{
	if (takes_turns)
		pthread_mutex_lock(&mutex);
}

static void give_back(void)
{
	if (takes_turns)
		pthread_mutex_unlock(&mutex);
}

static void *assign(void *argument)
{
	const struct pair next = {1, 2, 3};

	take();
	shared = next; /* unseen: written */
	give_back();
	return argument;
}

int main(int argc, char **argv)
{
	pthread_t thread;
	struct pair seen;

	takes_turns = argc > 1 && strcmp(argv[1], "lock") == 0;
	pthread_create(&thread, NULL, assign, NULL);
	take();
	seen = shared; /* unseen: read */
	give_back();
	pthread_join(thread, NULL);
	return seen.first + seen.second != seen.sum;
}
