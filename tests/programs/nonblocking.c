/* A pipe that does not block: empty says EAGAIN, and a reader who asks again and again gets on. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int fill(int fd)
{
	char block[5000];
	ssize_t got, sum = 0;

	memset(block, 'x', sizeof(block));
	while ((got = write(fd, block, sizeof(block))) > 0)
		sum += got;
	return errno == EAGAIN && sum > 0;
}

int main(void)
{
	int fds[2], other[2];
	char byte;

	if (pipe2(fds, O_NONBLOCK) < 0 || pipe2(other, O_NONBLOCK) < 0)
		return 2;
	if (!fill(other[1]))
		return 1;
	if (fork() == 0)
		return write(fds[1], "x", 1) == 1 ? 0 : 1;
	while (read(fds[0], &byte, 1) < 0) {
		if (errno != EAGAIN)
			return 1;
	}
	wait(NULL);
	return byte == 'x' ? 0 : 1;
}
