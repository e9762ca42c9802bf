/*
 * Bytes through a pipe or a socket. A write into a pipe that nobody can read any more raises
 * SIGPIPE, and only send(2) can be told not to; for pipes the signal is blocked around the write,
 * and taken back where it came: sigtimedwait(2), pipe(7).
 */
#include "mp/private/stream.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

static bool is_pending(int signal)
{
	sigset_t pending;

	sigpending(&pending);
	return sigismember(&pending, signal);
}

static int write_all(int fd, const char *at, size_t size)
{
	while (size > 0) {
		ssize_t written = write(fd, at, size);
		if (written < 0 && errno != EINTR)
			return -errno;
		if (written > 0) {
			at += written;
			size -= (size_t)written;
		}
	}
	return 0;
}

int mp_stream_write(int fd, const void *bytes, size_t size)
{
	const struct timespec at_once = {0};
	sigset_t broken, former;

	sigemptyset(&broken);
	sigaddset(&broken, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &broken, &former);
	bool was_pending = sigismember(&former, SIGPIPE) && is_pending(SIGPIPE);
	int error = write_all(fd, bytes, size);
	if (error == -EPIPE && !was_pending) {
		while (sigtimedwait(&broken, NULL, &at_once) < 0 && errno == EINTR)
			;
	}
	pthread_sigmask(SIG_SETMASK, &former, NULL);
	return error;
}

ssize_t mp_stream_read(int fd, void *bytes, size_t size)
{
	char *at = bytes;
	size_t done = 0;

	while (done < size) {
		ssize_t got = read(fd, at + done, size - done);
		if (got == 0)
			break;
		if (got < 0 && errno != EINTR)
			return -errno;
		if (got > 0)
			done += (size_t)got;
	}
	return (ssize_t)done;
}

int mp_stream_await(int fd, short events, const struct mp_deadline *deadline)
{
	struct pollfd end = {.fd = fd, .events = events};
	int ready, left_ms;

	do { /* INT_MAX is the longest that poll(2) waits, not all that may be left */
		left_ms = mp_deadline_left_ms(deadline);
		ready = poll(&end, 1, left_ms);
	} while ((ready < 0 && errno == EINTR) || (ready == 0 && left_ms == INT_MAX));
	if (ready < 0)
		return -errno;
	return ready == 0 ? mp_deadline_missed(deadline) : 0;
}
