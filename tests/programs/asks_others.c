/* What one process asks of another or does to it, past what is followed: each is named. */
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void change_parent(int epoll, int fd)
{
	struct epoll_event event = {.events = EPOLLIN};
	struct rlimit limit;

	prlimit(getppid(), RLIMIT_CORE, NULL, &limit);
	epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
	setpriority(PRIO_PROCESS, 0, 1);
	_exit(0);
}

int main(void)
{
	int epoll = epoll_create1(0);
	struct epoll_event event;
	struct rlimit limit;
	int ends[2];
	pid_t child;

	if (pipe(ends) < 0)
		return 2;
	prlimit(0, RLIMIT_CORE, NULL, &limit);
	prlimit(getpid(), RLIMIT_CORE, NULL, &limit);
	epoll_wait(epoll, &event, 1, 0);
	child = fork();
	if (child == 0)
		change_parent(epoll, ends[0]);
	epoll_wait(epoll, &event, 1, 0);
	getpgid(child);
	getsid(child);
	getpriority(PRIO_PROCESS, (id_t)child);
	getpgid(0);
	wait(NULL);
	return 0;
}
