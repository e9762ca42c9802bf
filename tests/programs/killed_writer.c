/* A child is killed while it holds a pipe's write end: its death closes that. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int fds[2];
	char byte;
	pid_t child;

	if (pipe(fds) < 0)
		return 2;
	child = fork();
	if (child == 0) {
		close(fds[0]);
		if (write(fds[1], "x", 1) != 1)
			return 1;
		sleep(1000000);
		return 0;
	}
	close(fds[1]);
	if (read(fds[0], &byte, 1) != 1)
		return 1;
	kill(child, SIGKILL);
	if (read(fds[0], &byte, 1) != 0)
		return 1;
	return waitpid(child, NULL, 0) == child ? 0 : 1;
}
