/* A child is stopped and nobody lets it go on. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int ends[2];
	char byte;
	pid_t child;

	if (pipe(ends) < 0)
		return 1;
	child = fork();
	if (child == 0)
		_exit(read(ends[0], &byte, 1) == 1 ? 0 : 1);
	kill(child, SIGSTOP);
	if (write(ends[1], "x", 1) != 1)
		return 1;
	wait(NULL);
	return 0;
}
