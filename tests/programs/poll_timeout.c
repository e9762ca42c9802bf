/* poll(2) with a time-out on a pipe that nobody writes. */
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int fds[2];
	struct pollfd polled = {.events = POLLIN};

	if (pipe(fds) < 0)
		return 2;
	if (fork() == 0) {
		sleep(60);
		return 0;
	}
	polled.fd = fds[0];
	if (poll(&polled, 1, 30000) != 0)
		return 1;
	wait(NULL);
	return 0;
}
