/*
 * Two runners wait for the gun. All have to hear it: pthread_cond_broadcast; "signal": one does.
 */
#include <pthread.h>
#include <string.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gun = PTHREAD_COND_INITIALIZER;
static int is_fired;

static void *run(void *unused)
{
	pthread_mutex_lock(&mutex);
	while (!is_fired)
		pthread_cond_wait(&gun, &mutex);
	pthread_mutex_unlock(&mutex);
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t runners[2];

	for (int i = 0; i < 2; i++)
		pthread_create(&runners[i], NULL, run, NULL);
	pthread_mutex_lock(&mutex);
	is_fired = 1;
	if (argc > 1 && strcmp(argv[1], "signal") == 0)
		pthread_cond_signal(&gun);
	else
		pthread_cond_broadcast(&gun);
	pthread_mutex_unlock(&mutex);
	for (int i = 0; i < 2; i++)
		pthread_join(runners[i], NULL);
	return 0;
}
