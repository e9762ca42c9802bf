/*
 * An epoll that tells of edges: whether one came since it told of the last one, the bytes in the
 * pipe do not say. The status is what the second wait tells.
 *
 *   epoll_edges           the child writes twice, and all but a byte is read between the waits
 *   epoll_edges loops     its parent reads too little for each edge: in some orders it hangs
 *   epoll_edges missed    the child writes once more before it lets its parent go on
 *   epoll_edges socket    the same as without an argument, of a socket
 *   epoll_edges late      the second of two pipes is added while the children write; which is
 *                         named first?
 *   epoll_edges returns   the one that was drained meanwhile is named behind the other one
 *   epoll_edges polled    by poll(2), which does not wait: is there anything?
 */
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int watch(int epoll, int fd, unsigned events)
{
	struct epoll_event event = {.events = events, .data.fd = fd};

	return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static int named(int epoll, int timeout_ms)
{
	struct epoll_event event;

	return epoll_wait(epoll, &event, 1, timeout_ms) == 1 ? event.data.fd : -1;
}

static void read_bytes(int fd, int count)
{
	char byte;

	while (count-- > 0)
		if (read(fd, &byte, 1) != 1)
			_exit(9);
}

static pid_t write_twice(const int pipe[2])
{
	pid_t child = fork();

	if (child)
		return child;
	if (write(pipe[1], "ab", 2) != 2 || write(pipe[1], "cd", 2) != 2)
		_exit(9);
	pause();
	_exit(0);
}

static void end(pid_t child)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

/* All but one of four bytes. */
static int merged(int epoll, const int ends[2])
{
	pid_t child;
	int told;

	watch(epoll, ends[0], EPOLLIN | EPOLLET);
	child = write_twice(ends);
	named(epoll, -1);
	read_bytes(ends[0], 3);
	told = named(epoll, 0) >= 0;
	end(child);
	return told;
}

static int loops(int epoll, const int ends[2])
{
	pid_t child;
	char bytes[4];
	int got = 0;

	watch(epoll, ends[0], EPOLLIN | EPOLLET);
	child = write_twice(ends);
	while (got < 4) {
		named(epoll, -1);
		got += (int)read(ends[0], bytes, got ? 4 : 3);
	}
	end(child);
	return 0;
}

static int missed(int epoll, const int ends[2], const int go[2])
{
	int told;

	watch(epoll, ends[0], EPOLLIN | EPOLLET);
	if (fork() == 0)
		_exit(write(ends[1], "ab", 2) != 2 || write(ends[1], "cd", 2) != 2 ||
		      write(go[1], "!", 1) != 1);
	named(epoll, -1);
	read_bytes(go[0], 1);
	told = named(epoll, 0) >= 0;
	wait(NULL);
	return told;
}

static int late(int epoll, const int ends[2], const int others[2])
{
	if (fork() == 0)
		_exit(write(others[1], "b", 1) != 1 || write(ends[1], "a", 1) != 1);
	watch(epoll, ends[0], EPOLLIN);
	watch(epoll, others[0], EPOLLIN);
	wait(NULL);
	return named(epoll, 0) == others[0];
}

/* Between the read and the wait there is a step, and another writes into both meanwhile. */
static int returns(int epoll, const int ends[2], const int others[2])
{
	volatile char *shared =
		mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t child;
	int first;

	watch(epoll, ends[0], EPOLLIN);
	watch(epoll, others[0], EPOLLIN);
	if (write(ends[1], "a", 1) != 1)
		return 9;
	child = fork();
	if (child == 0) {
		if (write(others[1], "b", 1) != 1 || write(ends[1], "a", 1) != 1)
			_exit(9);
		pause();
	}
	read_bytes(named(epoll, -1), 1);
	*shared = 1;
	first = named(epoll, 0);
	end(child);
	return first == others[0];
}

static int polled(int epoll, const int ends[2])
{
	struct pollfd fd = {.fd = epoll, .events = POLLIN};
	int told;

	watch(epoll, ends[0], EPOLLIN);
	if (fork() == 0)
		_exit(write(ends[1], "a", 1) != 1);
	told = poll(&fd, 1, 0);
	wait(NULL);
	return told;
}

int main(int argc, char *argv[])
{
	const char *which = argc > 1 ? argv[1] : "";
	int epoll = epoll_create1(0), ends[2], others[2];

	if (epoll < 0 || pipe(others) < 0)
		return 9;
	if (strcmp(which, "socket") == 0 ? socketpair(AF_UNIX, SOCK_STREAM, 0, ends) : pipe(ends))
		return 9;
	if (strcmp(which, "loops") == 0)
		return loops(epoll, ends);
	if (strcmp(which, "missed") == 0)
		return missed(epoll, ends, others);
	if (strcmp(which, "late") == 0)
		return late(epoll, ends, others);
	if (strcmp(which, "returns") == 0)
		return returns(epoll, ends, others);
	return strcmp(which, "polled") == 0 ? polled(epoll, ends) : merged(epoll, ends);
}
