/*
 * Each thread counts in a place of its own, and adds that to the sum when it ends: in a destructor
 * of its data, or, with "local", of a thread-local variable by hand. "static": they count in one.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_key_t key;
static int sum;
static const char *how;

static void add_up(void *own)
{
	pthread_mutex_lock(&mutex);
	sum += *(int *)own;
	pthread_mutex_unlock(&mutex);
}

static void destroy(void *own)
{
	add_up(own);
	free(own);
}

static int *make_own(void)
{
	int *own = calloc(1, sizeof(*own));

	pthread_setspecific(key, own);
	return own;
}

static void *count(void *unused)
{
	static _Thread_local int local;
	static int common;

	if (strcmp(how, "static") == 0) {
		common++;
		add_up(&common);
	} else if (strcmp(how, "local") == 0) {
		local++;
		add_up(&local);
	} else {
		(*make_own())++;
	}
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	how = argc > 1 ? argv[1] : "";
	pthread_key_create(&key, destroy);
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, count, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return sum != 2;
}
