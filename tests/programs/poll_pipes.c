/* One reader polls three pipes until all of them have ended. */
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WRITERS = 3 };

static int receive(struct pollfd *polled)
{
	int open = WRITERS, sum = 0;

	while (open > 0) {
		if (poll(polled, WRITERS, -1) <= 0)
			return -1;
		for (int i = 0; i < WRITERS; i++) {
			char byte;

			if (!polled[i].revents)
				continue;
			if (read(polled[i].fd, &byte, 1) == 1) {
				sum += byte;
				continue;
			}
			polled[i].fd = -1;
			open--;
		}
	}
	return sum;
}

int main(void)
{
	struct pollfd polled[WRITERS];

	for (int i = 0; i < WRITERS; i++) {
		int fds[2];

		if (pipe(fds) < 0)
			return 2;
		polled[i] = (struct pollfd){.fd = fds[0], .events = POLLIN};
		if (fork() == 0) {
			char bytes[2] = {(char)(i + 1), (char)(10 * (i + 1))};

			for (int k = 0; k < 2; k++) {
				if (write(fds[1], &bytes[k], 1) != 1)
					return 1;
			}
			return 0;
		}
		close(fds[1]);
	}
	if (receive(polled) != 66)
		return 1;
	while (wait(NULL) > 0)
		continue;
	return 0;
}
