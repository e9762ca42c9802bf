/*
 * wait(2) for a process group: a child that has left it is not taken, though it has ended before.
 * The one that is waited for is let go only then. The exit status tells what was not as it should
 * be.
 */
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t begin(int leaves, const int *gate, int status)
{
	pid_t child = fork();
	char byte;

	if (child == 0) {
		if (leaves)
			setpgid(0, 0);
		else if (read(gate[0], &byte, 1) != 1)
			_exit(9);
		_exit(status);
	}
	return child;
}

int main(void)
{
	pid_t left, stayed;
	int gate[2], status;

	if (pipe(gate) < 0)
		return 1;
	left = begin(1, gate, 1);
	stayed = begin(0, gate, 2);
	setpgid(left, left);
	if (waitpid(0, &status, WNOHANG) != 0)
		return 2;
	if (write(gate[1], "x", 1) != 1 || waitpid(0, &status, 0) != stayed ||
	    WEXITSTATUS(status) != 2)
		return 3;
	if (waitpid(0, &status, 0) >= 0 || errno != ECHILD)
		return 4;
	return waitpid(-left, &status, 0) == left && WEXITSTATUS(status) == 1 ? 0 : 5;
}
