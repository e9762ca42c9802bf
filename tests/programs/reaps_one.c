/* One wait for each SIGCHLD, which is not blocked: where two of them are one a child is left. */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILDREN = 3 };

static volatile sig_atomic_t reaped;

static void on_child(int signal)
{
	int error = errno;

	(void)signal;
	if (waitpid(-1, NULL, WNOHANG) > 0)
		reaped++;
	errno = error;
}

int main(void)
{
	struct sigaction action = {.sa_handler = on_child, .sa_flags = SA_RESTART};

	sigemptyset(&action.sa_mask);
	sigaction(SIGCHLD, &action, NULL);
	for (int i = 0; i < CHILDREN; i++) {
		if (fork() == 0)
			_exit(0);
	}
	for (int i = 0; i < 20 && reaped < CHILDREN; i++)
		usleep(10000);
	return reaped != CHILDREN;
}
