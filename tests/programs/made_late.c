/* What synchronises is made, or made again, while another process can reach it already. */
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
	sem_t semaphore;
	pthread_mutex_t mutex;
	pthread_rwlock_t lock;
};

static void make(struct shared *shared, const char *what)
{
	pthread_mutexattr_t attributes;

	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
	if (strcmp(what, "mutex") == 0)
		pthread_mutex_init(&shared->mutex, &attributes);
	else if (strcmp(what, "rwlock") == 0)
		pthread_rwlock_init(&shared->lock, NULL);
	else
		sem_init(&shared->semaphore, 1, 1);
}

/* Returns whether it can be had. */
static int try(struct shared *shared, const char *what)
{
	if (strcmp(what, "mutex") == 0)
		return pthread_mutex_trylock(&shared->mutex) == 0;
	if (strcmp(what, "rwlock") == 0)
		return pthread_rwlock_tryrdlock(&shared->lock) == 0;
	return sem_trywait(&shared->semaphore) == 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "semaphore";
	struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int taken;

	make(shared, what);
	if (strcmp(what, "semaphore") != 0) /* taken, until it is made again */
		strcmp(what, "mutex") == 0 ? pthread_mutex_lock(&shared->mutex)
					   : pthread_rwlock_wrlock(&shared->lock);
	else
		sem_wait(&shared->semaphore);
	if (fork() == 0) {
		make(shared, what);
		_exit(0);
	}
	taken = try(shared, what);
	wait(NULL);
	return !taken;
}
