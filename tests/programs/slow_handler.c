/*
 * A handler computes for longer than anybody would like to wait, and then says that it is done. Who
 * has sent the signal goes on only then.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static int ends[2];

static long computed_ms(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_utime.tv_sec * 1000 + usage.ru_utime.tv_usec / 1000;
}

static void work(int signal)
{
	long until = computed_ms() + 1500;

	(void)signal;
	while (computed_ms() < until) {
		for (volatile int i = 0; i < 1000000; i++)
			;
	}
	if (write(ends[1], "x", 1) != 1)
		_exit(2);
}

int main(void)
{
	char byte;
	pid_t child;

	if (pipe2(ends, O_NONBLOCK) < 0)
		return 3;
	signal(SIGUSR1, work);
	child = fork();
	if (child == 0) {
		pause();
		_exit(0);
	}
	kill(child, SIGUSR1);
	if (read(ends[0], &byte, 1) != 1)
		return 1;
	return wait(NULL) != child;
}
