/* A thing is made by whoever needs it first: looked at without the lock, or made by pthread_once.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int *thing, made, by_once;

static void make(void)
{
	thing = malloc(sizeof(*thing));
	made++;
}

static void *need(void *unused)
{
	if (by_once) {
		pthread_once(&once, make);
	} else if (!thing) {
		pthread_mutex_lock(&mutex);
		if (!thing)
			make();
		pthread_mutex_unlock(&mutex);
	}
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	by_once = argc > 1 && strcmp(argv[1], "once") == 0;
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, need, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	free(thing);
	return made != 1;
}
