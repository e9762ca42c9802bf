/*
 * Several pieces of memory at once: readv(2), preadv(2), preadv2(2) and their like. What is
 * scattered goes through one buffer of ours.
 */
#include <limits.h>
#include <stdlib.h>
#include <sys/uio.h>
#include "agent/calls/descriptors.h"
#include "agent/calls/transfers.h"
#include "agent/core/agent.h"
#include "agent/core/guard.h"
#include "agent/core/reachable.h"
#include "agent/core/real.h"
#include "agent/hooks/data.h"

/* What is copied in a program whose accesses are followed is steps. */
static bool is_seen(void)
{
	return agent_on() && agent_follows();
}

static const struct iovec *touched(const struct iovec *pieces, int count, uint32_t where)
{
	for (int i = 0; i < count; i++)
		agent_guard_touch(pieces[i].iov_base, where);
	return pieces;
}

/* A buffer for all of them, or NULL. */
static char *begin(const struct iovec *pieces, int count, size_t *size, uint32_t where)
{
	char *buffer;

	*size = agent_total(pieces, (size_t)count);
	buffer = malloc(*size ? *size : 1);
	if (!buffer)
		return NULL;
	if (!is_seen())
		touched(pieces, count, where);
	agent.unclear = UNCLEAR_CALL;
	return buffer;
}

static ssize_t read_pieces(int fd, const struct iovec *pieces, int count, off_t at, uint32_t where)
{
	size_t size, done = 0;
	char *buffer = begin(pieces, count, &size, where);
	ssize_t result;

	if (!buffer)
		return -1;
	result = agent_read_from(fd, buffer, size, at, where);
	for (int i = 0; i < count && result > 0 && done < (size_t)result; i++) {
		size_t left = (size_t)result - done;
		size_t piece = pieces[i].iov_len < left ? pieces[i].iov_len : left;

		if (!agent_tell_there(pieces[i].iov_base, buffer + done, piece, (uint64_t)result,
				      where))
			break;
		done += piece;
	}
	free(buffer);
	return result > 0 && !done ? -1 : result > 0 ? (ssize_t)done : result;
}

static ssize_t write_pieces(int fd, const struct iovec *pieces, int count, off_t at, uint32_t where)
{
	size_t size, done = 0;
	char *buffer = begin(pieces, count, &size, where);
	ssize_t result;

	if (!buffer)
		return -1;
	for (int i = 0; i < count; i++) {
		if (!agent_can_read(pieces[i].iov_base, pieces[i].iov_len)) {
			free(buffer);
			return agent_fail(EFAULT);
		}
		agent_ask(buffer + done, pieces[i].iov_base, pieces[i].iov_len, where);
		done += pieces[i].iov_len;
	}
	result = agent_write_to(fd, buffer, size, at, where);
	free(buffer);
	return result;
}

/* What the kernel refuses it is to refuse. */
static bool is_valid(const struct iovec *pieces, int count, off_t at)
{
	return at >= HERE && count > 0 && count <= IOV_MAX &&
	       agent_total(pieces, (size_t)count) <= SSIZE_MAX;
}

AGENT_EXPORT ssize_t readv(int fd, const struct iovec *pieces, int count)
{
	return agent_on() && agent_object_fd(fd) && is_valid(pieces, count, HERE)
		       ? read_pieces(fd, pieces, count, HERE, AGENT_CALLER)
		       : REAL(readv)(fd, touched(pieces, count, AGENT_CALLER), count);
}

AGENT_EXPORT ssize_t writev(int fd, const struct iovec *pieces, int count)
{
	return agent_on() && is_valid(pieces, count, HERE)
		       ? write_pieces(fd, pieces, count, HERE, AGENT_CALLER)
		       : REAL(writev)(fd, touched(pieces, count, AGENT_CALLER), count);
}

AGENT_EXPORT ssize_t preadv(int fd, const struct iovec *pieces, int count, off_t at)
{
	return agent_on() && at >= 0 && is_valid(pieces, count, at)
		       ? read_pieces(fd, pieces, count, at, AGENT_CALLER)
		       : REAL(preadv)(fd, touched(pieces, count, AGENT_CALLER), count, at);
}

AGENT_EXPORT ssize_t pwritev(int fd, const struct iovec *pieces, int count, off_t at)
{
	return agent_on() && at >= 0 && is_valid(pieces, count, at)
		       ? write_pieces(fd, pieces, count, at, AGENT_CALLER)
		       : REAL(pwritev)(fd, touched(pieces, count, AGENT_CALLER), count, at);
}

/* With flags they are others; -1 stands for where the descriptor does. */
AGENT_EXPORT ssize_t preadv2(int fd, const struct iovec *pieces, int count, off_t at, int flags)
{
	return agent_on() && !flags && is_valid(pieces, count, at)
		       ? read_pieces(fd, pieces, count, at, AGENT_CALLER)
		       : REAL(preadv2)(fd, touched(pieces, count, AGENT_CALLER), count, at, flags);
}

AGENT_EXPORT ssize_t pwritev2(int fd, const struct iovec *pieces, int count, off_t at, int flags)
{
	return agent_on() && !flags && is_valid(pieces, count, at)
		       ? write_pieces(fd, pieces, count, at, AGENT_CALLER)
		       : REAL(pwritev2)(fd, touched(pieces, count, AGENT_CALLER), count, at, flags);
}

AGENT_EXPORT ssize_t preadv64(int fd, const struct iovec *pieces, int count, off64_t at)
	__attribute__((alias("preadv")));
AGENT_EXPORT ssize_t pwritev64(int fd, const struct iovec *pieces, int count, off64_t at)
	__attribute__((alias("pwritev")));
AGENT_EXPORT ssize_t preadv64v2(int fd, const struct iovec *pieces, int count, off64_t at,
				int flags) __attribute__((alias("preadv2")));
AGENT_EXPORT ssize_t pwritev64v2(int fd, const struct iovec *pieces, int count, off64_t at,
				 int flags) __attribute__((alias("pwritev2")));
