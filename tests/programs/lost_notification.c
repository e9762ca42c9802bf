/* A condition does not remember: who waits without looking first waits for ever. */
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
	pthread_mutex_t mutex;
	pthread_cond_t ready;
};

int main(void)
{
	struct shared *s =
		mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_t mutex;
	pthread_condattr_t condition;

	pthread_mutexattr_init(&mutex);
	pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&s->mutex, &mutex);
	pthread_condattr_init(&condition);
	pthread_condattr_setpshared(&condition, PTHREAD_PROCESS_SHARED);
	pthread_cond_init(&s->ready, &condition);
	if (fork() == 0) {
		pthread_mutex_lock(&s->mutex);
		pthread_cond_wait(&s->ready, &s->mutex);
		pthread_mutex_unlock(&s->mutex);
		return 0;
	}
	pthread_cond_signal(&s->ready);
	wait(NULL);
	return 0;
}
