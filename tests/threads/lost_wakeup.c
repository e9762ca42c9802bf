/*
 * One thread waits until another says that it may go. "bare": whoever says so does not take the
 * mutex, and can come between the look and the wait; "once": whoever waits does not look.
 */
#include <pthread.h>
#include <string.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t said = PTHREAD_COND_INITIALIZER;
static int may_go;
static const char *how;

static void *await(void *unused)
{
	pthread_mutex_lock(&mutex);
	if (strcmp(how, "once") == 0)
		pthread_cond_wait(&said, &mutex);
	while (!may_go)
		pthread_cond_wait(&said, &mutex);
	pthread_mutex_unlock(&mutex);
	return unused;
}

static void *say(void *unused)
{
	int is_bare = strcmp(how, "bare") == 0;

	if (!is_bare)
		pthread_mutex_lock(&mutex);
	may_go = 1;
	pthread_cond_signal(&said);
	if (!is_bare)
		pthread_mutex_unlock(&mutex);
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	how = argc > 1 ? argv[1] : "";
	pthread_create(&threads[0], NULL, await, NULL);
	pthread_create(&threads[1], NULL, say, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
