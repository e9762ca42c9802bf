/*
 * A pipe between two processes, with a connection at each end that sends and receives messages.
 *
 * As in Python's multiprocessing: one that works both ways is a socketpair(2), one that works one
 * way a pipe2(2). A message is
 *
 *	length (4 bytes, big-endian) | `length` bytes
 *
 * up to 16384 bytes in one write(2), longer ones in two. Make the pipe before forking; each
 * process closes the end that it does not use, or the other side never sees the end of the
 * messages. An end is for one process at a time: two that send or receive at the same end get
 * parts of each other's messages, as nothing locks it (mp/queue.h does).
 *
 * A process that dies leaves nothing behind but, at worst, the first part of a message: the other
 * side then gets -EBADMSG. pipe(7), unix(7).
 */
#ifndef IPCSTAGE_MP_PIPE_H
#define IPCSTAGE_MP_PIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* One end. Plain data: copy it into a process's arguments as you like, and close it once. */
struct mp_connection {
	int fd;	       /* -1 when closed */
	bool can_send; /* false at the receiving end of a one-way pipe */
	bool can_receive;
	bool begun;    /* the next message's length has been read: `length` is valid */
	size_t length; /* bytes of that message */
};

/*
 * Make a pipe. With `duplex` both ends send and receive; otherwise *a receives what *b sends, as
 * with pipe(2). `name` is what it is called on stage: with `duplex` what *a sends goes through
 * "NAME forth" and what *b sends through "NAME back".
 *
 * Returns 0 and two ends to be closed with mp_connection_close(), descriptors close-on-exec; or
 * -EMFILE or -ENFILE with both untouched. Never blocks.
 */
int mp_pipe(struct mp_connection *a, struct mp_connection *b, bool duplex, const char *name);

/* Close this process's end. May be called twice. */
void mp_connection_close(struct mp_connection *connection);

/*
 * Send one message of `size` bytes; 0 is a message too.
 *
 * Blocks while the pipe is full: about 64 KiB fit into a one-way pipe, about 200 into one that
 * works both ways, and a longer message is sent only while the other side receives it.
 * Returns 0; -EMSGSIZE above 2147483647 bytes; -EPIPE when nobody can receive it any more (without
 * raising SIGPIPE); -EBADF at an end that is closed or only receives.
 */
int mp_connection_send(struct mp_connection *connection, const void *message, size_t size);

/*
 * Receive exactly one message into `capacity` bytes. Blocks until it is there, and then to its end.
 *
 * Returns its size; -EMSGSIZE when it is longer than `capacity`: it stays, and mp_connection_next()
 * says how long it is; -EPIPE at the end: it is empty and every process has closed the other side;
 * -EBADMSG when it is cut off, since its sender died; -EBADF at an end that is closed or only
 * sends.
 */
ssize_t mp_connection_receive(struct mp_connection *connection, void *message, size_t capacity);

/*
 * The size of the next message, which stays. Blocks until it begins to arrive. Returns that, or
 * -errno as mp_connection_receive() does.
 */
ssize_t mp_connection_next(struct mp_connection *connection);

/*
 * Wait until a message begins to arrive, or the other side is closed: until receiving would not
 * wait for a beginning. Returns 0, -EAGAIN (timeout_ms 0), -ETIMEDOUT, or -EBADF as above.
 */
int mp_connection_poll(const struct mp_connection *connection, long timeout_ms);

#endif
