/*
 * Pipes with framed messages. Sending and receiving are one step each to those who watch, with the
 * program's line.
 */
#include "mp/pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
#include <ipcstage.h>
#include "mp/private/frame.h"
#include "mp/private/stream.h"

/* On stage a direction is known by the end that reads it. */
static void name_ways(int forth, int back, const char *name)
{
	char way[64];

	snprintf(way, sizeof(way), "%s forth", name);
	ipcstage_name_fd(forth, way);
	snprintf(way, sizeof(way), "%s back", name);
	ipcstage_name_fd(back, way);
}

int mp_pipe(struct mp_connection *a, struct mp_connection *b, bool duplex, const char *name)
{
	int fds[2];

	if (duplex ? socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds)
		   : pipe2(fds, O_CLOEXEC))
		return -errno;
	if (duplex)
		name_ways(fds[0], fds[1], name);
	else
		ipcstage_name_fd(fds[0], name);
	/* What *a sends comes first on stage: that is what fds[0] reads. */
	*a = (struct mp_connection){fds[duplex], .can_send = duplex, .can_receive = true};
	*b = (struct mp_connection){fds[!duplex], .can_send = true, .can_receive = duplex};
	return 0;
}

void mp_connection_close(struct mp_connection *connection)
{
	if (connection->fd >= 0) {
		ipcstage_open(NULL, "close");
		close(connection->fd);
		ipcstage_close(NULL);
	}
	connection->fd = -1;
}

int mp_connection_send(struct mp_connection *connection, const void *message, size_t size)
{
	if (connection->fd < 0 || !connection->can_send)
		return -EBADF;
	if (size > INT32_MAX)
		return -EMSGSIZE;
	const uint32_t length = (uint32_t)size;
	ipcstage_open(NULL, "send");
	int error = mp_frame_send(connection->fd, &length, 1, message);
	ipcstage_close(NULL);
	return error;
}

/* Read the next message's length, unless that has been done. Returns 0 or -errno. */
static int begin(struct mp_connection *connection)
{
	uint32_t length;

	if (connection->fd < 0 || !connection->can_receive)
		return -EBADF;
	if (connection->begun)
		return 0;
	int error = mp_frame_begin(connection->fd, &length, 1);
	if (error)
		return error;
	if (length > INT32_MAX)
		return -EBADMSG;
	connection->length = length;
	connection->begun = true;
	return 0;
}

ssize_t mp_connection_next(struct mp_connection *connection)
{
	ipcstage_open(NULL, "receive");
	int error = begin(connection);
	ipcstage_close(NULL);
	return error ? error : (ssize_t)connection->length;
}

static ssize_t receive_message(struct mp_connection *connection, void *message, size_t capacity)
{
	int error = begin(connection);

	if (error)
		return error;
	if (connection->length > capacity)
		return -EMSGSIZE;
	connection->begun = false;
	return mp_frame_finish(connection->fd, message, connection->length);
}

ssize_t mp_connection_receive(struct mp_connection *connection, void *message, size_t capacity)
{
	ipcstage_open(NULL, "receive");
	ssize_t size = receive_message(connection, message, capacity);
	ipcstage_close(NULL);
	return size;
}

int mp_connection_poll(const struct mp_connection *connection, long timeout_ms)
{
	struct mp_deadline deadline = mp_deadline_in(timeout_ms);

	if (connection->fd < 0 || !connection->can_receive)
		return -EBADF;
	if (connection->begun)
		return 0;
	ipcstage_open(NULL, "poll");
	int error = mp_stream_await(connection->fd, POLLIN, &deadline);
	ipcstage_close(NULL);
	return error;
}
