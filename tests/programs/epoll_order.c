/*
 * Two processes write into a pipe each; a third learns from epoll(7) which was ready first.
 * Status 0: the first one was.
 */
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

static int first_ready(int epoll)
{
	struct epoll_event ready[2];

	return epoll_wait(epoll, ready, 2, -1) > 0 ? (int)ready[0].data.u64 : -1;
}

int main(void)
{
	int epoll = epoll_create1(0), pipes[2][2], go[2], first;
	char byte = 'x';

	if (epoll < 0 || pipe(go) < 0)
		return 2;
	for (int i = 0; i < 2; i++) {
		struct epoll_event event = {.events = EPOLLIN};

		event.data.u64 = (unsigned)i;
		if (pipe(pipes[i]) < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, pipes[i][0], &event) < 0)
			return 2;
		if (fork() == 0)
			_exit(write(pipes[i][1], &byte, 1) != 1 || write(go[1], &byte, 1) != 1);
	}
	for (int i = 0; i < 2; i++)
		if (read(go[0], &byte, 1) != 1)
			return 2;
	first = first_ready(epoll);
	wait(NULL);
	wait(NULL);
	return first;
}
