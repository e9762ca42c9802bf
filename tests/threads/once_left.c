/*
 * The function of pthread_once ends its thread the first time, and so has not been run: another
 * one runs it anew, after all that the first has done.
 */
#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int tries, done;

static void try_it(void)
{
	if (tries++ == 0)
		pthread_exit(NULL);
	done = 1;
}

static void *use(void *unused)
{
	pthread_once(&once, try_it);
	return unused;
}

int main(void)
{
	pthread_t threads[2];

	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, use, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return tries != 2 || !done;
}
