/*
 * A thread forks while another one changes a pair of numbers: the child has a copy of what was
 * there at that moment. "locked": it is changed, and copied, under a mutex.
 */
#include <pthread.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int first, second, locks;

static void *change(void *unused)
{
	if (locks)
		pthread_mutex_lock(&mutex);
	first = 1;
	second = 1;
	if (locks)
		pthread_mutex_unlock(&mutex);
	return unused;
}

static pid_t copy(void)
{
	pid_t child;

	if (locks)
		pthread_mutex_lock(&mutex);
	child = fork();
	if (child == 0)
		_exit(first != second);
	if (locks)
		pthread_mutex_unlock(&mutex);
	return child;
}

int main(int argc, char **argv)
{
	pthread_t thread;
	int status = 0;

	locks = argc > 1 && strcmp(argv[1], "locked") == 0;
	pthread_create(&thread, NULL, change, NULL);
	waitpid(copy(), &status, 0);
	pthread_join(thread, NULL);
	return WEXITSTATUS(status);
}
