/* A parent that asks again and again whether its child has ended. */
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int fds[2];
	int asked = 0;
	char byte;
	pid_t child;

	if (pipe(fds) < 0)
		return 2;
	child = fork();
	if (child == 0)
		return read(fds[0], &byte, 1) == 1 ? 0 : 1;
	if (write(fds[1], "x", 1) != 1)
		return 1;
	while (waitpid(child, NULL, WNOHANG) == 0)
		asked++;
	return asked < 100 ? 0 : 1;
}
