/* Ping-pong over a socket pair. */
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 5 };

static int answer(int fd)
{
	char byte;

	while (read(fd, &byte, 1) == 1) {
		byte++;
		if (write(fd, &byte, 1) != 1)
			return 1;
	}
	return 0;
}

int main(void)
{
	int fds[2];
	char ball = 0;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) < 0)
		return 2;
	if (fork() == 0) {
		close(fds[0]);
		return answer(fds[1]);
	}
	close(fds[1]);
	for (int i = 0; i < ROUNDS; i++) {
		if (write(fds[0], &ball, 1) != 1 || read(fds[0], &ball, 1) != 1)
			return 1;
	}
	close(fds[0]);
	wait(NULL);
	return ball == ROUNDS ? 0 : 1;
}
