/*
 * Sockets with time-outs: each call waits by poll(2) and then moves what it can without waiting.
 * connect(2) alone cannot be waited for in this way on Unix sockets; SO_SNDTIMEO limits it
 * (socket(7)).
 */
#include "mp/socket.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>
#include "mp/private/stream.h"

enum { MS_PER_S = 1000, US_PER_MS = 1000 };

struct mp_address mp_address_tcp(uint16_t port)
{
	struct mp_address address = {.length = sizeof(address.at.in)};

	address.at.in.sin_family = AF_INET;
	address.at.in.sin_port = htons(port);
	address.at.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return address;
}

int mp_address_unix(struct mp_address *address, const char *path)
{
	size_t length = strlen(path);

	if (length == 0)
		return -EINVAL;
	if (length >= sizeof(address->at.un.sun_path))
		return -ENAMETOOLONG;
	*address = (struct mp_address){0};
	address->at.un.sun_family = AF_UNIX;
	memcpy(address->at.un.sun_path, path, length);
	if (path[0] == '@')
		address->at.un.sun_path[0] = '\0';
	address->length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
	return 0;
}

/* Close a descriptor that is no good; returns the error. */
static int give_up(int fd, int error)
{
	close(fd);
	return -error;
}

static int open_socket(const struct mp_address *address, int flags)
{
	int fd = socket(address->at.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);

	return fd < 0 ? -errno : fd;
}

int mp_socket_listen(const struct mp_address *address, int backlog)
{
	const int yes = 1;
	int fd = open_socket(address, SOCK_NONBLOCK);

	if (fd < 0)
		return fd;
	if (address->at.any.sa_family == AF_INET)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(fd, &address->at.any, address->length) < 0 || listen(fd, backlog) < 0)
		return give_up(fd, errno);
	return fd;
}

int mp_socket_address(int listener, struct mp_address *address)
{
	*address = (struct mp_address){.length = sizeof(address->at)};
	return getsockname(listener, &address->at.any, &address->length) < 0 ? -errno : 0;
}

/* A connection may be gone, or somebody else's, by the time it is accepted: then wait again. */
static bool is_gone(int error)
{
	return error == EINTR || error == EAGAIN || error == ECONNABORTED;
}

int mp_socket_accept(int listener, long timeout_ms)
{
	struct mp_deadline deadline = mp_deadline_in(timeout_ms);
	int fd, error;

	do {
		error = mp_stream_await(listener, POLLIN, &deadline);
		if (error)
			return error;
		fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	} while (fd < 0 && is_gone(errno));
	return fd < 0 ? -errno : fd;
}

static void limit_sending(int fd, const struct mp_deadline *deadline)
{
	int left_ms = mp_deadline_left_ms(deadline);
	struct timeval limit = {left_ms / MS_PER_S, left_ms % MS_PER_S * US_PER_MS};

	if (left_ms <= 0) /* 0 would mean no limit */
		limit = (struct timeval){0, deadline->timeout_ms < 0 ? 0 : 1};
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

/* What became of a TCP connection that was begun. Returns 0 or -errno. */
static int await_connection(int fd, const struct mp_deadline *deadline)
{
	int error = mp_stream_await(fd, POLLOUT, deadline);
	socklen_t length = sizeof(error);

	if (error)
		return error;
	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0 ? -errno : -error;
}

int mp_socket_connect(const struct mp_address *address, long timeout_ms)
{
	const struct mp_deadline forever = mp_deadline_in(MP_FOREVER);
	struct mp_deadline deadline = mp_deadline_in(timeout_ms);
	bool is_tcp = address->at.any.sa_family == AF_INET;
	int fd = open_socket(address, 0), error = 0;

	if (fd < 0)
		return fd;
	do { /* the limit may be shorter than the deadline: see mp_deadline_left_ms() */
		limit_sending(fd, &deadline);
		error = connect(fd, &address->at.any, address->length) < 0 ? -errno : 0;
	} while ((error == -EINTR && !is_tcp) ||
		 (error == -EAGAIN && mp_deadline_left_ms(&deadline) > 0));
	if (error == -EINTR || error == -EINPROGRESS) /* it goes on by itself (connect(2)) */
		error = await_connection(fd, &deadline);
	else if (error == -EAGAIN)
		error = mp_deadline_missed(&deadline);
	if (error)
		return give_up(fd, -error);
	limit_sending(fd, &forever);
	return fd;
}

int mp_socket_send(int fd, const void *bytes, size_t size, long timeout_ms)
{
	struct mp_deadline deadline = mp_deadline_in(timeout_ms);
	const char *at = bytes;

	while (size > 0) {
		int error = mp_stream_await(fd, POLLOUT, &deadline);
		if (error)
			return error;
		ssize_t sent = send(fd, at, size, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent < 0 && !is_gone(errno))
			return -errno;
		if (sent > 0) {
			at += sent;
			size -= (size_t)sent;
		}
	}
	return 0;
}

ssize_t mp_socket_receive(int fd, void *bytes, size_t size, long timeout_ms)
{
	struct mp_deadline deadline = mp_deadline_in(timeout_ms);
	char *at = bytes;
	size_t done = 0;

	while (done < size) {
		int error = mp_stream_await(fd, POLLIN, &deadline);
		if (error)
			return error;
		ssize_t got = recv(fd, at + done, size - done, MSG_DONTWAIT);
		if (got == 0)
			break;
		if (got < 0 && !is_gone(errno))
			return -errno;
		if (got > 0)
			done += (size_t)got;
	}
	return (ssize_t)done;
}
