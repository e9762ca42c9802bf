/*
 * One process makes a pipe after the fork and hands it over in a message. Both read and write there
 * then: the other one looks whether what it has written is still there. Status: 0 it is. "high": an
 * eventfd that a fork shares, with a number as few have; status: 0 it was read after the write.
 * "higher": with one that fewer have. "event": an eventfd that is handed over.
 */
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HIGH = 900, HIGHER = 1024 };

static void send_descriptors(int to, const int fds[2])
{
	char room[CMSG_SPACE(2 * sizeof(int))] = "", byte = 'x';
	struct iovec piece = {&byte, 1};
	struct msghdr message = {.msg_iov = &piece,
				 .msg_iovlen = 1,
				 .msg_control = room,
				 .msg_controllen = sizeof(room)};
	struct cmsghdr *part = CMSG_FIRSTHDR(&message);

	*part = (struct cmsghdr){.cmsg_len = CMSG_LEN(2 * sizeof(int)),
				 .cmsg_level = SOL_SOCKET,
				 .cmsg_type = SCM_RIGHTS};
	memcpy(CMSG_DATA(part), fds, 2 * sizeof(int));
	if (sendmsg(to, &message, 0) != 1)
		_exit(9);
}

static void receive_descriptors(int from, int fds[2])
{
	char room[CMSG_SPACE(2 * sizeof(int))], byte;
	struct iovec piece = {&byte, 1};
	struct msghdr message = {.msg_iov = &piece,
				 .msg_iovlen = 1,
				 .msg_control = room,
				 .msg_controllen = sizeof(room)};

	if (recvmsg(from, &message, 0) != 1)
		_exit(9);
	memcpy(fds, CMSG_DATA(CMSG_FIRSTHDR(&message)), 2 * sizeof(int));
}

static int look(int from)
{
	struct pollfd ends[1];
	int fds[2];

	receive_descriptors(from, fds);
	if (write(fds[1], "a", 1) != 1)
		return 9;
	ends[0] = (struct pollfd){.fd = fds[0], .events = POLLIN};
	return poll(ends, 1, 0) != 1;
}

static int hand_over(bool event)
{
	int pair[2], ends[2], status;
	char byte;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
		return 9;
	if (fork() == 0)
		_exit(look(pair[1]));
	if (event)
		ends[0] = ends[1] = eventfd(0, 0);
	else if (pipe(ends) != 0)
		return 9;
	send_descriptors(pair[0], ends);
	if (read(ends[0], &byte, 1) != 1)
		return 9;
	wait(&status);
	return WEXITSTATUS(status);
}

/* Whether the number that the child adds is there already. */
static int share(int fd)
{
	uint64_t number = 1;
	int low = eventfd(0, EFD_NONBLOCK), got;

	if (dup2(low, fd) != fd || close(low) != 0)
		return 9;
	if (fork() == 0)
		_exit(write(fd, &number, sizeof(number)) != sizeof(number));
	got = (int)read(fd, &number, sizeof(number));
	wait(NULL);
	return got != sizeof(number);
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";
	struct rlimit limit;

	if (strcmp(how, "high") == 0)
		return share(HIGH);
	if (strcmp(how, "higher") == 0) {
		getrlimit(RLIMIT_NOFILE, &limit);
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
		return share(HIGHER);
	}
	return hand_over(strcmp(how, "event") == 0);
}
