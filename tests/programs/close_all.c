/* Closes every descriptor from 3 up, as daemons do; the argument says how. */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int fds[2];
	char byte;

	if (argc > 1 && strcmp(argv[1], "closefrom") == 0)
		closefrom(3);
	else if (argc > 1)
		close_range(3, ~0U, 0);
	for (int fd = 3; fd < 2000; fd++)
		close(fd);
	if (pipe(fds) < 0)
		return 2;
	if (fork() == 0)
		return write(fds[1], "x", 1) == 1 ? 0 : 1;
	if (read(fds[0], &byte, 1) != 1 || byte != 'x')
		return 1;
	wait(NULL);
	return 0;
}
