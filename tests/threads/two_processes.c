/* Two processes with two threads each; all four add to one counter in shared memory. */
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static struct shared {
	pthread_mutex_t mutex;
	int counter;
} * shared;

static int locks;

static void *add(void *unused)
{
	if (locks)
		pthread_mutex_lock(&shared->mutex);
	shared->counter++;
	if (locks)
		pthread_mutex_unlock(&shared->mutex);
	return unused;
}

static void add_in_threads(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, add, NULL);
	add(NULL);
	pthread_join(thread, NULL);
}

int main(int argc, char **argv)
{
	pthread_mutexattr_t attributes;

	locks = argc > 1 && strcmp(argv[1], "mutex") == 0;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&shared->mutex, &attributes);
	if (fork() == 0) {
		add_in_threads();
		_exit(0);
	}
	add_in_threads();
	wait(NULL);
	return shared->counter != 4;
}
