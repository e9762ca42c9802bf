/*
 * Bytes through a pipe or a socket, all of them: what queues and connections are built on. Private
 * to this library.
 *
 * write(2) and read(2) may move less than they were asked to, and a signal may interrupt them.
 */
#ifndef IPCSTAGE_MP_PRIVATE_STREAM_H
#define IPCSTAGE_MP_PRIVATE_STREAM_H

#include <stddef.h>
#include <sys/types.h>
#include "mp/deadline.h"

/*
 * Write all of it. Blocks while there is no space. Where nobody can read any more it returns
 * -EPIPE; SIGPIPE is not raised. Returns 0 or -errno.
 */
int mp_stream_write(int fd, const void *bytes, size_t size);

/* Read so many bytes; fewer only at the end of the file. Blocks. Returns how many, or -errno. */
ssize_t mp_stream_read(int fd, void *bytes, size_t size);

/*
 * Wait until there is something to read (POLLIN), or space to write (POLLOUT), or the other end is
 * gone. Returns 0, -EAGAIN, -ETIMEDOUT or -errno of poll(2).
 */
int mp_stream_await(int fd, short events, const struct mp_deadline *deadline);

#endif
