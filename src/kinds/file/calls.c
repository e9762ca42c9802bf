/*
 * Regular files: lseek(2), ftruncate(2), fsync(2). How they are opened is in calls_open.c, what is
 * read and written in transfers.c; locks are a kind of their own.
 *
 * A file is known by its inode. It becomes an object when a process of the run opens it for
 * writing, writes it or locks it; what is only read (libraries, settings) joins nobody and passes
 * through. What it holds is part of the state that exploring compares.
 */
#include "kinds/file/calls.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "agent/calls/descriptors.h"
#include "agent/core/agent.h"
#include "agent/core/console.h"
#include "agent/core/families.h"
#include "agent/core/gate.h"
#include "agent/core/glance.h"
#include "agent/core/objects.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"

enum { CONTENT_LIMIT = 1 << 16 };

/* --- which object ------------------------------------------------------------------------- */

/* An inode's number is given again when its file is gone: the time of its birth tells them apart.
 */
bool agent_file_key(int fd, enum object_key kind, uint64_t key[2])
{
	struct statx file;
	struct hash hash;

	if (REAL(statx)(fd, "", AT_EMPTY_PATH, STATX_TYPE | STATX_INO | STATX_BTIME, &file) < 0)
		return false;
	if (!S_ISREG(file.stx_mode) || fd == agent.trace_fd || agent_is_console(fd))
		return false;
	hash = hash_fold(hash_none(), (uint64_t)file.stx_dev_major << 32 | file.stx_dev_minor);
	hash = hash_fold(hash, file.stx_ino);
	if (file.stx_mask & STATX_BTIME)
		hash = hash_fold(hash_fold(hash, (uint64_t)file.stx_btime.tv_sec),
				 file.stx_btime.tv_nsec);
	object_key_of(key, kind, hash);
	return true;
}

unsigned agent_file(int fd)
{
	uint64_t key[2];

	return agent_file_key(fd, KEY_INODE, key) ? trace_find_object(agent.trace, key) : 0;
}

/* The hash of what a file holds; hash_none() when that is too much or cannot be read. */
static struct hash hash_content(int fd)
{
	struct hash hash = hash_bytes(NULL, 0);
	char bytes[AGENT_PAGE];
	off_t at = 0;
	ssize_t got;

	while ((got = REAL(pread)(fd, bytes, sizeof(bytes), at)) > 0) {
		hash = hash_join(hash, hash_bytes(bytes, (size_t)got));
		at += got;
		if (at > CONTENT_LIMIT)
			return hash_none();
	}
	return got < 0 ? hash_none() : hash;
}

static void touch(int fd)
{
	struct stat file;

	if (REAL(fstat)(fd, &file) == 0)
		agent_note_touch(&file);
	explicit_bzero(&file, sizeof(file));
}

/* A descriptor for writing only is opened once more, to read. */
void agent_note_content(unsigned object, int fd)
{
	bool readable = (REAL(fcntl)(fd, F_GETFL) & O_ACCMODE) != O_WRONLY;
	struct hash before, now = hash_none();
	char path[32];
	int own = fd;

	if (!agent.gated)
		return;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	before = agent_object(object)->content;
	if (!readable)
		own = REAL(openat)(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	if (own >= 0)
		now = hash_content(own);
	agent_object(object)->content = now;
	if (own >= 0 && own != fd)
		REAL(close)(own);
	if ((hash_is_none(now) || (!hash_is_none(before) && !hash_equals(before, now))) &&
	    agent_has_company())
		touch(fd);
}

unsigned agent_new_file(int fd)
{
	uint64_t key[2];
	unsigned object;
	bool created;

	if (!agent_file_key(fd, KEY_INODE, key))
		return 0;
	/* Whoever knows its name can open it. */
	object = trace_object(agent.trace, OBJECT_FILE, key, set_all(), &created);
	if (!created)
		return object;
	agent_settle();
	agent_name_object(object, "", 0); /* says what it is */
	agent_note_content(object, fd);
	return object;
}

/* --- where each descriptor stands ------------------------------------------------------------ */

uint64_t agent_offset(int fd)
{
	off_t at = REAL(lseek)(fd, 0, SEEK_CUR);

	return at < 0 ? 0 : (uint64_t)at;
}

/*
 * A file that is only read is nobody else's concern, until its position is. Which descriptors are
 * open has just been found out for agent.handed_on.
 */
static void share_files(void)
{
	for (int fd = 0; fd < agent.numbers_end; fd++) {
		if (agent.files[fd] || (numbers_have(&agent.handed_on, fd) && agent_new_file(fd)))
			numbers_put(&agent.inherited, fd, true);
	}
}

/* The offsets of this process's files: the kernel keeps them. What is only read is no object, but
 * moves on. */
static struct hash hash_files(void)
{
	struct hash hash = hash_none();

	for (int fd = 0; fd < agent.numbers_end; fd++) {
		if (!agent.files[fd] && !numbers_have(&agent.inherited, fd))
			continue;
		hash = hash_fold(hash, (uint64_t)fd << 32 | agent.files[fd]);
		hash = hash_fold(hash, agent_offset(fd));
	}
	return hash;
}

const struct family family_file = {
	.on_image = share_files,
	.on_share = share_files,
	.hash = hash_files,
};

/* --- lseek, ftruncate, fsync ------------------------------------------------------------------ */

/* The gate of an operation on a file, which can always finish. */
static uint8_t pass(enum operation operation, unsigned object, uint64_t argument, uint32_t where)
{
	struct gate gate = agent_step_gate(operation, object, where);

	gate.intent.argument = argument;
	return agent_pass(&gate);
}

static void write_done(enum operation operation, unsigned object, uint64_t argument, uint64_t size,
		       uint8_t flags, int result, uint32_t where)
{
	struct record record = agent_record(operation, object, where);

	record.argument = argument;
	record.size = (uint32_t)size;
	record.flags = flags;
	agent_write_result(&record, result);
}

/*
 * Where a descriptor stands concerns others when they have it, too, by fork; and where the end is,
 * or a hole, depends on what others write.
 */
static bool is_seek_visible(int fd, int whence)
{
	return agent_is_inherited(fd) || (whence != SEEK_SET && whence != SEEK_CUR);
}

AGENT_EXPORT off_t lseek(int fd, off_t offset, int whence)
{
	uint32_t where = AGENT_CALLER;
	unsigned object = agent_on() ? agent_file(fd) : 0;
	uint8_t flags = 0;
	off_t result;

	if (!object) {
		if (agent_on())
			agent_move_descriptor(fd, "lseek", (uint64_t)offset, where);
		result = REAL(lseek)(fd, offset, whence);
		if (agent_on())
			agent_untold_pair((unsigned)fd, (uint64_t)result);
		return result;
	}
	if (is_seek_visible(fd, whence)) {
		agent_touch_descriptor(fd, true);
		agent_given_words((const uint64_t[]){(uint64_t)offset, (uint64_t)whence}, 2);
		flags = pass(OP_SEEK, object, record_place(fd, 0), where);
	} else {
		agent_settle();
		agent_move_descriptor(fd, "lseek", (uint64_t)offset, where);
	}
	result = REAL(lseek)(fd, offset, whence);
	if (result >= 0)
		write_done(OP_SEEK, object, record_place(fd, (uint64_t)result), 0, flags, 0, where);
	return result;
}

AGENT_EXPORT off64_t lseek64(int fd, off64_t offset, int whence) __attribute__((alias("lseek")));

AGENT_EXPORT int ftruncate(int fd, off_t length)
{
	uint32_t where = AGENT_CALLER;
	unsigned object = agent_on() ? agent_file(fd) : 0;
	uint8_t flags;
	int result;

	if (agent_on())
		agent_meet_descriptor(fd, object && agent_visible(object), "ftruncate",
				      (uint64_t)length, where);
	if (!object) {
		result = REAL(ftruncate)(fd, length);
		if (agent_on() && result == 0)
			agent_untold_pair((unsigned)fd, (uint64_t)length);
		return result;
	}
	agent_given(NULL, (uint64_t)length);
	flags = pass(OP_TRUNCATE, object, record_place(fd, 0), where);
	result = REAL(ftruncate)(fd, length);
	if (result == 0)
		agent_note_content(object, fd);
	write_done(OP_TRUNCATE, object, record_place(fd, 0), (uint64_t)length, flags, result,
		   where);
	return result;
}

AGENT_EXPORT int ftruncate64(int fd, off64_t length) __attribute__((alias("ftruncate")));

/* Others see what was written before it is on the disk: not a step. */
static int sync_file(int fd, int (*real)(int), uint32_t where)
{
	unsigned object;
	int result;

	agent_use_descriptor(fd, "fsync", 0, where);
	object = agent_on() ? agent_file(fd) : 0;
	result = real(fd);
	if (!object)
		return result;
	agent_settle();
	write_done(OP_SYNC, object, record_place(fd, 0), 0, 0, result, where);
	return result;
}

AGENT_EXPORT int fsync(int fd)
{
	return sync_file(fd, REAL(fsync), AGENT_CALLER);
}

AGENT_EXPORT int fdatasync(int fd)
{
	return sync_file(fd, REAL(fdatasync), AGENT_CALLER);
}
