/*
 * Descriptors: pipe(7), socketpair(2), read(2), write(2), close(2), dup(2), fcntl(2), poll(2).
 *
 * A pipe or socket is known by its inode, so that dup, fork and passing it on need no
 * book-keeping. Whether an operation can finish is the kernel's own answer, poll(2), asked by the
 * process itself. Files and terminals are not shared here; they pass through.
 */
#include "agent/agent.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

/* --- which object ------------------------------------------------------------------------- */

static uint64_t inode_key(const struct stat *file)
{
	return (uint64_t)KEY_INODE << KEY_SHIFT | file->st_dev;
}

unsigned agent_object_fd(int fd)
{
	struct stat file;
	uint64_t key[2];
	unsigned number;
	bool created;

	if (fstat(fd, &file) < 0 || !(S_ISFIFO(file.st_mode) || S_ISSOCK(file.st_mode)))
		return 0;
	key[0] = inode_key(&file);
	key[1] = file.st_ino;
	/* One that was not made before our eyes may be open anywhere. */
	number = trace_object(agent.trace, S_ISFIFO(file.st_mode) ? OBJECT_PIPE : OBJECT_SOCKET,
			      key, UINT64_MAX, &created);
	atomic_fetch_or(&agent_object(number)->holders, UINT64_C(1) << agent.self);
	return number;
}

/* What is written into a socket comes out at its peer: that direction is the peer's object. */
static unsigned written_object(unsigned number)
{
	return agent_object(number)->peer ? agent_object(number)->peer : number;
}

/* Which ends a descriptor has: END_READ, END_WRITE. */
static unsigned ends_of(int fd)
{
	int flags = REAL(fcntl)(fd, F_GETFL);

	switch (flags & O_ACCMODE) {
	case O_RDONLY:
		return END_READ;
	case O_WRONLY:
		return END_WRITE;
	default:
		return END_READ | END_WRITE;
	}
}

/* Count a descriptor of ours in or out; returns the ends that this was the first or last of. */
static unsigned count_ends(unsigned object, unsigned ends, int change)
{
	unsigned changed = 0;

	for (unsigned i = 0; i < 2; i++) {
		uint8_t *open = &agent.ends[object][i];

		if (!(ends & (1u << i)))
			continue;
		if (change > 0 && (*open)++ == 0)
			changed |= 1u << i;
		if (change < 0 && *open && --*open == 0)
			changed |= 1u << i;
	}
	return changed;
}

static void note_change(unsigned object)
{
	agent.trace->fd_changes++;
	agent_object(object)->changes++;
}

/* --- births ------------------------------------------------------------------------------- */

static unsigned new_object(int fd)
{
	unsigned object = agent_object_fd(fd);

	atomic_store(&agent_object(object)->holders, UINT64_C(1) << agent.self);
	return object;
}

static void note_pipe(const int fds[2], uint32_t where)
{
	unsigned object;
	struct record record;

	agent_settle();
	object = new_object(fds[0]);
	count_ends(object, END_READ | END_WRITE, 1);
	record = agent_record(OP_PIPE, object, where);
	record.value = agent_object(object)->size = (uint32_t)REAL(fcntl)(fds[0], F_GETPIPE_SZ);
	agent_write(&record);
}

AGENT_EXPORT int pipe2(int fds[2], int flags)
{
	uint32_t where = AGENT_CALLER;
	int result = REAL(pipe2)(fds, flags);

	if (agent_on() && result == 0)
		note_pipe(fds, where);
	return result;
}

AGENT_EXPORT int pipe(int fds[2])
{
	uint32_t where = AGENT_CALLER;
	int result = REAL(pipe2)(fds, 0);

	if (agent_on() && result == 0)
		note_pipe(fds, where);
	return result;
}

AGENT_EXPORT int socketpair(int domain, int type, int protocol, int fds[2])
{
	uint32_t where = AGENT_CALLER;
	int result = REAL(socketpair)(domain, type, protocol, fds);
	unsigned objects[2];

	if (!agent_on() || result < 0)
		return result;
	agent_settle();
	objects[0] = new_object(fds[0]);
	objects[1] = new_object(fds[1]);
	for (unsigned i = 0; i < 2; i++) {
		struct record record = agent_record(OP_SOCKETPAIR, objects[i], where);

		count_ends(objects[i], END_READ | END_WRITE, 1);
		agent_object(objects[i])->peer = (uint16_t)objects[1 - i];
		record.argument = objects[1 - i];
		agent_write(&record);
	}
	return result;
}

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

static uint8_t pass_fd(enum operation operation, unsigned object, int fd, size_t size, short events,
		       uint32_t where)
{
	struct gate gate = agent_gate(operation, object, where);
	struct wanted wanted = {fd, events};

	gate.intent.argument = (uint64_t)fd;
	gate.intent.size = (uint32_t)size;
	gate.intent.visible = agent_visible(object);
	gate.ask = is_ready;
	gate.context = &wanted;
	return agent_pass(&gate);
}

static void write_done(enum operation operation, unsigned object, uint8_t flags, int fd,
		       ssize_t result, size_t size, const void *bytes, uint32_t where)
{
	int error = result < 0 ? errno : 0;
	struct record record = agent_record(operation, object, where);

	record.flags = flags;
	record.argument = (uint64_t)fd;
	record.size = (uint32_t)size;
	record.value = result < 0 ? 0 : (uint64_t)result;
	record.error = error;
	if (result > 0)
		agent_text(&record, bytes, (size_t)result);
	agent_write(&record);
	note_change(object);
	errno = error;
}

static ssize_t read_from(int fd, void *buffer, size_t size, uint32_t where)
{
	unsigned object = agent_object_fd(fd);
	uint8_t flags;
	ssize_t result;

	if (!object)
		return REAL(read)(fd, buffer, size);
	flags = pass_fd(OP_READ, object, fd, size, POLLIN, where);
	result = REAL(read)(fd, buffer, size);
	agent_count_in(object);
	write_done(OP_READ, object, flags, fd, result, size, buffer, where);
	return result;
}

/* The write that is about to be done will end this process: nobody can read what it writes. */
static bool breaks_pipe(int fd)
{
	const struct timespec now = {0, 0};
	struct pollfd poll = {.fd = fd, .events = POLLOUT};
	struct sigaction action;

	return REAL(ppoll)(&poll, 1, &now, NULL) > 0 && poll.revents & POLLERR &&
	       sigaction(SIGPIPE, NULL, &action) == 0 && action.sa_handler == SIG_DFL;
}

/* write(2) of what fits now, whatever the descriptor's flags say. */
static ssize_t write_some(int fd, const void *bytes, size_t size)
{
	int flags = REAL(fcntl)(fd, F_GETFL);
	ssize_t result;
	int error;

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

static ssize_t write_step(int fd, unsigned object, const void *bytes, size_t size, uint32_t where)
{
	uint8_t flags = pass_fd(OP_WRITE, object, fd, size, POLLOUT, where);
	ssize_t result;

	if (breaks_pipe(fd)) {
		errno = EPIPE;
		write_done(OP_WRITE, object, flags, fd, -1, size, bytes, where);
		agent_flush_console();
		agent_end(OP_DEATH, SIGPIPE, where);
		return REAL(write)(fd, bytes, size);
	}
	result = write_some(fd, bytes, size);
	agent_count_out(object);
	write_done(OP_WRITE, object, flags, fd, result, size, bytes, where);
	return result;
}

/*
 * A blocking write of more than fits goes on where it stopped, each piece a step: what another
 * process writes may come between, as pipe(7) says.
 */
static ssize_t write_to(int fd, const void *bytes, size_t size, uint32_t where)
{
	unsigned object = agent_object_fd(fd);
	size_t done = 0;

	if (!object && (fd == 1 || fd == 2) && agent_is_console(fd)) {
		agent_print(fd, bytes, size);
		return (ssize_t)size;
	}
	if (!object)
		return REAL(write)(fd, bytes, size);
	object = written_object(object);
	do {
		ssize_t result =
			write_step(fd, object, (const char *)bytes + done, size - done, where);

		if (result < 0)
			return done ? (ssize_t)done : result;
		done += (size_t)result;
	} while (done < size && !(REAL(fcntl)(fd, F_GETFL) & O_NONBLOCK));
	return (ssize_t)done;
}

AGENT_EXPORT ssize_t read(int fd, void *buffer, size_t size)
{
	return agent_on() ? read_from(fd, buffer, size, AGENT_CALLER)
			  : REAL(read)(fd, buffer, size);
}

AGENT_EXPORT ssize_t write(int fd, const void *bytes, size_t size)
{
	return agent_on() ? write_to(fd, bytes, size, AGENT_CALLER) : REAL(write)(fd, bytes, size);
}

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
	result = read_from(fd, buffer, size, where);
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
	result = write_to(fd, buffer, size, where);
	free(buffer);
	return result;
}

/* --- close, dup, fcntl ---------------------------------------------------------------------- */

static bool is_ours(int fd)
{
	return fd == agent.trace_fd || fd == agent.stop_fd;
}

static void write_closed(unsigned object, unsigned ends, uint8_t flags, int fd, uint32_t where)
{
	struct record record = agent_record(OP_CLOSE, object, where);

	record.flags = flags;
	record.argument = (uint64_t)fd;
	record.value = ends;
	agent_write(&record);
	note_change(object);
	agent.trace->fd_closings++;
}

/* Closing the last descriptor that this process has of an end is what others can notice. */
static int close_fd(int fd, uint32_t where)
{
	unsigned object = agent_object_fd(fd);
	unsigned ends = object ? ends_of(fd) : 0;
	struct gate gate = agent_gate(OP_CLOSE, object, where);
	uint8_t flags;
	int result;

	if (!object)
		return REAL(close)(fd);
	ends = count_ends(object, ends, -1);
	gate.intent.argument = (uint64_t)fd;
	gate.intent.visible = ends && agent_visible(object);
	flags = agent_pass(&gate);
	result = REAL(close)(fd);
	write_closed(object, ends, flags, fd, where);
	return result;
}

AGENT_EXPORT int close(int fd)
{
	if (!agent_on())
		return REAL(close)(fd);
	if (is_ours(fd)) {
		errno = EBADF;
		return -1;
	}
	return close_fd(fd, AGENT_CALLER);
}

static int note_copy(int fd)
{
	unsigned object = fd >= 0 ? agent_object_fd(fd) : 0;

	if (object)
		count_ends(object, ends_of(fd), 1);
	return fd;
}

AGENT_EXPORT int dup(int fd)
{
	int copy = REAL(dup)(fd);

	return agent_on() ? note_copy(copy) : copy;
}

static int dup_to(int from, int to, int flags, uint32_t where)
{
	unsigned closed = agent_object_fd(to);
	unsigned ends = closed ? ends_of(to) : 0;
	int result;

	agent_settle();
	if (is_ours(to)) {
		errno = EBADF;
		return -1;
	}
	result = REAL(dup3)(from, to, flags);
	if (result >= 0 && closed)
		write_closed(closed, count_ends(closed, ends, -1), 0, to, where);
	return note_copy(result);
}

AGENT_EXPORT int dup2(int from, int to)
{
	uint32_t where = AGENT_CALLER;

	if (from == to) /* dup3(2) refuses that */
		return REAL(fcntl)(from, F_GETFD) < 0 ? -1 : to;
	return agent_on() ? dup_to(from, to, 0, where) : REAL(dup3)(from, to, 0);
}

AGENT_EXPORT int dup3(int from, int to, int flags)
{
	return agent_on() && from != to ? dup_to(from, to, flags, AGENT_CALLER)
					: REAL(dup3)(from, to, flags);
}

static void note_fcntl(int fd, int command, int result, uint32_t where)
{
	unsigned object = agent_object_fd(fd);
	struct record record = agent_record(OP_FCNTL, object, where);

	if (!object)
		return;
	if (command == F_SETPIPE_SZ)
		agent_object(object)->size = (uint32_t)result;
	record.argument = (uint64_t)command;
	record.value = (uint64_t)result;
	agent_write(&record);
	note_change(object);
}

AGENT_EXPORT int fcntl(int fd, int command, ...)
{
	uint32_t where = AGENT_CALLER;
	va_list arguments;
	void *argument;
	int result;

	va_start(arguments, command);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	result = REAL(fcntl)(fd, command, argument);
	if (!agent_on() || result < 0)
		return result;
	agent_settle();
	if (command == F_DUPFD || command == F_DUPFD_CLOEXEC)
		note_copy(result);
	else if (command == F_SETPIPE_SZ || command == F_SETFL)
		note_fcntl(fd, command, result, where);
	return result;
}

AGENT_EXPORT int fcntl64(int fd, int command, ...) __attribute__((alias("fcntl")));

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
		    uint32_t where)
{
	const struct timespec now = {0, 0};
	struct polled polled = {fds, count};
	struct record record;
	struct gate gate;
	bool visible;
	int result;

	gate = agent_gate(OP_POLL, polled_object(fds, count, &visible), where);
	gate.intent.visible = visible;
	gate.intent.argument = count;
	if (timeout)
		gate.intent.deadline_ns = agent_deadline_after(timeout);
	gate.ask = any_ready;
	gate.context = &polled;
	record = agent_record(OP_POLL, gate.intent.object, where);
	record.flags = agent_pass(&gate);
	result = REAL(ppoll)(fds, count, agent.gated ? &now : timeout, NULL);
	record.argument = count;
	record.value = result < 0 ? 0 : (uint64_t)result;
	agent_write(&record);
	return result;
}

AGENT_EXPORT int poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
	struct timespec timeout = {timeout_ms / 1000, timeout_ms % 1000 * 1000000L};
	const struct timespec *limit = timeout_ms < 0 ? NULL : &timeout;

	return agent_on() ? poll_fds(fds, count, limit, AGENT_CALLER)
			  : REAL(ppoll)(fds, count, limit, NULL);
}

AGENT_EXPORT int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout,
		       const sigset_t *mask)
{
	return agent_on() ? poll_fds(fds, count, timeout, AGENT_CALLER)
			  : REAL(ppoll)(fds, count, timeout, mask);
}
