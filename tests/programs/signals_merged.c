/* Two signals of a kind that is blocked are one when it is let in. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t count;

static void note(int signal)
{
	(void)signal;
	count++;
}

int main(void)
{
	sigset_t blocked, before;
	int ends[2], status;
	pid_t child;
	char byte;

	signal(SIGUSR1, note);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR1);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	if (pipe(ends) < 0)
		return 9;
	child = fork();
	if (child == 0) {
		/* A write of its own stands before it lets them in. */
		if (write(ends[1], "y", 1) != 1)
			_exit(9);
		sigprocmask(SIG_SETMASK, &before, NULL);
		if (read(ends[0], &byte, 1) != 1)
			_exit(9);
		_exit(count == 2 ? 0 : 1);
	}
	kill(child, SIGUSR1);
	kill(child, SIGUSR1);
	waitpid(child, &status, 0);
	return WEXITSTATUS(status);
}
