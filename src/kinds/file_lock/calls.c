/*
 * Locks of files: flock(2), fcntl(2) with F_SETLK and F_OFD_SETLK, lockf(3).
 *
 * An flock belongs to an opening of the file, which forked processes share, an fcntl lock to a
 * process; neither knows of the other, so a file's locks of each kind are an object. Whether a lock
 * can be had is the kernel's answer: fcntl(2) tells, flock(2) has to be tried and undone.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "agent/calls/descriptors.h"
#include "agent/core/agent.h"
#include "agent/core/families.h"
#include "agent/core/gate.h"
#include "agent/core/life.h"
#include "agent/core/objects.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"
#include "kinds/file/calls.h"
#include "kinds/file_lock/calls.h"

enum { INFO_SIZE = 2048 };

/* A file that was opened to be read only is none of ours, until it is locked: closing it counts. */
static unsigned locked_file(int fd)
{
	unsigned file = agent_new_file(fd);

	if (file && fd < AGENT_FILES && !agent.files[fd])
		agent_note_descriptor(fd, file);
	return file;
}

/* The locks of a file, as an object. */
static unsigned object_of(int fd, unsigned file, enum object_key kind)
{
	char name[sizeof("lock on ") + TRACE_NAME];
	uint64_t key[2];
	unsigned object;
	bool created;

	if (!agent_file_key(fd, kind, key))
		return 0;
	object = trace_object(agent.trace, OBJECT_FILE_LOCK, key, set_all(), &created);
	if (created && agent_object(file)->name[0]) {
		agent_settle();
		snprintf(name, sizeof(name), "lock on %s", agent_object(file)->name);
		agent_name_object(object, name, 0);
	}
	return object;
}

/* What the kernel says of a descriptor, with the locks that were taken through it. */
static void read_info(int fd, char info[INFO_SIZE])
{
	char path[40];
	ssize_t length;
	int own;

	info[0] = '\0';
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	own = REAL(openat)(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	if (own < 0)
		return;
	length = REAL(read)(own, info, INFO_SIZE - 1);
	info[length > 0 ? length : 0] = '\0';
	REAL(close)(own);
}

/* "lock: 1: FLOCK ADVISORY WRITE PID DEVICE:INODE 0 EOF": the kind, the mode and the range. */
static struct hash hash_locks_of(int fd)
{
	char info[INFO_SIZE], kind[16], mode[16], first[24], last[24];
	struct hash hash = hash_none();

	read_info(fd, info);
	for (char *line = strstr(info, "lock:"); line; line = strstr(line + 1, "lock:")) {
		if (sscanf(line, "lock: %*s %15s %*s %15s %*s %*s %23s %23s", kind, mode, first,
			   last) != 4)
			continue;
		hash = hash_fold(hash, (uint64_t)kind[0] << 8 | (uint64_t)mode[0]);
		hash = hash_join(hash, hash_bytes(first, strlen(first)));
		hash = hash_join(hash, hash_bytes(last, strlen(last)));
	}
	return hash;
}

static struct hash hash_locks(void)
{
	struct hash hash = hash_none();

	for (int fd = 0; fd < agent.numbers_end; fd++) {
		if (agent.files[fd])
			hash = hash_join(hash_fold(hash, (uint64_t)fd), hash_locks_of(fd));
	}
	return hash;
}

const struct family family_file_lock = {.hash = hash_locks};

unsigned agent_locks_of(unsigned file)
{
	char info[INFO_SIZE];
	unsigned kinds = 0;

	for (int fd = 0; fd < agent.numbers_end; fd++) {
		if (agent.files[fd] != file)
			continue;
		read_info(fd, info);
		if (strstr(info, "FLOCK"))
			kinds |= 1u << KEY_FLOCK;
		if (strstr(info, "POSIX") || strstr(info, "OFDLCK"))
			kinds |= 1u << KEY_FCNTL;
	}
	return kinds;
}

/* The object of a file's locks of one kind, if there is one. */
static unsigned find_locks(unsigned file, enum object_key kind)
{
	const uint64_t mask = (UINT64_C(1) << KEY_SHIFT) - 1;
	uint64_t key[2] = {agent_object(file)->key[0] & mask, agent_object(file)->key[1]};

	key[0] |= (uint64_t)kind << KEY_SHIFT;
	return trace_find_object(agent.trace, key);
}

void agent_note_unlocked(unsigned file, unsigned kinds, uint32_t where)
{
	for (enum object_key kind = KEY_FLOCK; kind <= KEY_FCNTL; kind++) {
		struct record record;

		if (!(kinds >> kind & 1))
			continue;
		record = agent_record(OP_UNLOCK, find_locks(file, kind), where);
		record.argument = record_place((int)file, 0);
		record.size = LOCK_BY_CLOSE | (kind == KEY_FCNTL ? LOCK_OF_PROCESS : 0);
		agent_write(&record);
	}
}

static void write_done(enum operation operation, unsigned object, const struct intent *intent,
		       uint64_t bytes, uint8_t flags, int error)
{
	struct record record = agent_record(operation, object, intent->where);

	record.argument = intent->argument;
	record.value = bytes;
	record.size = intent->size;
	record.flags = flags;
	record.error = error;
	agent_write(&record);
	agent_note_change(object);
	if (operation == OP_TRYLOCK && !error && object)
		agent_saw_end_among(shared_set_get(&agent_object(object)->lockers), intent->where);
	if (operation != OP_UNLOCK && !error && object)
		shared_set_add(&agent_object(object)->lockers, agent_entry()->space);
	if (operation == OP_UNLOCK)
		agent_count_out(object);
	else
		agent_count_in(object);
	agent_set_errno(error);
}

/* --- flock ----------------------------------------------------------------------------------- */

struct wish {
	int fd, operation;
};

/* LOCK_SH, LOCK_EX or LOCK_UN: what this opening of the file has. */
static int held(int fd)
{
	char info[INFO_SIZE];
	const char *lock;

	read_info(fd, info);
	lock = strstr(info, "FLOCK");
	if (!lock)
		return LOCK_UN;
	return strncmp(lock, "FLOCK  ADVISORY  READ", 21) == 0 ? LOCK_SH : LOCK_EX;
}

/* Take it and give it back. A refused change from shared to exclusive loses what there was. */
static bool can_flock(void *context)
{
	const struct wish *wish = context;
	int before = held(wish->fd);
	bool can;

	if (before == wish->operation)
		return true;
	can = REAL(flock)(wish->fd, wish->operation | LOCK_NB) == 0 || errno != EWOULDBLOCK;
	REAL(flock)(wish->fd, before | LOCK_NB);
	return can;
}

static enum operation flock_operation(int operation)
{
	if (operation & LOCK_UN)
		return OP_UNLOCK;
	return operation & LOCK_NB ? OP_TRYLOCK : OP_LOCK;
}

AGENT_EXPORT int flock(int fd, int operation)
{
	unsigned file = agent_on() ? locked_file(fd) : 0;
	enum operation kind = flock_operation(operation);
	struct wish wish = {fd, operation & (LOCK_SH | LOCK_EX)};
	struct gate gate;
	uint8_t flags;
	int result;

	if (agent_on())
		agent_meet_descriptor(fd, file && agent_visible(file), "flock", (uint64_t)operation,
				      AGENT_CALLER);
	if (!file)
		return REAL(flock)(fd, operation);
	gate = agent_gate(kind, object_of(fd, file, KEY_FLOCK), AGENT_CALLER);
	gate.intent.visible = agent_visible(file);
	gate.intent.argument = record_place((int)file, 0);
	gate.intent.size = operation & LOCK_SH ? LOCK_SHARED : 0;
	gate.ask = kind == OP_LOCK ? can_flock : NULL;
	gate.context = &wish;
	agent_given(NULL, (uint64_t)fd);
	flags = agent_pass(&gate);
	if (agent_own.interrupted)
		result = agent_fail(EINTR);
	else
		result = REAL(flock)(fd, agent.gated ? operation | LOCK_NB : operation);
	if (agent.gated && result < 0 && errno == EWOULDBLOCK && kind == OP_LOCK)
		agent_disagree(&gate);
	write_done(kind, gate.intent.object, &gate.intent, 0, flags, result < 0 ? errno : 0);
	return result;
}

/* --- fcntl ----------------------------------------------------------------------------------- */

struct range_wish {
	int fd;
	unsigned object;
	bool of_opening; /* F_OFD_SETLK: it belongs to the opening, not to the process */
	struct flock lock;
};

/* As many does the kernel follow of those who wait for each other. */
enum { DEADLOCK_LIMIT = 10 };

/*
 * Whether the kernel refuses to wait for whose lock is in the way (EDEADLK): that one waits, in the
 * end, for us. Whoever comes last to a circle is refused; that may be any of those in it.
 */
static bool would_deadlock(unsigned blocked_by)
{
	for (unsigned i = 0; i < DEADLOCK_LIMIT && blocked_by; i++) {
		const struct actor_entry *other = &agent.trace->actors[blocked_by - 1];

		if (blocked_by == agent_own.self + 1)
			return true;
		if (atomic_load(&other->state) != ACTOR_PARKED ||
		    other->intent.operation != OP_LOCK)
			return false;
		blocked_by = other->intent.blocked_by;
	}
	return false;
}

/* Those who wait already have to look again at what they wait for: it may be a circle now. */
static void note_blocked(unsigned object, unsigned blocked_by)
{
	struct intent *intent = &agent_entry()->intent;

	if (intent->blocked_by == blocked_by)
		return;
	intent->blocked_by = (uint8_t)blocked_by;
	agent_object(object)->changes++;
}

static bool can_lock(void *context)
{
	const struct range_wish *wish = context;
	struct flock lock = wish->lock;
	unsigned blocked_by;

	if (REAL(fcntl)(wish->fd, wish->of_opening ? F_OFD_GETLK : F_GETLK, &lock) < 0)
		return true; /* refused, not busy */
	if (lock.l_type == F_UNLCK)
		return true;
	/* Nobody has a lock that belongs to an opening: -1. */
	blocked_by =
		wish->of_opening ? 0 : (unsigned)(trace_find_actor(agent.trace, lock.l_pid) + 1);
	note_blocked(wish->object, blocked_by);
	return would_deadlock(blocked_by);
}

/* The first byte of a range that may be told from elsewhere, and from its end. */
static uint64_t first_byte(int fd, const struct flock *lock)
{
	struct stat file = {0};
	off_t first = lock->l_start;

	if (lock->l_whence == SEEK_CUR)
		first += (off_t)agent_offset(fd);
	if (lock->l_whence == SEEK_END && fstat(fd, &file) == 0)
		first += file.st_size;
	return (uint64_t)(lock->l_len < 0 ? first + lock->l_len : first);
}

bool agent_is_lock(int command)
{
	return command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK ||
	       command == F_OFD_SETLKW;
}

/* The form of a command that does not wait. */
static int unwaiting(int command)
{
	return command == F_SETLKW ? F_SETLK : command == F_OFD_SETLKW ? F_OFD_SETLK : command;
}

/* What was promised is that the kernel would not let us wait. */
static int refuse_deadlock(const struct gate *gate)
{
	if (!would_deadlock(agent_entry()->intent.blocked_by))
		agent_disagree(gate);
	return agent_fail(EDEADLK);
}

int agent_lock_range(int fd, int command, struct flock *lock, uint32_t where)
{
	unsigned file = locked_file(fd);
	bool waits = unwaiting(command) != command;
	enum operation kind = lock->l_type == F_UNLCK ? OP_UNLOCK : waits ? OP_LOCK : OP_TRYLOCK;
	struct range_wish wish = {fd, 0, unwaiting(command) == F_OFD_SETLK, *lock};
	uint64_t bytes = (uint64_t)(lock->l_len < 0 ? -lock->l_len : lock->l_len);
	struct gate gate;
	uint8_t flags;
	int result;

	agent_meet_descriptor(fd, file && agent_visible(file), "fcntl", (uintptr_t)lock, where);
	if (!file)
		return REAL(fcntl)(fd, command, lock);
	wish.object = object_of(fd, file, KEY_FCNTL);
	gate = agent_gate(kind, wish.object, where);
	gate.intent.visible = agent_visible(file);
	gate.intent.argument = record_place((int)file, first_byte(fd, lock));
	gate.intent.size = LOCK_OF_PROCESS | (lock->l_type == F_RDLCK ? LOCK_SHARED : 0);
	gate.ask = kind == OP_LOCK ? can_lock : NULL;
	gate.context = &wish;
	agent_given_words((const uint64_t[]){(uintptr_t)lock, (uint64_t)fd, bytes}, 3);
	flags = agent_pass(&gate);
	if (agent_own.interrupted)
		result = agent_fail(EINTR);
	else
		result = REAL(fcntl)(fd, agent.gated ? unwaiting(command) : command, lock);
	if (agent.gated && result < 0 && (errno == EAGAIN || errno == EACCES) && kind == OP_LOCK)
		result = refuse_deadlock(&gate);
	write_done(kind, gate.intent.object, &gate.intent, bytes, flags, result < 0 ? errno : 0);
	return result;
}

bool agent_asks_lock(int command)
{
	return command == F_GETLK || command == F_OFD_GETLK;
}

/* What it is told, with a process as the run knows it: its pid is another one in every run. */
static struct hash hash_told(const struct flock *lock)
{
	const uint64_t told[] = {
		(uint64_t)(unsigned short)lock->l_type << 32 | (unsigned short)lock->l_whence,
		(uint64_t)lock->l_start, (uint64_t)lock->l_len,
		lock->l_type == F_UNLCK ? 0 : (uint64_t)trace_find_actor(agent.trace, lock->l_pid)};

	return hash_bytes(told, sizeof(told));
}

static void end_asking(const struct gate *gate, const struct flock *told, uint8_t flags, int error)
{
	const struct hash what = error ? hash_none() : hash_told(told);
	struct record record = agent_record(OP_ASK_LOCK, gate->intent.object, gate->intent.where);
	bool is_free = !error && told->l_type == F_UNLCK;

	record.argument = gate->intent.argument;
	record.size = gate->intent.size;
	record.flags = flags;
	record.error = error || is_free ? error : EAGAIN;
	agent_text(&record, &what, sizeof(what));
	if (flags)
		agent_write(&record);
	else
		agent_told_bytes(&what, sizeof(what));
	if (is_free)
		agent_saw_end_among(shared_set_get(&agent_object(gate->intent.object)->lockers),
				    gate->intent.where);
	agent_set_errno(error);
}

int agent_ask_lock(int fd, int command, struct flock *lock, uint32_t where)
{
	unsigned file = locked_file(fd);
	struct gate gate;
	uint8_t flags;
	int result;

	if (!file)
		return REAL(fcntl)(fd, command, lock);
	agent_touch_descriptor(fd, false);
	gate = agent_gate(OP_ASK_LOCK, object_of(fd, file, KEY_FCNTL), where);
	gate.intent.visible = agent_visible(file);
	gate.intent.argument = record_place((int)file, first_byte(fd, lock));
	gate.intent.size = LOCK_OF_PROCESS | (lock->l_type == F_RDLCK ? LOCK_SHARED : 0);
	agent_given_words((const uint64_t[]){(uintptr_t)lock, (uint64_t)fd, (unsigned)command}, 3);
	flags = agent_pass(&gate);
	result = REAL(fcntl)(fd, command, lock);
	end_asking(&gate, lock, flags, result < 0 ? errno : 0);
	return result;
}

/* As glibc does it. */
static int test_lock(int fd, off_t length, uint32_t where)
{
	struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_CUR, .l_len = length};

	if (agent_ask_lock(fd, F_GETLK, &lock, where) < 0)
		return -1;
	return lock.l_type == F_UNLCK ? 0 : agent_fail(EACCES);
}

AGENT_EXPORT int lockf(int fd, int command, off_t length)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_CUR, .l_len = length};

	if (agent_on() && command == F_TEST)
		return test_lock(fd, length, AGENT_CALLER);
	if (!agent_on() || (command != F_LOCK && command != F_TLOCK && command != F_ULOCK))
		return REAL(lockf)(fd, command, length);
	if (command == F_ULOCK)
		lock.l_type = F_UNLCK;
	return agent_lock_range(fd, command == F_LOCK ? F_SETLKW : F_SETLK, &lock, AGENT_CALLER);
}

AGENT_EXPORT int lockf64(int fd, int command, off64_t length) __attribute__((alias("lockf")));
