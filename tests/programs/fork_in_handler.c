/*
 * A handler forks: its parent's wait goes on as if it had not, and the child, which takes its time,
 * is one of the run.
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static int ends[2];

static void be_two(int signal)
{
	(void)signal;
	if (fork() == 0) {
		for (volatile unsigned i = 0; i < 10000000; i++)
			;
		if (write(ends[1], "x", 1) != 1)
			_exit(1);
		_exit(0);
	}
}

int main(void)
{
	pid_t parent = getpid();
	char byte;

	if (pipe(ends) < 0)
		return 1;
	signal(SIGUSR1, be_two);
	if (fork() == 0) {
		kill(parent, SIGUSR1);
		_exit(0);
	}
	if (read(ends[0], &byte, 1) != 1 || wait(NULL) < 0 || wait(NULL) < 0)
		return 2;
	return 0;
}
