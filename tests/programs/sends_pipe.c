/*
 * A pipe that only its maker has, until a message brings an end of it to somebody else. With an
 * argument it is an eventfd, a timerfd, memory (memfd), or an epoll.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

union rights {
	char bytes[CMSG_SPACE(sizeof(int))];
	struct cmsghdr part;
};

static void send_end(int by, int fd)
{
	struct iovec piece = {"x", 1};
	union rights rights = {0};
	struct msghdr message = {.msg_iov = &piece,
				 .msg_iovlen = 1,
				 .msg_control = rights.bytes,
				 .msg_controllen = sizeof(rights.bytes)};

	rights.part = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof(fd)),
				       .cmsg_level = SOL_SOCKET,
				       .cmsg_type = SCM_RIGHTS};
	memcpy(CMSG_DATA(CMSG_FIRSTHDR(&message)), &fd, sizeof(fd));
	sendmsg(by, &message, 0);
}

static int receive_end(int by)
{
	char byte;
	struct iovec piece = {&byte, 1};
	union rights rights = {0};
	struct msghdr message = {.msg_iov = &piece,
				 .msg_iovlen = 1,
				 .msg_control = rights.bytes,
				 .msg_controllen = sizeof(rights.bytes)};
	int fd = -1;

	if (recvmsg(by, &message, 0) == 1 && CMSG_FIRSTHDR(&message))
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(fd));
	return fd;
}

/* What it writes once the end is under way comes before, or after, that is looked at. */
static int send_pipe(int by, const char *what)
{
	const uint64_t one = 1;
	int ends[2];

	if (strcmp(what, "eventfd") == 0)
		ends[0] = ends[1] = eventfd(0, EFD_NONBLOCK);
	else if (strcmp(what, "epoll") == 0)
		ends[0] = ends[1] = epoll_create1(0);
	else if (pipe2(ends, O_NONBLOCK) < 0)
		return 1;
	send_end(by, ends[0]);
	write(ends[1], &one, sizeof(one));
	return 0;
}

static int await_number(int end)
{
	uint64_t one;

	return read(end, &one, sizeof(one)) == sizeof(one) ? 0 : 5;
}

/* It goes off after it is sent, or before, in a second of the run's clock. */
static int send_timer(int by)
{
	const struct itimerspec after = {.it_value = {1, 0}};
	int timer = timerfd_create(CLOCK_MONOTONIC, 0), other = timerfd_create(CLOCK_MONOTONIC, 0);

	timerfd_settime(timer, 0, &after, NULL);
	send_end(by, timer);
	send_end(by, other);
	return 0;
}

static int await_timer(int by)
{
	int timer = receive_end(by);
	struct itimerspec left;

	return await_number(timer) || timerfd_gettime(receive_end(by), &left) ||
	       left.it_value.tv_sec;
}

/* Both add to what lies in memory that has no name. */
static int add(int memory)
{
	volatile int *number =
		mmap(NULL, sizeof(*number), PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);

	++*number;
	return *number;
}

static int send_memory(int by)
{
	int memory = memfd_create("number", 0);

	ftruncate(memory, sizeof(int));
	send_end(by, memory);
	add(memory);
	return 0;
}

static int await_memory(int by)
{
	int memory = receive_end(by), number;

	add(memory);
	wait(NULL);
	pread(memory, &number, sizeof(number), 0);
	return number != 2;
}

int main(int argc, char *argv[])
{
	const char *what = argc > 1 ? argv[1] : "pipe";
	bool is_timer = strcmp(what, "timer") == 0, is_memory = strcmp(what, "memory") == 0;
	int sockets[2], result;

	socketpair(AF_UNIX, SOCK_STREAM, 0, sockets);
	if (fork() == 0)
		_exit(is_timer	  ? send_timer(sockets[0])
		      : is_memory ? send_memory(sockets[0])
				  : send_pipe(sockets[0], what));
	result = is_timer    ? await_timer(sockets[1])
		 : is_memory ? await_memory(sockets[1])
			     : await_number(receive_end(sockets[1]));
	if (result)
		return result;
	wait(NULL);
	return 0;
}
