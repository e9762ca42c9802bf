/*
 * What goes through descriptors: read(2), write(2), pread(2). In several pieces: vectors.c.
 *
 * Whether an operation can finish is the kernel's own answer, poll(2), asked by the process
 * itself. What is peculiar to what
 * lies behind a descriptor is in the row of its kind (fd_kinds.h).
 */
#include "agent/calls/transfers.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "agent/calls/clock.h"
#include "agent/calls/descriptors.h"
#include "agent/calls/fd_kinds.h"
#include "agent/calls/input.h"
#include "agent/calls/stream.h"
#include "agent/core/console.h"
#include "agent/core/gate.h"
#include "agent/core/guard.h"
#include "agent/core/life.h"
#include "agent/core/reachable.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"
#include "agent/hooks/data.h"

/* --- the gate ------------------------------------------------------------------------------- */

bool agent_is_ready(int fd, short events)
{
	const struct timespec now = {0, 0};
	struct pollfd poll = {.fd = fd, .events = events};

	agent_refresh_descriptors();
	return REAL(ppoll)(&poll, 1, &now, NULL) != 0;
}

static const struct fd_kind *kind_of(const struct transfer *transfer)
{
	return fd_kind_of(transfer->object);
}

static bool is_ready(const struct transfer *transfer)
{
	return kind_of(transfer)->ready ? kind_of(transfer)->ready(transfer)
					: agent_is_ready(transfer->fd, transfer->events);
}

/* What is not open for it is refused at once (EBADF). */
static bool has_end(const struct transfer *transfer)
{
	return agent_ends_of(transfer->fd) & (transfer->events == POLLIN ? END_READ : END_WRITE);
}

/* No bytes of a pipe are there without waiting; for less than a number there is no room. */
static bool is_nothing(const struct transfer *transfer)
{
	switch (agent_object(transfer->object)->kind) {
	case OBJECT_PIPE:
		return transfer->size == 0;
	case OBJECT_EVENTFD:
	case OBJECT_TIMERFD:
		return transfer->size < sizeof(uint64_t);
	default:
		return false;
	}
}

/* Ask the kernel whether the call would return at once. */
static bool may_go_on(void *context)
{
	const struct transfer *transfer = context;

	return transfer->at_once || is_nothing(transfer) || !has_end(transfer) ||
	       is_ready(transfer);
}

/* Of what is no object. */
static bool may_go_on_there(void *context)
{
	const struct transfer *transfer = context;

	return REAL(fcntl)(transfer->fd, F_GETFL) & O_NONBLOCK || is_ready(transfer);
}

uint64_t agent_own_deadline(int fd, short events)
{
	int option = events == POLLIN ? SO_RCVTIMEO : SO_SNDTIMEO;
	struct timeval limit = {0, 0};
	socklen_t length = sizeof(limit);
	struct timespec duration;

	if (REAL(getsockopt)(fd, SOL_SOCKET, option, &limit, &length) < 0 ||
	    (limit.tv_sec == 0 && limit.tv_usec == 0))
		return UINT64_MAX;
	duration = (struct timespec){limit.tv_sec, limit.tv_usec * 1000};
	return agent_deadline_after(&duration);
}

/* `argument` of the records: the descriptor, of a file also the place in it. */
static uint64_t place_of(const struct transfer *transfer)
{
	const struct fd_kind *kind = kind_of(transfer);

	return kind->place ? kind->place(transfer->fd, transfer->at) : (uint64_t)transfer->fd;
}

static void meet_descriptor(const struct transfer *transfer, bool is_step)
{
	const char *call = operation_row(transfer->operation)->word;
	bool moves = transfer->at == HERE;

	if (is_step)
		agent_touch_descriptor(transfer->fd, moves);
	else if (moves)
		agent_move_descriptor(transfer->fd, call, transfer->size, transfer->where);
	else
		agent_use_descriptor(transfer->fd, call, transfer->size, transfer->where);
}

void agent_pass_transfer(struct transfer *transfer)
{
	struct gate gate = agent_step_gate(transfer->operation, transfer->object, transfer->where);
	const struct fd_kind *kind = kind_of(transfer);

	meet_descriptor(transfer, gate.intent.visible);
	if (REAL(fcntl)(transfer->fd, F_GETFL) & O_NONBLOCK)
		transfer->at_once = true;
	if (agent.gated && kind->timed && !transfer->at_once)
		gate.intent.deadline_ns = agent_own_deadline(transfer->fd, transfer->events);
	gate.intent.argument = place_of(transfer);
	gate.intent.input = transfer->events == POLLIN && agent_is_typed(transfer->object);
	gate.intent.size = (uint32_t)transfer->size;
	gate.ask = kind->never_asks ? NULL : may_go_on;
	gate.context = transfer;
	gate.begun = transfer->goes_on;
	transfer->flags = agent_pass(&gate);
	transfer->argument = place_of(transfer);
	if (gate.intent.input && transfer->at_once && !is_ready(transfer))
		agent_note_hasty(transfer->where);
	transfer->late = gate.intent.deadline_ns != UINT64_MAX && !is_ready(transfer);
}

/* --- the record ----------------------------------------------------------------------------- */

/* What a record has no room for, of what a process has read. */
static void note_rest(const char *bytes, size_t length)
{
	if (length > RECORD_TEXT)
		agent_told_bytes(bytes + RECORD_TEXT, length - RECORD_TEXT);
}

static void note_content(const struct transfer *transfer, ssize_t result, const void *bytes)
{
	const struct fd_kind *kind = kind_of(transfer);

	if (!kind->written || result <= 0)
		return;
	if (transfer->operation == OP_READ)
		note_rest(bytes, (size_t)result);
	else
		kind->written(transfer->object, transfer->fd);
}

/* It says at once what somebody's end has brought about: there is nothing more, or nobody left. */
static bool tells_end(const struct transfer *transfer, ssize_t result, int error)
{
	if (result < 0)
		return error == EPIPE || error == ECONNRESET || error == ECONNREFUSED;
	return result == 0 && transfer->size > 0 && transfer->events == POLLIN && transfer->at_once;
}

/* What there was not to be read has changed nothing. */
static void note_done(const struct transfer *transfer, const struct record *record)
{
	if (transfer->events == POLLIN && record->error == EAGAIN)
		return;
	agent_note_order((uint64_t)record->operation << 32 ^ record->value);
	agent_note_change(transfer->object);
}

void agent_write_transfer(const struct transfer *transfer, ssize_t result, const void *bytes)
{
	int error = result < 0 ? errno : 0;
	struct record record = agent_record(transfer->operation, transfer->object, transfer->where);

	record.stamp = transfer->stamp;
	record.flags = transfer->flags;
	record.argument = transfer->argument;
	record.size = (uint32_t)transfer->size;
	record.value = result < 0 ? 0 : (uint64_t)result;
	record.error = error;
	if (result > 0 && kind_of(transfer)->tell)
		kind_of(transfer)->tell(&record, bytes, result);
	else if (result > 0)
		agent_text(&record, bytes, (size_t)result);
	note_content(transfer, result, bytes);
	agent_write(&record);
	note_done(transfer, &record);
	if (tells_end(transfer, result, error))
		agent_saw_end_of(transfer->object, transfer->where);
	if (result > 0 && kind_of(transfer)->tells_end &&
	    kind_of(transfer)->tells_end(transfer, bytes, result))
		agent_saw_end(transfer->where);
	agent_set_errno(error);
}

/* --- read and write ------------------------------------------------------------------------- */

/* What can be read and written: a pipe, a file or a connection. */
static unsigned object_of(int fd)
{
	unsigned object = agent_object_fd(fd);

	return fd_kind_of(object)->no_bytes ? 0 : object;
}

/* What is about to be read may be typed in. */
static unsigned readable_object(int fd, uint32_t where)
{
	unsigned object = object_of(fd);

	return object ? object : agent_use_input(fd, where);
}

static ssize_t read_now(const struct transfer *transfer, void *buffer)
{
	if (agent_own.interrupted)
		return agent_fail(EINTR);
	if (kind_of(transfer)->receive)
		return kind_of(transfer)->receive(transfer, buffer, transfer->size);
	return transfer->at == HERE
		       ? REAL(read)(transfer->fd, buffer, transfer->size)
		       : REAL(pread)(transfer->fd, buffer, transfer->size, transfer->at);
}

enum { TERMINALS = 136, LAST_TERMINALS = 143 /* major numbers of pseudo-terminals' ends */ };

static bool is_pseudo_terminal(int fd)
{
	struct stat file;
	bool is_device = fstat(fd, &file) == 0 && S_ISCHR(file.st_mode);
	dev_t device = is_device ? file.st_rdev : 0;

	explicit_bzero(&file, sizeof(file)); /* its times are others in every run */
	return is_device && (device == makedev(5, 2) ||
			     (major(device) >= TERMINALS && major(device) <= LAST_TERMINALS));
}

/* What goes through a pseudo-terminal is not followed, but who reads there lets others go on. */
static void await_terminal(const struct transfer *transfer)
{
	struct gate gate;

	agent_own.interrupted = false;
	if (!agent.gated || is_ready(transfer) || !is_pseudo_terminal(transfer->fd))
		return;
	gate = agent_gate(OP_READ, 0, transfer->where);
	gate.intent.argument = (uint64_t)transfer->fd;
	gate.ask = may_go_on_there;
	gate.context = (void *)(uintptr_t)transfer;
	agent_given(NULL, transfer->size);
	agent_pass(&gate);
}

/* What is no object of ours: as it is. */
static ssize_t read_unfollowed(const struct transfer *transfer, void *buffer)
{
	ssize_t result;

	if (transfer->at == HERE)
		agent_move_descriptor(transfer->fd, "read", transfer->size, transfer->where);
	else
		agent_use_descriptor(transfer->fd, "pread", transfer->size, transfer->where);
	await_terminal(transfer);
	result = read_now(transfer, buffer);
	agent_untold_pair((unsigned)transfer->fd, (uint64_t)result); /* it has moved on */
	return result;
}

ssize_t agent_read_from(int fd, void *buffer, size_t size, off_t at, uint32_t where)
{
	struct transfer transfer = {.operation = OP_READ,
				    .object = readable_object(fd, where),
				    .fd = fd,
				    .at = at,
				    .events = POLLIN,
				    .size = size,
				    .where = where};
	struct loan loan = agent_borrow(buffer, size, where);
	ssize_t result;

	if (transfer.object) {
		agent_given(buffer, 0);
		agent_pass_transfer(&transfer);
		result = read_now(&transfer, loan.mine);
		agent_count_in(transfer.object);
		agent_write_transfer(&transfer, result, loan.mine);
	} else {
		result = read_unfollowed(&transfer, loan.mine);
	}
	agent_return(&loan, result > 0 ? (size_t)result : 0);
	return result;
}

bool agent_dies_of_sigpipe(void)
{
	struct sigaction action;
	sigset_t blocked;

	agent_touch_common(COMMON_SIGNALS, false);
	return REAL(sigaction)(SIGPIPE, NULL, &action) == 0 && action.sa_handler == SIG_DFL &&
	       sigprocmask(SIG_BLOCK, NULL, &blocked) == 0 && !sigismember(&blocked, SIGPIPE);
}

bool agent_breaks_pipe(int fd)
{
	const struct timespec now = {0, 0};
	struct pollfd poll = {.fd = fd, .events = POLLOUT};

	return REAL(ppoll)(&poll, 1, &now, NULL) > 0 && poll.revents & POLLERR &&
	       agent_dies_of_sigpipe();
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

/* One that has passed the gate, of anything but a connection. */
static ssize_t write_now(struct transfer *transfer, const void *bytes)
{
	ssize_t result;

	if (!agent_own.interrupted && agent_breaks_pipe(transfer->fd)) {
		errno = EPIPE;
		agent_write_transfer(transfer, -1, bytes);
		agent_flush_console();
		agent_end(OP_DEATH, SIGPIPE, transfer->where);
		return REAL(write)(transfer->fd, bytes, transfer->size);
	}
	transfer->stamp = agent_stamp();
	result = agent_own.interrupted
			 ? agent_fail(EINTR)
			 : write_some(transfer->fd, bytes, transfer->size, transfer->at);
	agent_count_out(transfer->object);
	agent_write_transfer(transfer, result, bytes);
	return result;
}

/* What is no object of ours: as it is, or to the console. */
static ssize_t write_unfollowed(int fd, const void *bytes, size_t size, off_t at, uint32_t where)
{
	struct hash around = agent_enter((const uint64_t[]){(unsigned)fd, (uint64_t)at, size}, 3);
	struct loan loan = agent_lend(bytes, size, where);
	ssize_t result = (ssize_t)size;

	agent_use_descriptor(fd, "write", size, where);
	if (agent_is_console(fd) && !agent_can_read(loan.mine, size)) {
		result = agent_fail(EFAULT);
	} else if (agent_is_console(fd)) {
		agent_print(fd, loan.mine, size, where);
	} else {
		agent.trace->fd_changes++; /* somebody may wait for it */
		result = at == HERE ? REAL(write)(fd, loan.mine, size)
				    : REAL(pwrite)(fd, loan.mine, size, at);
	}
	agent_leave(around);
	agent_return(&loan, 0);
	return result;
}

static ssize_t write_step(struct transfer *transfer, const void *bytes)
{
	const uint64_t words[] = {(unsigned)transfer->fd, (uint64_t)transfer->at, transfer->size};
	struct hash around = agent_enter(words, 3);
	struct loan loan = agent_lend(bytes, transfer->size, transfer->where);
	ssize_t result;

	agent_given(bytes, transfer->size);
	if (kind_of(transfer)->send) {
		result = kind_of(transfer)->send(transfer, loan.mine, 0);
	} else {
		agent_pass_transfer(transfer);
		result = write_now(transfer, loan.mine);
	}
	agent_leave(around);
	agent_return(&loan, 0);
	return result;
}

/*
 * A blocking write of more than fits goes on where it stopped, each piece a step: what another
 * process writes may come between, as pipe(7) says.
 */
ssize_t agent_write_to(int fd, const void *bytes, size_t size, off_t at, uint32_t where)
{
	unsigned object = object_of(fd);
	size_t done = 0;

	if (!object)
		object = agent_make_object(fd);
	if (!object)
		return write_unfollowed(fd, bytes, size, at, where);
	object = agent_written_object(object);
	do {
		struct transfer transfer = {.operation = OP_WRITE,
					    .object = object,
					    .fd = fd,
					    .at = at,
					    .events = POLLOUT,
					    .goes_on = done > 0,
					    .size = size - done,
					    .where = where};
		ssize_t result = write_step(&transfer, (const char *)bytes + done);

		if (result < 0)
			return done ? (ssize_t)done : result;
		done += (size_t)result;
		at += at == HERE ? 0 : result;
	} while (done < size && !(REAL(fcntl)(fd, F_GETFL) & O_NONBLOCK));
	return (ssize_t)done;
}

AGENT_EXPORT ssize_t read(int fd, void *buffer, size_t size)
{
	return agent_on() ? agent_read_from(fd, buffer, size, HERE, AGENT_CALLER)
			  : REAL(read)(fd, buffer, size);
}

AGENT_EXPORT ssize_t write(int fd, const void *bytes, size_t size)
{
	return agent_on() ? agent_write_to(fd, bytes, size, HERE, AGENT_CALLER)
			  : REAL(write)(fd, bytes, size);
}

/* Of an eventfd: within libc they would not pass by here. */
AGENT_EXPORT int eventfd_read(int fd, eventfd_t *number)
{
	ssize_t got = agent_on() ? agent_read_from(fd, number, sizeof(*number), HERE, AGENT_CALLER)
				 : REAL(read)(fd, number, sizeof(*number));

	return got == sizeof(*number) ? 0 : -1;
}

AGENT_EXPORT int eventfd_write(int fd, eventfd_t number)
{
	const uint64_t added = number;
	struct hash around = agent_enter(&added, 1);
	ssize_t put = agent_on() ? agent_write_to(fd, &number, sizeof(number), HERE, AGENT_CALLER)
				 : REAL(write)(fd, &number, sizeof(number));

	agent_leave(around);

	return put == sizeof(number) ? 0 : -1;
}

AGENT_EXPORT ssize_t pread(int fd, void *buffer, size_t size, off_t at)
{
	return agent_on() && at >= 0 ? agent_read_from(fd, buffer, size, at, AGENT_CALLER)
				     : REAL(pread)(fd, buffer, size, at);
}

AGENT_EXPORT ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
	return agent_on() && at >= 0 ? agent_write_to(fd, bytes, size, at, AGENT_CALLER)
				     : REAL(pwrite)(fd, bytes, size, at);
}

AGENT_EXPORT ssize_t pread64(int fd, void *buffer, size_t size, off64_t at)
	__attribute__((alias("pread")));
AGENT_EXPORT ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
	__attribute__((alias("pwrite")));

/* --- what _FORTIFY_SOURCE makes of them ----------------------------------------------------- */

AGENT_EXPORT ssize_t __read_chk(int fd, void *buffer, size_t size, size_t capacity);
AGENT_EXPORT ssize_t __pread_chk(int fd, void *buffer, size_t size, off_t at, size_t capacity);
AGENT_EXPORT ssize_t __pread64_chk(int fd, void *buffer, size_t size, off64_t at, size_t capacity)
	__attribute__((alias("__pread_chk")));

AGENT_EXPORT ssize_t __pread_chk(int fd, void *buffer, size_t size, off_t at, size_t capacity)
{
	if (size > capacity)
		abort();
	return agent_on() && at >= 0 ? agent_read_from(fd, buffer, size, at, AGENT_CALLER)
				     : REAL(pread)(fd, buffer, size, at);
}

AGENT_EXPORT ssize_t __read_chk(int fd, void *buffer, size_t size, size_t capacity)
{
	if (size > capacity)
		abort();
	return agent_on() ? agent_read_from(fd, buffer, size, HERE, AGENT_CALLER)
			  : REAL(read)(fd, buffer, size);
}
