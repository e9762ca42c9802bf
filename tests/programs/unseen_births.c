/* Births that libc makes past fork(2): daemon(3), or with an argument _Fork(3). */
#include <sys/wait.h>
#include <unistd.h>

static int begin(int out, int as_daemon)
{
	if (as_daemon && daemon(1, 1) < 0)
		return 2;
	return write(out, "x", 1) == 1 ? 0 : 3;
}

int main(int argc, char **argv)
{
	int ends[2];
	pid_t child;
	char byte;

	(void)argv;
	if (pipe(ends) < 0)
		return 2;
	child = argc > 1 ? _Fork() : fork();
	if (child == 0)
		_exit(begin(ends[1], argc == 1));
	close(ends[1]);
	if (read(ends[0], &byte, 1) != 1)
		return 1;
	wait(NULL);
	return 0;
}
