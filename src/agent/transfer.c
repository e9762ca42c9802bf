/*
 * What goes through descriptors: read(2), write(2), pread(2), readv(2), writev(2), poll(2).
 *
 * Whether an operation can finish is the kernel's own answer, poll(2), asked by the process
 * itself.
 */
#include "agent/agent.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Where in a file: where the descriptor stands. */
enum { HERE = -1 };

/* --- read and write ------------------------------------------------------------------------- */

struct wanted {
	int fd;
	short events;
};

/* Ask the kernel whether the call would return at once. */
static bool is_ready(void *context)
{
	const struct wanted *wanted = context;
	const struct timespec now = {0, 0};
	struct pollfd poll = {.fd = wanted->fd, .events = wanted->events};

	if (REAL(fcntl)(wanted->fd, F_GETFL) & O_NONBLOCK)
		return true;
	return REAL(ppoll)(&poll, 1, &now, NULL) != 0;
}

/* `argument` of the records: the descriptor, of a file also the place in it. */
static uint64_t place_of(unsigned object, int fd, off_t at)
{
	struct stat file;

	if (agent_object(object)->kind != OBJECT_FILE)
		return (uint64_t)fd;
	if (at >= 0)
		return record_place(fd, (uint64_t)at);
	if (REAL(fcntl)(fd, F_GETFL) & O_APPEND && fstat(fd, &file) == 0)
		return record_place(fd, (uint64_t)file.st_size);
	return record_place(fd, agent_offset(fd));
}

static uint8_t pass_fd(enum operation operation, unsigned object, int fd, size_t size, off_t at,
		       short events, uint32_t where)
{
	struct gate gate = agent_gate(operation, object, where);
	struct wanted wanted = {fd, events};

	gate.intent.argument = place_of(object, fd, at);
	gate.intent.size = (uint32_t)size;
	gate.intent.visible = agent_visible(object);
	gate.ask = agent_object(object)->kind == OBJECT_FILE ? NULL : is_ready;
	gate.context = &wanted;
	return agent_pass(&gate);
}

/* What a record has no room for, of what a process has read. */
static void note_rest(const char *bytes, size_t length)
{
	uint64_t hash = length;

	for (size_t i = RECORD_TEXT; i < length; i++)
		hash = agent_mix(hash, (uint8_t)bytes[i]);
	if (length > RECORD_TEXT)
		agent_untold(hash);
}

static void note_file(enum operation operation, unsigned object, int fd, ssize_t result,
		      const void *bytes)
{
	if (agent_object(object)->kind != OBJECT_FILE || result <= 0)
		return;
	if (operation == OP_READ)
		note_rest(bytes, (size_t)result);
	else
		agent_note_content(object, fd);
}

static void write_done(enum operation operation, unsigned object, uint8_t flags, uint64_t argument,
		       ssize_t result, size_t size, const void *bytes, uint64_t stamp,
		       uint32_t where)
{
	int error = result < 0 ? errno : 0;
	struct record record = agent_record(operation, object, where);

	record.stamp = stamp;
	record.flags = flags;
	record.argument = argument;
	record.size = (uint32_t)size;
	record.value = result < 0 ? 0 : (uint64_t)result;
	record.error = error;
	if (result > 0)
		agent_text(&record, bytes, (size_t)result);
	note_file(operation, object, (int)(uint16_t)argument, result, bytes);
	agent_write(&record);
	agent_note_change(object);
	agent_set_errno(error);
}

static ssize_t read_now(int fd, void *buffer, size_t size, off_t at)
{
	if (agent.interrupted)
		return agent_fail(EINTR);
	return at == HERE ? REAL(read)(fd, buffer, size) : REAL(pread)(fd, buffer, size, at);
}

static ssize_t read_from(int fd, void *buffer, size_t size, off_t at, uint32_t where)
{
	unsigned object = agent_object_fd(fd);
	uint64_t argument;
	uint8_t flags;
	ssize_t result;

	if (!object)
		return at == HERE ? REAL(read)(fd, buffer, size)
				  : REAL(pread)(fd, buffer, size, at);
	agent_given(buffer, 0);
	flags = pass_fd(OP_READ, object, fd, size, at, POLLIN, where);
	argument = place_of(object, fd, at);
	result = read_now(fd, buffer, size, at);
	agent_count_in(object);
	write_done(OP_READ, object, flags, argument, result, size, buffer, 0, where);
	return result;
}

/* The write that is about to be done will end this process: nobody can read what it writes. */
static bool breaks_pipe(int fd)
{
	const struct timespec now = {0, 0};
	struct pollfd poll = {.fd = fd, .events = POLLOUT};
	struct sigaction action;

	return REAL(ppoll)(&poll, 1, &now, NULL) > 0 && poll.revents & POLLERR &&
	       REAL(sigaction)(SIGPIPE, NULL, &action) == 0 && action.sa_handler == SIG_DFL;
}

/* write(2) of what fits now, whatever the descriptor's flags say. */
static ssize_t write_some(int fd, const void *bytes, size_t size, off_t at)
{
	int flags = REAL(fcntl)(fd, F_GETFL);
	ssize_t result;
	int error;

	if (at != HERE)
		return REAL(pwrite)(fd, bytes, size, at);
	/* Up to PIPE_BUF bytes a write that poll(2) promised never blocks. */
	if (!agent.gated || flags & O_NONBLOCK || size <= PIPE_BUF)
		return REAL(write)(fd, bytes, size);
	REAL(fcntl)(fd, F_SETFL, flags | O_NONBLOCK);
	result = REAL(write)(fd, bytes, size);
	error = errno;
	REAL(fcntl)(fd, F_SETFL, flags);
	errno = error;
	return result;
}

static ssize_t write_step(int fd, unsigned object, const void *bytes, size_t size, off_t at,
			  uint32_t where)
{
	uint8_t flags = pass_fd(OP_WRITE, object, fd, size, at, POLLOUT, where);
	uint64_t argument = place_of(object, fd, at);
	ssize_t result;
	uint64_t stamp;

	if (!agent.interrupted && breaks_pipe(fd)) {
		errno = EPIPE;
		write_done(OP_WRITE, object, flags, argument, -1, size, bytes, 0, where);
		agent_flush_console();
		agent_end(OP_DEATH, SIGPIPE, where);
		return REAL(write)(fd, bytes, size);
	}
	stamp = agent_stamp();
	result = agent.interrupted ? agent_fail(EINTR) : write_some(fd, bytes, size, at);
	agent_count_out(object);
	write_done(OP_WRITE, object, flags, argument, result, size, bytes, stamp, where);
	return result;
}

/*
 * A blocking write of more than fits goes on where it stopped, each piece a step: what another
 * process writes may come between, as pipe(7) says.
 */
static ssize_t write_to(int fd, const void *bytes, size_t size, off_t at, uint32_t where)
{
	unsigned object = agent_object_fd(fd);
	size_t done = 0;

	if (!object)
		object = agent_new_file(fd);
	if (!object && (fd == 1 || fd == 2) && agent_is_console(fd)) {
		agent_print(fd, bytes, size);
		return (ssize_t)size;
	}
	if (!object)
		return at == HERE ? REAL(write)(fd, bytes, size)
				  : REAL(pwrite)(fd, bytes, size, at);
	object = agent_written_object(object);
	do {
		ssize_t result;

		agent_given(bytes, done);
		result = write_step(fd, object, (const char *)bytes + done, size - done, at, where);
		if (result < 0)
			return done ? (ssize_t)done : result;
		done += (size_t)result;
		at += at == HERE ? 0 : result;
	} while (done < size && !(REAL(fcntl)(fd, F_GETFL) & O_NONBLOCK));
	return (ssize_t)done;
}

AGENT_EXPORT ssize_t read(int fd, void *buffer, size_t size)
{
	return agent_on() ? read_from(fd, buffer, size, HERE, AGENT_CALLER)
			  : REAL(read)(fd, buffer, size);
}

AGENT_EXPORT ssize_t write(int fd, const void *bytes, size_t size)
{
	return agent_on() ? write_to(fd, bytes, size, HERE, AGENT_CALLER)
			  : REAL(write)(fd, bytes, size);
}

AGENT_EXPORT ssize_t pread(int fd, void *buffer, size_t size, off_t at)
{
	return agent_on() && at >= 0 ? read_from(fd, buffer, size, at, AGENT_CALLER)
				     : REAL(pread)(fd, buffer, size, at);
}

AGENT_EXPORT ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
	return agent_on() && at >= 0 ? write_to(fd, bytes, size, at, AGENT_CALLER)
				     : REAL(pwrite)(fd, bytes, size, at);
}

AGENT_EXPORT ssize_t pread64(int fd, void *buffer, size_t size, off64_t at)
	__attribute__((alias("pread")));
AGENT_EXPORT ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
	__attribute__((alias("pwrite")));

static size_t total(const struct iovec *pieces, int count)
{
	size_t size = 0;

	for (int i = 0; i < count; i++)
		size += pieces[i].iov_len;
	return size;
}

/* Scattered buffers go through one of ours, so that there is one read and one write. */
AGENT_EXPORT ssize_t readv(int fd, const struct iovec *pieces, int count)
{
	uint32_t where = AGENT_CALLER;
	size_t size, done = 0;
	ssize_t result;
	char *buffer;

	if (!agent_on() || !agent_object_fd(fd))
		return REAL(readv)(fd, pieces, count);
	size = total(pieces, count);
	buffer = malloc(size ? size : 1);
	if (!buffer)
		return -1;
	agent.unclear = UNCLEAR_CALL;
	result = read_from(fd, buffer, size, HERE, where);
	for (int i = 0; i < count && result > 0 && done < (size_t)result; i++) {
		size_t left = (size_t)result - done;
		size_t piece = pieces[i].iov_len < left ? pieces[i].iov_len : left;

		memcpy(pieces[i].iov_base, buffer + done, piece);
		done += piece;
	}
	free(buffer);
	return result;
}

AGENT_EXPORT ssize_t writev(int fd, const struct iovec *pieces, int count)
{
	uint32_t where = AGENT_CALLER;
	size_t size, done = 0;
	ssize_t result;
	char *buffer;

	if (!agent_on())
		return REAL(writev)(fd, pieces, count);
	size = total(pieces, count);
	buffer = malloc(size ? size : 1);
	if (!buffer)
		return -1;
	for (int i = 0; i < count; i++) {
		memcpy(buffer + done, pieces[i].iov_base, pieces[i].iov_len);
		done += pieces[i].iov_len;
	}
	agent.unclear = UNCLEAR_CALL;
	result = write_to(fd, buffer, size, HERE, where);
	free(buffer);
	return result;
}

/* --- poll ----------------------------------------------------------------------------------- */

struct polled {
	struct pollfd *fds;
	nfds_t count;
};

static bool any_ready(void *context)
{
	const struct polled *polled = context;
	const struct timespec now = {0, 0};

	return REAL(ppoll)(polled->fds, polled->count, &now, NULL) != 0;
}

/* The one object that is asked about, or 0 when there are several. */
static unsigned polled_object(const struct pollfd *fds, nfds_t count, bool *visible)
{
	unsigned object = 0;

	*visible = false;
	for (nfds_t i = 0; i < count; i++) {
		object = agent_object_fd(fds[i].fd);
		*visible = *visible || agent_visible(object);
	}
	return count == 1 ? object : 0;
}

static int poll_fds(struct pollfd *fds, nfds_t count, const struct timespec *timeout,
		    const sigset_t *mask, uint32_t where)
{
	const struct timespec now = {0, 0};
	struct polled polled = {fds, count};
	struct record record;
	struct gate gate;
	bool visible;
	int result, error;

	gate = agent_gate(OP_POLL, polled_object(fds, count, &visible), where);
	gate.intent.visible = visible;
	gate.intent.argument = count;
	if (timeout)
		gate.intent.deadline_ns = agent_deadline_after(timeout);
	agent_given(fds, 0);
	gate.ask = any_ready;
	gate.context = &polled;
	record = agent_record(OP_POLL, gate.intent.object, where);
	record.flags = agent_pass(&gate);
	result = agent.interrupted ? agent_fail(EINTR)
				   : REAL(ppoll)(fds, count, agent.gated ? &now : timeout, mask);
	error = result < 0 ? errno : 0;
	for (nfds_t i = 0; i < count && result >= 0; i++)
		agent_untold((uint64_t)fds[i].revents);
	record.argument = count;
	record.value = result < 0 ? 0 : (uint64_t)result;
	record.error = error;
	agent_write(&record);
	agent_set_errno(error);
	return result;
}

AGENT_EXPORT int poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
	struct timespec timeout = {timeout_ms / 1000, timeout_ms % 1000 * 1000000L};
	const struct timespec *limit = timeout_ms < 0 ? NULL : &timeout;

	return agent_on() ? poll_fds(fds, count, limit, NULL, AGENT_CALLER)
			  : REAL(ppoll)(fds, count, limit, NULL);
}

AGENT_EXPORT int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout,
		       const sigset_t *mask)
{
	return agent_on() ? poll_fds(fds, count, timeout, mask, AGENT_CALLER)
			  : REAL(ppoll)(fds, count, timeout, mask);
}

/* --- what _FORTIFY_SOURCE makes of them ----------------------------------------------------- */

AGENT_EXPORT ssize_t __read_chk(int fd, void *buffer, size_t size, size_t room);
AGENT_EXPORT int __poll_chk(struct pollfd *fds, nfds_t count, int timeout_ms, size_t room);
AGENT_EXPORT ssize_t __pread_chk(int fd, void *buffer, size_t size, off_t at, size_t room);
AGENT_EXPORT ssize_t __pread64_chk(int fd, void *buffer, size_t size, off64_t at, size_t room)
	__attribute__((alias("__pread_chk")));

AGENT_EXPORT ssize_t __pread_chk(int fd, void *buffer, size_t size, off_t at, size_t room)
{
	if (size > room)
		abort();
	return agent_on() && at >= 0 ? read_from(fd, buffer, size, at, AGENT_CALLER)
				     : REAL(pread)(fd, buffer, size, at);
}

AGENT_EXPORT ssize_t __read_chk(int fd, void *buffer, size_t size, size_t room)
{
	if (size > room)
		abort();
	return agent_on() ? read_from(fd, buffer, size, HERE, AGENT_CALLER)
			  : REAL(read)(fd, buffer, size);
}

AGENT_EXPORT int __poll_chk(struct pollfd *fds, nfds_t count, int timeout_ms, size_t room)
{
	if (count > room / sizeof(*fds))
		abort();
	return poll(fds, count, timeout_ms);
}
