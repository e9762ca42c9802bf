/* A second thread posts what the first one waits for. */
#include <pthread.h>
#include <semaphore.h>

static sem_t posted;

static void *post(void *unused)
{
	sem_post(&posted);
	return unused;
}

int main(void)
{
	pthread_t thread;

	sem_init(&posted, 0, 0);
	if (pthread_create(&thread, NULL, post, NULL))
		return 1;
	sem_wait(&posted);
	return pthread_join(thread, NULL);
}
