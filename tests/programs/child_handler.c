/* A handler for SIGCHLD that reaps whoever has ended, and a main loop that waits for that. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILDREN = 4 };

static volatile sig_atomic_t reaped;

static void reap(int number)
{
	(void)number;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		reaped++;
}

int main(void)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = reap;
	sigaction(SIGCHLD, &action, NULL);
	for (unsigned i = 0; i < CHILDREN; i++) {
		if (fork() == 0) {
			sleep(CHILDREN - i);
			return 0;
		}
	}
	while (reaped < CHILDREN)
		sleep(10);
	return 0;
}
