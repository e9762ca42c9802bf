/* The holder of a robust mutex dies; the next one is told, mends it and goes on. */
#include <errno.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t *make(void)
{
	pthread_mutex_t *mutex = mmap(NULL, sizeof(*mutex), PROT_READ | PROT_WRITE,
				      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_t attributes;

	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(mutex, &attributes);
	return mutex;
}

static int mend(pthread_mutex_t *mutex)
{
	int error = pthread_mutex_lock(mutex);

	if (error == EOWNERDEAD && pthread_mutex_consistent(mutex) != 0)
		return 1;
	return pthread_mutex_unlock(mutex) == 0 ? 0 : 1;
}

int main(void)
{
	pthread_mutex_t *mutex = make();
	int bad = 0, status;

	if (fork() == 0) {
		pthread_mutex_lock(mutex);
		_exit(0); /* with the lock in hand */
	}
	for (int i = 0; i < 2; i++) {
		if (fork() == 0)
			return mend(mutex);
	}
	while (wait(&status) > 0)
		bad += WEXITSTATUS(status);
	return bad || pthread_mutex_lock(mutex) != 0;
}
