/*
 * What several see who have a pipe or a socket: how much there is to read, whether it blocks, an
 * option. A child changes all three, and its parent asks.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIZE = 50000 };

static int change(const char *what, int fd, int other)
{
	int one = 1, size = SIZE;

	if (strcmp(what, "waiting") == 0)
		return write(other, "x", 1) != 1;
	if (strcmp(what, "blocking") == 0)
		return ioctl(fd, FIONBIO, &one);
	return setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
}

/* Whether it is seen. */
static int ask(const char *what, int fd)
{
	int value = 0;
	socklen_t length = sizeof(value);

	if (strcmp(what, "waiting") == 0)
		return ioctl(fd, FIONREAD, &value) == 0 && value == 1;
	if (strcmp(what, "blocking") == 0)
		return (fcntl(fd, F_GETFL) & O_NONBLOCK) != 0;
	return getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &value, &length) == 0 && value == 2 * SIZE;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "waiting";
	int ends[2], seen;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
		return 2;
	if (fork() == 0)
		_exit(change(what, ends[0], ends[1]));
	seen = ask(what, ends[0]);
	wait(NULL);
	return seen;
}
