/*
 * Descriptors: close(2), dup(2). What goes through them is in transfers.c.
 *
 * A pipe, socket or file is known by its inode, so that dup, fork and passing it on need no
 * book-keeping. Terminals are not shared here; they pass through.
 */
#include "agent/calls/descriptors.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <linux/close_range.h>
#include <sys/stat.h>
#include <unistd.h>
#include "agent/calls/fd_kinds.h"
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/families.h"
#include "agent/core/gate.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"

/* --- which object ------------------------------------------------------------------------- */

/* No program that is shown opens more. */
enum { DESCRIPTORS = 4096 };

static uint64_t inode_key(const struct stat *file)
{
	return (uint64_t)KEY_INODE << KEY_SHIFT | file->st_dev;
}

/* The object that is kept beside a descriptor only. */
static unsigned kept_object(int fd)
{
	unsigned object = fd >= 0 && fd < AGENT_FILES ? agent.files[fd] : 0;

	return object && fd_kind_of(object)->kept ? object : 0;
}

static enum object_kind kept_kind(int fd)
{
	return (enum object_kind)agent_object(kept_object(fd))->kind;
}

/*
 * The kind of object that a file would be, or OBJECT_NONE; and its key. Times are others in every
 * run: what is left of them on the stack would be in a gap of one of the program's frames.
 */
static enum object_kind kind_of(int fd, uint64_t key[2])
{
	struct stat file;
	mode_t type;

	if (fstat(fd, &file) < 0)
		return OBJECT_NONE;
	key[0] = inode_key(&file);
	key[1] = file.st_ino;
	type = file.st_mode & S_IFMT;
	explicit_bzero(&file, sizeof(file));
	switch (type) {
	case S_IFREG:
		return OBJECT_FILE;
	case S_IFIFO:
		return OBJECT_PIPE;
	case S_IFSOCK:
		return OBJECT_SOCKET;
	case 0: /* anonymous: which it is, is kept beside it, if at all */
		return kept_kind(fd);
	default:
		return OBJECT_NONE;
	}
}

unsigned agent_object_fd(int fd)
{
	uint64_t key[2];
	const struct fd_kind *kind = fd_kind(kind_of(fd, key));

	return kind->find ? kind->find(fd, key) : 0;
}

unsigned agent_make_object(int fd)
{
	uint64_t key[2];
	const struct fd_kind *kind = fd_kind(kind_of(fd, key));

	return kind->make ? kind->make(fd) : 0;
}

unsigned agent_kept_object(int fd, const uint64_t key[2])
{
	(void)key;
	return kept_object(fd);
}

void agent_refresh_descriptors(void)
{
	if (agent.trace->timer_count == 0)
		return;
	for (int fd = 0; fd < agent.numbers_end; fd++) {
		const struct fd_kind *kind = fd_kind_of(agent.files[fd]);

		if (kind->refresh)
			kind->refresh(fd, agent.files[fd]);
	}
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
		uint32_t *open = &agent.ends[object][i];

		if (!(ends & (1u << i)))
			continue;
		if (change > 0 && (*open)++ == 0)
			changed |= 1u << i;
		if (change < 0 && *open && --*open == 0)
			changed |= 1u << i;
	}
	return changed;
}

/* A page that is written after a fork is copied: it moves on by many at once. */
void agent_note_number(int fd)
{
	if (fd >= AGENT_FILES)
		agent_blind(UNSEEN_NUMBER, 0, 0);
	else if (fd >= agent.numbers_end)
		agent.numbers_end = (fd / NUMBERS_PIECE + 1) * NUMBERS_PIECE;
}

void agent_note_descriptor(int fd, unsigned object)
{
	agent_note_number(fd);
	agent_count_ends(object, agent_ends_of(fd), 1);
	numbers_put(&agent.handed_on, fd, false);
	if (!fd_kind_of(object)->kept)
		return;
	if (fd < AGENT_FILES)
		agent.files[fd] = (uint16_t)object;
	else
		agent.unclear = UNCLEAR_CALL; /* nobody looks where that one stands */
}

/* A descriptor is about to be closed: returns the ends that it is the last of. */
static unsigned forget_descriptor(int fd, unsigned object)
{
	const struct fd_kind *kind = fd_kind_of(object);

	if (kind->forget)
		kind->forget(fd, object);
	if (fd < AGENT_FILES) {
		agent.files[fd] = 0;
		numbers_put(&agent.inherited, fd, false);
	}
	return agent_count_ends(object, agent_ends_of(fd), -1);
}

void agent_note_change(unsigned object)
{
	agent.trace->fd_changes++;
	agent_note_order(object << 8 | agent_own.self);
	agent_object(object)->changes++;
}

static bool is_ours(int fd)
{
	return fd == agent.trace_fd || fd == agent.stop_fd;
}

/* --- exec ----------------------------------------------------------------------------------- */

/* Call `visit` for every pipe and socket that is open. */
static void each_descriptor(void (*visit)(int fd, unsigned object, void *context), void *context)
{
	DIR *folder = opendir("/proc/self/fd");
	struct dirent *entry;

	if (!folder)
		return;
	while ((entry = readdir(folder))) {
		bool is_number = entry->d_name[0] != '.';
		int fd = atoi(entry->d_name);
		unsigned object = is_number ? agent_object_fd(fd) : 0;

		if (is_number && !is_ours(fd))
			agent_note_number(fd);
		if (object)
			visit(fd, object, context);
	}
	closedir(folder);
}

static void count_one(int fd, unsigned object, void *context)
{
	(void)context;
	agent_note_descriptor(fd, object);
}

/* Asked by one: poll(2) refuses more of them than the process may have. */
static bool find_each(struct numbers *open, int first)
{
	bool is_any = false;

	for (int fd = first; fd < first + NUMBERS_PIECE; fd++) {
		bool is_open = REAL(fcntl)(fd, F_GETFD) >= 0;

		numbers_put(open, fd, is_open);
		is_any |= is_open;
	}
	return is_any;
}

/* Which there are of NUMBERS_PIECE, asked at once. Returns whether there are any. */
static bool find_piece(struct numbers *open, int first)
{
	/* Not on the stack: the program's keys are of that. */
	static struct pollfd fds[NUMBERS_PIECE];
	const struct timespec now = {0, 0};
	bool is_any = false;

	for (int i = 0; i < NUMBERS_PIECE; i++)
		fds[i] = (struct pollfd){.fd = first + i};
	if (REAL(ppoll)(fds, NUMBERS_PIECE, &now, NULL) < 0)
		return find_each(open, first);
	for (int i = 0; i < NUMBERS_PIECE; i++) {
		bool is_open = !(fds[i].revents & POLLNVAL);

		numbers_put(open, first + i, is_open);
		is_any |= is_open;
	}
	return is_any;
}

/*
 * Which there are of the first AGENT_FILES. What we saw being made is below the end; what we did
 * not see, the C library's own, has the lowest number that was free: the search goes on until there
 * is room for very many of them.
 */
static void find_open(struct numbers *open)
{
	for (int fd = 0; fd < AGENT_FILES; fd += NUMBERS_PIECE) {
		if (find_piece(open, fd))
			agent_note_number(fd + NUMBERS_PIECE - 1);
		else if (fd >= agent.numbers_end)
			return;
	}
}

static void hand_on(void)
{
	find_open(&agent.handed_on);
}

static void count_descriptors(void)
{
	memset(agent.ends, 0, sizeof(agent.ends));
	memset(agent.files, 0, sizeof(agent.files));
	each_descriptor(count_one, NULL);
	hand_on();
}

static struct record closed_record(unsigned object, unsigned ends, int fd, uint32_t where)
{
	struct record record = agent_record(OP_CLOSE, object, where);

	record.argument = (uint64_t)fd;
	record.value = ends;
	return record;
}

static void note_closed(unsigned object, unsigned ends)
{
	const struct fd_kind *kind = fd_kind_of(object);

	if (ends && kind->left)
		kind->left(object);
	agent_note_change(object);
	agent.trace->fd_closings++;
}

static void write_closed(unsigned object, unsigned ends, uint8_t flags, int fd, uint32_t where)
{
	struct record record = closed_record(object, ends, fd, where);

	record.flags = flags;
	agent_write(&record);
	note_closed(object, ends);
}

static bool closes_on_exec(int fd)
{
	return REAL(fcntl)(fd, F_GETFD) & FD_CLOEXEC;
}

/* Whether this process has the object by a descriptor that stays open, too. */
static bool stays_open(unsigned object)
{
	for (int fd = 0; fd < agent.numbers_end; fd++) {
		if (agent.files[fd] == object && !closes_on_exec(fd))
			return true;
	}
	return false;
}

/* What is given back of it, as bits, when a descriptor is closed by exec(3). */
static unsigned held_by_closing(unsigned object)
{
	const struct fd_kind *kind = fd_kind_of(object);

	return kind->held && !stays_open(object) ? kind->held(object) : 0;
}

static void close_one(int fd, unsigned object, void *context)
{
	const uint32_t where = *(const uint32_t *)context;
	struct record record;

	if (!closes_on_exec(fd))
		return;
	record = closed_record(object, agent_count_ends(object, agent_ends_of(fd), -1), fd, where);
	record.size = held_by_closing(object);
	agent_stage(&record);
}

static void close_on_exec(uint32_t where)
{
	each_descriptor(close_one, &where);
}

static void count_again(int fd, unsigned object, void *context)
{
	(void)context;
	if (closes_on_exec(fd))
		agent_count_ends(object, agent_ends_of(fd), 1);
}

static void stay_open(void)
{
	each_descriptor(count_again, NULL);
}

static void note_told(const struct record *record)
{
	const struct fd_kind *kind = fd_kind_of(record->object);

	if (record->operation != OP_CLOSE)
		return;
	note_closed(record->object, (unsigned)record->value);
	if (record->size && kind->given_back)
		kind->given_back(record->object, record->size, record->where);
}

static void look_at_one(int fd, unsigned object, void *context)
{
	bool *is_seen = context;
	unsigned ends;

	if (!closes_on_exec(fd))
		return;
	ends = agent_count_ends(object, agent_ends_of(fd), -1);
	*is_seen |= agent_visible(object) &&
		    (fd_kind_of(object)->held ? held_by_closing(object) : ends);
}

/* As exec(3) will do it, and back again. */
bool agent_exec_is_seen(void)
{
	struct hash untold = agent_space()->untold;
	bool is_seen = false;

	each_descriptor(look_at_one, &is_seen);
	stay_open();
	agent_space()->untold = untold;
	return is_seen;
}

static void begin(void)
{
	for (int fd = 0; fd < agent.numbers_end; fd++)
		numbers_put(&agent.own_epolls, fd, false);
}

const struct family family_descriptors = {
	.on_image = count_descriptors,
	.on_begin = begin,
	.on_share = hand_on,
	.on_exec = close_on_exec,
	.on_stay = stay_open,
	.on_told = note_told,
};

/* --- births ------------------------------------------------------------------------------- */

unsigned agent_new_object(int fd)
{
	uint64_t key[2];
	enum object_kind kind = kind_of(fd, key);
	bool created;
	unsigned object = trace_object(agent.trace, kind, key, set_none(), &created);

	agent_note_number(fd);
	shared_set_put(&agent_object(object)->holders, agent_alone());
	return object;
}

unsigned agent_new_kept(int fd, enum object_kind kind)
{
	uint64_t key[2] = {(uint64_t)KEY_ANONYMOUS << KEY_SHIFT, 0};
	unsigned object;
	bool created;

	agent_note_number(fd);
	if (fd >= AGENT_FILES)
		return 0;
	agent_settle();
	key[1] = ++agent.trace->mappings;
	object = trace_object(agent.trace, kind, key, agent_alone(), &created);
	agent.files[fd] = (uint16_t)object;
	agent_note_descriptor(fd, object);
	return object;
}

/* --- close, dup ---------------------------------------------------------------------- */

/*
 * Closing the last descriptor that this process has of a pipe's end is what others can notice, and
 * any descriptor of a file that is locked.
 */
struct closing {
	unsigned object, ends, held;
	int fd;
	uint8_t flags; /* of the record */
	uint32_t where;
};

/* Up to the moment at which it is closed. `passed`: it has been a step already. */
static struct closing begin_closing(int fd, unsigned object, bool passed, uint32_t where)
{
	const struct fd_kind *kind = fd_kind_of(object);
	struct gate gate = agent_gate(OP_CLOSE, object, where);
	struct closing closing = {.object = object, .fd = fd, .where = where};

	closing.held = kind->held ? kind->held(object) : 0;
	closing.ends = forget_descriptor(fd, object);
	gate.intent.argument = (uint64_t)fd;
	gate.intent.visible =
		!passed && agent_visible(object) && (kind->held ? closing.held : closing.ends);
	closing.flags = agent_pass(&gate);
	return closing;
}

static void end_closing(const struct closing *closing)
{
	const struct fd_kind *kind = fd_kind_of(closing->object);

	write_closed(closing->object, closing->ends, closing->flags, closing->fd, closing->where);
	if (closing->held)
		kind->given_back(closing->object, closing->held & ~kind->held(closing->object),
				 closing->where);
}

int agent_close(int fd, uint32_t where)
{
	bool passed = agent_change_descriptor(fd, "close", (unsigned)fd, where);
	unsigned object = agent_object_fd(fd);
	struct closing closing;
	int result;

	numbers_put(&agent.handed_on, fd, false);
	if (!object) {
		agent_untold((uint64_t)(unsigned)fd);
		return REAL(close)(fd);
	}
	closing = begin_closing(fd, object, passed, where);
	result = REAL(close)(fd);
	end_closing(&closing);
	return result;
}

AGENT_EXPORT int close(int fd)
{
	if (!agent_on())
		return REAL(close)(fd);
	return is_ours(fd) ? agent_fail(EBADF) : agent_close(fd, AGENT_CALLER);
}

/* close_range(2) round our own descriptors, which stay. */
static void close_all(unsigned first, unsigned last, int flags, uint32_t where)
{
	for (unsigned fd = first; fd <= last && fd < DESCRIPTORS; fd++) {
		if (is_ours((int)fd))
			continue;
		if (flags & (int)CLOSE_RANGE_CLOEXEC)
			REAL(fcntl)((int)fd, F_SETFD, FD_CLOEXEC);
		else
			agent_close((int)fd, where);
	}
}

AGENT_EXPORT int close_range(unsigned first, unsigned last, int flags)
{
	if (!agent_on())
		return REAL(close_range)(first, last, flags);
	close_all(first, last, flags, AGENT_CALLER);
	return 0;
}

AGENT_EXPORT void closefrom(int first)
{
	unsigned from = first > 0 ? (unsigned)first : 0;

	if (agent_on())
		close_all(from, DESCRIPTORS, 0, AGENT_CALLER);
	else
		REAL(close_range)(from, ~0U, 0);
}

static void note_new(int fd)
{
	unsigned object = fd >= 0 ? agent_object_fd(fd) : 0;

	agent_note_number(fd);
	if (object)
		agent_note_descriptor(fd, object);
	else if (fd >= 0) /* the next one will have another number */
		agent_untold((uint64_t)(unsigned)fd);
}

bool agent_is_inherited(int fd)
{
	return fd >= AGENT_FILES || numbers_have(&agent.inherited, fd);
}

bool agent_is_handed_on(int fd)
{
	return fd >= AGENT_FILES || numbers_have(&agent.handed_on, fd);
}

int agent_note_copy(int from, int fd)
{
	bool handed_on = from >= 0 && agent_is_handed_on(from);
	bool own_epoll = numbers_have(&agent.own_epolls, from);

	if (fd >= 0 && fd < AGENT_FILES && kept_object(from))
		agent.files[fd] = (uint16_t)kept_object(from);
	note_new(fd);
	if (fd >= 0 && fd < AGENT_FILES && from < AGENT_FILES && agent_is_inherited(from))
		numbers_put(&agent.inherited, fd, true);
	if (own_epoll)
		numbers_put(&agent.own_epolls, fd, true);
	if (handed_on)
		numbers_put(&agent.handed_on, fd, true);
	return fd;
}

void agent_note_arrival(int fd)
{
	note_new(fd);
	numbers_put(&agent.inherited, fd, true);
	numbers_put(&agent.handed_on, fd, true);
}

AGENT_EXPORT int dup(int fd)
{
	int copy;

	agent_change_common(COMMON_DESCRIPTORS, "dup", (unsigned)fd, AGENT_CALLER);
	copy = REAL(dup)(fd);
	return agent_on() ? agent_note_copy(fd, copy) : copy;
}

/* A number above ours; they stay open over exec, as the program's next image has them, too. */
static int moved(int fd)
{
	return REAL(fcntl)(fd, F_DUPFD, fd + 1);
}

/* The program wants a number that is ours: it is not to know that. False: there is no other. */
static bool give_way(int fd)
{
	int other = is_ours(fd) ? moved(fd) : fd;

	if (other < 0)
		return false;
	if (fd == agent.trace_fd)
		agent.trace_fd = other;
	else if (fd == agent.stop_fd)
		agent.stop_fd = agent_space()->stop_fd = other;
	return true;
}

/* What was there before is closed by it, at the same moment. */
static int dup_to(int from, int to, int flags, uint32_t where)
{
	const uint64_t given = (uint64_t)(unsigned)from << 32 | (unsigned)to;
	struct closing closing = {0};
	unsigned closed;
	bool passed;
	int result;

	agent_settle();
	agent_touch_descriptor(from, false);
	passed = agent_change_descriptor(to, "dup2", given, where);
	closed = agent_object_fd(to);
	if (is_ours(from))
		return agent_fail(EBADF);
	if (closed && REAL(fcntl)(from, F_GETFD) >= 0)
		closing = begin_closing(to, closed, passed, where);
	result = REAL(dup3)(from, to, flags);
	if (closing.object)
		end_closing(&closing);
	return agent_note_copy(from, result);
}

AGENT_EXPORT int dup2(int from, int to)
{
	uint32_t where = AGENT_CALLER;

	if (from == to) /* dup3(2) refuses that */
		return REAL(fcntl)(from, F_GETFD) < 0 ? -1 : to;
	if (agent.trace && !give_way(to))
		return -1;
	return agent_on() ? dup_to(from, to, 0, where) : REAL(dup3)(from, to, 0);
}

AGENT_EXPORT int dup3(int from, int to, int flags)
{
	uint32_t where = AGENT_CALLER;

	if (agent.trace && from != to && !give_way(to))
		return -1;
	return agent_on() && from != to ? dup_to(from, to, flags, where)
					: REAL(dup3)(from, to, flags);
}
