/* A handler runs between two steps of a child, which goes by when it came. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t stage, came_at;

static void note(int signal)
{
	(void)signal;
	came_at = stage;
}

static void count_up(int to)
{
	for (stage = 1; stage <= 3; stage++) {
		if (write(to, "x", 1) != 1)
			_exit(9);
	}
	_exit(came_at == 1);
}

int main(void)
{
	int ends[2], status;
	pid_t child;

	signal(SIGUSR1, note);
	if (pipe(ends) < 0)
		return 9;
	child = fork();
	if (child == 0)
		count_up(ends[1]);
	kill(child, SIGUSR1);
	waitpid(child, &status, 0);
	return WEXITSTATUS(status);
}
