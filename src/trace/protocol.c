/*
 * Descriptors beside a byte: unix(7), SCM_RIGHTS. Only the fork server and the viewer speak, so
 * that libc's calls may be used: in the server the interposers are just the real calls.
 */
#include "trace/protocol.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int protocol_send(int socket, char what, const int *fds, unsigned count)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(SERVER_DESCRIPTORS * sizeof(int))] = {0};
	const size_t size = count * sizeof(int);
	struct iovec byte = {&what, 1};
	struct msghdr message = {.msg_iov = &byte,
				 .msg_iovlen = 1,
				 .msg_control = control,
				 .msg_controllen = CMSG_SPACE(size)};
	struct cmsghdr *rights = CMSG_FIRSTHDR(&message);

	rights->cmsg_level = SOL_SOCKET;
	rights->cmsg_type = SCM_RIGHTS;
	rights->cmsg_len = CMSG_LEN(size);
	memcpy(CMSG_DATA(rights), fds, size);
	return sendmsg(socket, &message, MSG_NOSIGNAL) == 1 ? 0 : -1;
}

static void take(const struct cmsghdr *rights, int *fds, unsigned count)
{
	size_t came = rights && rights->cmsg_type == SCM_RIGHTS
			      ? (rights->cmsg_len - CMSG_LEN(0)) / sizeof(int)
			      : 0;
	int taken[SERVER_DESCRIPTORS];

	if (came == 0)
		return;
	memcpy(taken, CMSG_DATA(rights), came * sizeof(int));
	for (size_t i = 0; i < came; i++) {
		if (i < count)
			fds[i] = taken[i];
		else
			close(taken[i]);
	}
}

int protocol_receive(int socket, int flags, char *what, int *fds, unsigned count)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(SERVER_DESCRIPTORS * sizeof(int))];
	struct iovec byte = {what, 1};
	struct msghdr message = {.msg_iov = &byte,
				 .msg_iovlen = 1,
				 .msg_control = control,
				 .msg_controllen = sizeof(control)};
	ssize_t got;

	for (unsigned i = 0; i < count; i++)
		fds[i] = -1;
	do {
		got = recvmsg(socket, &message, flags);
	} while (got < 0 && errno == EINTR);
	if (got > 0)
		take(CMSG_FIRSTHDR(&message), fds, count);
	return (int)got;
}
