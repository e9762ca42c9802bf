/*
 * A thread asks whether it has been cancelled, which ends it or does not: 0 if not. "end": it is
 * asked whether it has ended; "late": by waiting until a time that has passed. "child": it makes a
 * child, for which the first one may wait before.
 */
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void *ask(void *unused)
{
	pthread_testcancel();
	return unused;
}

static void *bear(void *unused)
{
	if (fork() == 0)
		_exit(0);
	return unused;
}

int main(int argc, char **argv)
{
	const struct timespec past = {.tv_sec = 1};
	pthread_t thread;
	void *result;

	if (argc > 1 && strcmp(argv[1], "child") == 0) {
		pthread_create(&thread, NULL, bear, NULL);
		return wait(NULL) < 0;
	}
	pthread_create(&thread, NULL, ask, NULL);
	if (argc > 1 && strcmp(argv[1], "end") == 0)
		return pthread_tryjoin_np(thread, &result) == EBUSY;
	if (argc > 1 && strcmp(argv[1], "late") == 0)
		return pthread_timedjoin_np(thread, &result, &past) == ETIMEDOUT;
	pthread_cancel(thread);
	pthread_join(thread, &result);
	return result == PTHREAD_CANCELED;
}
