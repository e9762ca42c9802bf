/* Correct by itself: a second thread posts what the first one waits for. */
#include <pthread.h>
#include <semaphore.h>
#include <unistd.h>

static sem_t posted;

static void *post(void *unused)
{
	sleep(1); /* so that the first one has to wait for it */
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
