/* A parent waits by pause(2) for its child to end, which it may have done before. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void take_note(int signal)
{
	(void)signal;
}

int main(int argc, char **argv)
{
	(void)argv;
	signal(SIGCHLD, take_note);
	if (fork() == 0)
		_exit(0);
	if (argc > 1)
		wait(NULL);
	pause();
	return 0;
}
