/* More duplicates of a write end than fit into a byte, all closed again: the end is still open. */
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DUPLICATES = 260 };

static int duplicate_and_close(int fd)
{
	int copies[DUPLICATES];

	for (int i = 0; i < DUPLICATES; i++) {
		copies[i] = dup(fd);
		if (copies[i] < 0)
			return -1;
	}
	for (int i = 0; i < DUPLICATES; i++)
		close(copies[i]);
	return 0;
}

int main(void)
{
	const struct rlimit enough = {2 * DUPLICATES, 2 * DUPLICATES};
	char byte = 'x';
	int fds[2];

	setrlimit(RLIMIT_NOFILE, &enough);
	if (pipe(fds) < 0 || duplicate_and_close(fds[1]) < 0)
		return 2;
	if (fork() == 0) {
		close(fds[0]);
		return write(fds[1], &byte, 1) != 1;
	}
	close(fds[1]);
	if (read(fds[0], &byte, 1) != 1)
		return 1;
	wait(NULL);
	return 0;
}
