/* The reader keeps its own copy of the write end open: its pipe never ends. */
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int fds[2];
	char byte;

	if (pipe(fds) < 0)
		return 2;
	if (fork() == 0) {
		while (read(fds[0], &byte, 1) == 1)
			continue;
		return 0;
	}
	close(fds[0]);
	if (write(fds[1], "x", 1) != 1)
		return 2;
	close(fds[1]);
	wait(NULL);
	return 0;
}
