/*
 * Descriptors: pipe(7), socketpair(2), close(2), dup(2), fcntl(2). What goes through them is in
 * transfer.c.
 *
 * A pipe, socket or file is known by its inode, so that dup, fork and passing it on need no
 * book-keeping. Terminals are not shared here; they pass through. Files are in file.c.
 */
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <linux/close_range.h>
#include <sys/stat.h>
#include "agent/core/agent.h"

/* --- which object ------------------------------------------------------------------------- */

/* No program that is shown opens more. */
enum { DESCRIPTORS = 4096 };

static uint64_t inode_key(const struct stat *file)
{
	return (uint64_t)KEY_INODE << KEY_SHIFT | file->st_dev;
}

/* The kind of object that a file would be, or OBJECT_NONE; and its key. */
static enum object_kind kind_of(int fd, uint64_t key[2])
{
	struct stat file;

	if (fstat(fd, &file) < 0)
		return OBJECT_NONE;
	key[0] = inode_key(&file);
	key[1] = file.st_ino;
	if (S_ISREG(file.st_mode))
		return OBJECT_FILE;
	if (S_ISFIFO(file.st_mode))
		return OBJECT_PIPE;
	return S_ISSOCK(file.st_mode) ? OBJECT_SOCKET : OBJECT_NONE;
}

unsigned agent_object_fd(int fd)
{
	uint64_t key[2];
	enum object_kind kind = kind_of(fd, key);
	unsigned number;
	bool created;

	if (kind == OBJECT_FILE)
		return agent_file(fd);
	if (kind == OBJECT_NONE)
		return agent_eventfd(fd);
	number = trace_find_object(agent.trace, key);
	/* Not connected, or to somebody outside the run, whom nobody can wait for. */
	if (!number && kind == OBJECT_SOCKET)
		return 0;
	/* One that was not made before our eyes may be open anywhere. */
	if (!number)
		number = trace_object(agent.trace, kind, key, set_all(), &created);
	shared_set_add(&agent_object(number)->holders, agent_entry()->space);
	return number;
}

void agent_set_key(int fd, unsigned object)
{
	kind_of(fd, agent_object(object)->key);
}

void agent_forget_key(int fd)
{
	uint64_t key[2];
	unsigned number = kind_of(fd, key) ? trace_find_object(agent.trace, key) : 0;

	if (number)
		agent_object(number)->key[0] = 0;
}

unsigned agent_written_object(unsigned number)
{
	return agent_object(number)->peer ? agent_object(number)->peer : number;
}

unsigned agent_ends_of(int fd)
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

unsigned agent_count_ends(unsigned object, unsigned ends, int change)
{
	unsigned changed = 0;

	agent_untold(object << 4 ^ ends << 2 ^ (unsigned)(change & 3));
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

static bool is_file(unsigned object)
{
	return agent_object(object)->kind == OBJECT_FILE;
}

void agent_note_descriptor(int fd, unsigned object)
{
	agent_count_ends(object, agent_ends_of(fd), 1);
	if (!is_file(object) && agent_object(object)->kind != OBJECT_EVENTFD)
		return;
	if (fd < AGENT_FILES)
		agent.files[fd] = (uint16_t)object;
	else
		agent.unclear = UNCLEAR_CALL; /* nobody looks where that one stands */
}

/*
 * A descriptor is about to be closed: returns the ends that it is the last of. Whoever shares the
 * opening of a file by fork may still be asked where it stands: that is what we leave behind.
 */
static unsigned forget_descriptor(int fd, unsigned object)
{
	if (is_file(object))
		agent_untold(agent_mix(agent_offset(fd), object));
	if (fd < AGENT_FILES) {
		agent.files[fd] = 0;
		agent.inherited &= ~(UINT64_C(1) << fd);
	}
	return agent_count_ends(object, agent_ends_of(fd), -1);
}

void agent_note_change(unsigned object)
{
	agent.trace->fd_changes++;
	agent_note_order(object << 8 | agent.self);
	agent_object(object)->changes++;
}

static bool is_ours(int fd)
{
	return fd == agent.trace_fd || fd == agent.stop_fd;
}

/* --- exec ----------------------------------------------------------------------------------- */

/* Call `visit` for every pipe and socket that is open. */
static void each_descriptor(void (*visit)(int fd, unsigned object, uint32_t where), uint32_t where)
{
	DIR *folder = opendir("/proc/self/fd");
	struct dirent *entry;

	if (!folder)
		return;
	while ((entry = readdir(folder))) {
		bool is_number = entry->d_name[0] != '.';
		int fd = atoi(entry->d_name);
		unsigned object = is_number ? agent_object_fd(fd) : 0;

		if (object)
			visit(fd, object, where);
	}
	closedir(folder);
}

static void count_one(int fd, unsigned object, uint32_t where)
{
	(void)where;
	agent_note_descriptor(fd, object);
}

void agent_count_descriptors(void)
{
	memset(agent.ends, 0, sizeof(agent.ends));
	memset(agent.files, 0, sizeof(agent.files));
	each_descriptor(count_one, 0);
	agent_share_files();
}

static void write_closed(unsigned object, unsigned ends, uint8_t flags, int fd, uint32_t where)
{
	struct record record = agent_record(OP_CLOSE, object, where);

	record.flags = flags;
	record.argument = (uint64_t)fd;
	record.value = ends;
	agent_write(&record);
	if (ends && agent_object(object)->kind == OBJECT_LISTENER)
		agent_leave_listener(object);
	agent_note_change(object);
	agent.trace->fd_closings++;
}

static void close_one(int fd, unsigned object, uint32_t where)
{
	if (REAL(fcntl)(fd, F_GETFD) & FD_CLOEXEC)
		write_closed(object, agent_count_ends(object, agent_ends_of(fd), -1), 0, fd, where);
}

void agent_close_on_exec(uint32_t where)
{
	each_descriptor(close_one, where);
}

/* --- births ------------------------------------------------------------------------------- */

unsigned agent_new_object(int fd)
{
	uint64_t key[2];
	enum object_kind kind = kind_of(fd, key);
	bool created;
	unsigned object = trace_object(agent.trace, kind, key, set_none(), &created);

	shared_set_put(&agent_object(object)->holders, agent_alone());
	return object;
}

static void note_pipe(const int fds[2], uint32_t where)
{
	unsigned object;
	struct record record;

	agent_settle();
	object = agent_new_object(fds[0]);
	agent_count_ends(object, END_READ | END_WRITE, 1);
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
	objects[0] = agent_new_object(fds[0]);
	objects[1] = agent_new_object(fds[1]);
	for (unsigned i = 0; i < 2; i++) {
		struct record record = agent_record(OP_SOCKETPAIR, objects[i], where);

		agent_count_ends(objects[i], END_READ | END_WRITE, 1);
		agent_object(objects[i])->peer = (uint16_t)objects[1 - i];
		record.argument = objects[1 - i];
		agent_write(&record);
	}
	return result;
}

/* --- close, dup, fcntl ---------------------------------------------------------------------- */

/*
 * Closing the last descriptor that this process has of a pipe's end is what others can notice, and
 * any descriptor of a file that is locked.
 */
static int close_fd(int fd, uint32_t where)
{
	unsigned object = agent_object_fd(fd);
	struct gate gate = agent_gate(OP_CLOSE, object, where);
	unsigned ends, locks;
	uint8_t flags;
	int result;

	if (!object) {
		agent_untold((uint64_t)(unsigned)fd);
		return REAL(close)(fd);
	}
	locks = is_file(object) ? agent_locks_of(object) : 0;
	ends = forget_descriptor(fd, object);
	gate.intent.argument = (uint64_t)fd;
	gate.intent.visible = agent_visible(object) && (is_file(object) ? locks : ends);
	flags = agent_pass(&gate);
	result = REAL(close)(fd);
	write_closed(object, ends, flags, fd, where);
	if (locks)
		agent_note_unlocked(object, locks & ~agent_locks_of(object), where);
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

/* As far as our own descriptors, which stay: close_range(2) round them. */
AGENT_EXPORT int close_range(unsigned first, unsigned last, int flags)
{
	uint32_t where = AGENT_CALLER;

	if (!agent_on())
		return REAL(close_range)(first, last, flags);
	for (unsigned fd = first; fd <= last && fd < DESCRIPTORS; fd++) {
		if (is_ours((int)fd))
			continue;
		if (flags & (int)CLOSE_RANGE_CLOEXEC)
			REAL(fcntl)((int)fd, F_SETFD, FD_CLOEXEC);
		else
			close_fd((int)fd, where);
	}
	return 0;
}

AGENT_EXPORT void closefrom(int first)
{
	if (agent_on())
		close_range(first > 0 ? (unsigned)first : 0, DESCRIPTORS, 0);
	else
		REAL(close_range)(first > 0 ? (unsigned)first : 0, ~0U, 0);
}

static void note_new(int fd)
{
	unsigned object = fd >= 0 ? agent_object_fd(fd) : 0;

	if (object)
		agent_note_descriptor(fd, object);
	else if (fd >= 0) /* the next one will have another number */
		agent_untold((uint64_t)(unsigned)fd);
}

static bool is_inherited(int fd)
{
	return fd < AGENT_FILES && agent.inherited >> fd & 1;
}

int agent_note_copy(int from, int fd)
{
	if (fd >= 0 && fd < AGENT_FILES && agent_eventfd(from))
		agent.files[fd] = (uint16_t)agent_eventfd(from);
	note_new(fd);
	if (fd >= 0 && fd < AGENT_FILES && is_inherited(from))
		agent.inherited |= UINT64_C(1) << fd;
	return fd;
}

void agent_note_arrival(int fd)
{
	note_new(fd);
	if (fd < AGENT_FILES)
		agent.inherited |= UINT64_C(1) << fd;
}

AGENT_EXPORT int dup(int fd)
{
	int copy = REAL(dup)(fd);

	return agent_on() ? agent_note_copy(fd, copy) : copy;
}

static int dup_to(int from, int to, int flags, uint32_t where)
{
	unsigned closed = agent_object_fd(to), ends = 0;
	int result;

	agent_settle();
	if (is_ours(to)) {
		errno = EBADF;
		return -1;
	}
	if (closed && REAL(fcntl)(from, F_GETFD) >= 0)
		ends = forget_descriptor(to, closed);
	result = REAL(dup3)(from, to, flags);
	if (result >= 0 && closed)
		write_closed(closed, ends, 0, to, where);
	return agent_note_copy(from, result);
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
	agent_note_change(object);
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
	if (agent_on() && agent_is_lock(command))
		return agent_lock_range(fd, command, argument, where);
	result = REAL(fcntl)(fd, command, argument);
	if (!agent_on() || result < 0)
		return result;
	agent_settle();
	if (command == F_DUPFD || command == F_DUPFD_CLOEXEC)
		agent_note_copy(fd, result);
	else if (command == F_SETPIPE_SZ || command == F_SETFL)
		note_fcntl(fd, command, result, where);
	else if (command == F_SETFD)
		agent_untold((uint64_t)(unsigned)fd << 32 | (unsigned)(uintptr_t)argument);
	return result;
}

AGENT_EXPORT int fcntl64(int fd, int command, ...) __attribute__((alias("fcntl")));
