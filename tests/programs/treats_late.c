/*
 * A child sets its handler, or holds the signal back ("mask"), or ignores it ("ignore"), while its
 * parent may send it already. "asks": the parent ignores the ends of its children, and asks whether
 * its child is there. Ends with 0 where the child has come to treat it so before, else with 1.
 */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void handle(int signal)
{
	(void)signal;
}

static void treat(const char *how)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	if (strcmp(how, "mask") == 0)
		sigprocmask(SIG_BLOCK, &signals, NULL);
	else
		signal(SIGTERM, strcmp(how, "ignore") ? handle : SIG_IGN);
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";
	pid_t child = fork();
	int status;

	if (child == 0) {
		if (strcmp(how, "asks") != 0)
			treat(how);
		_exit(0);
	}
	if (strcmp(how, "asks") == 0) {
		signal(SIGCHLD, SIG_IGN);
		return kill(child, 0) < 0;
	}
	kill(child, SIGTERM);
	wait(&status);
	return WIFSIGNALED(status);
}
