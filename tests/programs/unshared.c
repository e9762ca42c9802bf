/*
 * A mutex and a condition in shared memory that nobody has made process-shared: the kernel wakes
 * nobody in another process. "condition": its waiter is not woken; "shared": as it should be.
 */
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
	pthread_mutex_t mutex, process_shared;
	pthread_cond_t condition;
	int ready;
};

static void init(struct shared *shared, int everything)
{
	pthread_mutexattr_t attributes;
	pthread_condattr_t condition;

	pthread_mutexattr_init(&attributes);
	pthread_condattr_init(&condition);
	if (everything)
		pthread_condattr_setpshared(&condition, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&shared->mutex, NULL);
	pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&shared->process_shared, &attributes);
	if (everything)
		pthread_mutex_init(&shared->mutex, &attributes);
	pthread_cond_init(&shared->condition, &condition);
}

static void wait_for_it(struct shared *shared)
{
	pthread_mutex_lock(&shared->process_shared);
	while (!shared->ready)
		pthread_cond_wait(&shared->condition, &shared->process_shared);
	pthread_mutex_unlock(&shared->process_shared);
}

static void say_it(struct shared *shared)
{
	pthread_mutex_lock(&shared->process_shared);
	shared->ready = 1;
	pthread_cond_signal(&shared->condition);
	pthread_mutex_unlock(&shared->process_shared);
}

static void take(struct shared *shared)
{
	pthread_mutex_lock(&shared->mutex);
	pthread_mutex_unlock(&shared->mutex);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "mutex";
	struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int is_mutex = strcmp(what, "mutex") == 0, shares = strcmp(what, "shared") == 0;

	init(shared, shares);
	if (fork() == 0) {
		if (is_mutex || shares)
			take(shared);
		if (!is_mutex)
			wait_for_it(shared);
		_exit(0);
	}
	if (is_mutex || shares)
		take(shared);
	if (!is_mutex)
		say_it(shared);
	wait(NULL);
	return 0;
}
