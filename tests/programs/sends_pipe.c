/*
 * A pipe that only its maker has, until a message brings an end of it to somebody else. With an
 * argument it is an eventfd.
 */
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
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
int main(int argc, char *argv[])
{
	int sockets[2], ends[2], end;
	uint64_t one = 1;

	(void)argv;

	socketpair(AF_UNIX, SOCK_STREAM, 0, sockets);
	if (fork() == 0) {
		if (argc > 1)
			ends[0] = ends[1] = eventfd(0, EFD_NONBLOCK);
		else
			pipe2(ends, O_NONBLOCK);
		send_end(sockets[0], ends[0]);
		write(ends[1], &one, sizeof(one));
		_exit(0);
	}
	end = receive_end(sockets[1]);
	if (read(end, &one, sizeof(one)) != sizeof(one))
		return 5;
	wait(NULL);
	return 0;
}
