/* The holder of a mutex that is not robust dies: nobody ever gets it again. */
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	pthread_mutex_t *mutex = mmap(NULL, sizeof(*mutex), PROT_READ | PROT_WRITE,
				      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_t attributes;

	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(mutex, &attributes);
	if (fork() == 0) {
		pthread_mutex_lock(mutex);
		_exit(0);
	}
	wait(NULL);
	pthread_mutex_lock(mutex);
	return 0;
}
