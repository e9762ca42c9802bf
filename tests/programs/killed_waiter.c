/* A waiter that is killed keeps its place in the waiting room: what is sent to it is lost. */
#include <pthread.h>
#include <signal.h>
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
	pid_t waiters[2];

	pthread_mutexattr_init(&mutex);
	pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&s->mutex, &mutex);
	pthread_condattr_init(&condition);
	pthread_condattr_setpshared(&condition, PTHREAD_PROCESS_SHARED);
	pthread_cond_init(&s->ready, &condition);
	for (int i = 0; i < 2; i++) {
		waiters[i] = fork();
		if (waiters[i] == 0) {
			pthread_mutex_lock(&s->mutex);
			pthread_cond_wait(&s->ready, &s->mutex);
			pthread_mutex_unlock(&s->mutex);
			return 0;
		}
	}
	kill(waiters[0], SIGKILL);
	waitpid(waiters[0], NULL, 0);
	pthread_cond_signal(&s->ready);
	waitpid(waiters[1], NULL, 0);
	return 0;
}
