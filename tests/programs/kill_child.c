/* kill(2): a child in the middle of its wait is ended by a signal that its parent sent. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int fds[2];
	int status;
	char byte;
	pid_t child;

	if (pipe(fds) < 0)
		return 2;
	child = fork();
	if (child == 0)
		return read(fds[0], &byte, 1) == 1;
	kill(child, SIGTERM);
	if (waitpid(child, &status, 0) != child)
		return 1;
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM ? 0 : 1;
}
