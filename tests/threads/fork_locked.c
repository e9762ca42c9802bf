/* A process is forked while another thread has a mutex: its copy stays locked for ever. */
#include <pthread.h>
#include <semaphore.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static sem_t taken, forked;

static void *hold(void *unused)
{
	pthread_mutex_lock(&mutex);
	sem_post(&taken);
	sem_wait(&forked);
	pthread_mutex_unlock(&mutex);
	return unused;
}

int main(void)
{
	pthread_t thread;

	sem_init(&taken, 0, 0);
	sem_init(&forked, 0, 0);
	pthread_create(&thread, NULL, hold, NULL);
	sem_wait(&taken);
	if (fork() == 0) {
		pthread_mutex_lock(&mutex);
		_exit(0);
	}
	sem_post(&forked);
	pthread_join(thread, NULL);
	wait(NULL);
	return 0;
}
