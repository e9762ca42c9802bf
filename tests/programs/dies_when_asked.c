/*
 * A process that is held in front of a step dies there: what stands in its way is the C library's
 * function that the agent asks with which signals are held back.
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int sigpending(sigset_t *pending)
{
	(void)pending;
	return kill(getpid(), SIGKILL);
}

int main(void)
{
	int ends[2];

	if (pipe(ends) < 0)
		return 1;
	if (fork() == 0) {
		if (write(ends[1], "x", 1) != 1)
			_exit(1);
		_exit(0);
	}
	wait(NULL);
	return 0;
}
