/*
 * Regular files: open(2), lseek(2), ftruncate(2), fsync(2), mkstemp(3). What is read and written
 * is in transfer.c, locks are in file_lock.c.
 *
 * A file is known by its inode. It becomes an object when a process of the run opens it for
 * writing, writes it or locks it; what is only read (libraries, settings) joins nobody and passes
 * through. What it holds is part of the state that exploring compares.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "agent/core/agent.h"

enum { CONTENT_LIMIT = 1 << 16 };

/* --- which object ------------------------------------------------------------------------- */

/* An inode's number is given again when its file is gone: the time of its birth tells them apart.
 */
bool agent_file_key(int fd, enum object_key kind, uint64_t key[2])
{
	struct statx file;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_TYPE | STATX_INO | STATX_BTIME, &file) < 0)
		return false;
	if (!S_ISREG(file.stx_mode) || fd == agent.trace_fd || agent_is_console(fd))
		return false;
	key[0] = (uint64_t)kind << KEY_SHIFT | (uint64_t)file.stx_dev_major << 20 |
		 file.stx_dev_minor;
	key[1] = file.stx_ino;
	if (file.stx_mask & STATX_BTIME)
		key[1] ^= agent_mix((uint64_t)file.stx_btime.tv_sec, file.stx_btime.tv_nsec);
	return true;
}

unsigned agent_file(int fd)
{
	uint64_t key[2];

	return agent_file_key(fd, KEY_INODE, key) ? trace_find_object(agent.trace, key) : 0;
}

/* The hash of what a file holds; 0 when that is too much or cannot be read. */
static uint64_t hash_content(int fd)
{
	uint64_t words[AGENT_PAGE / sizeof(uint64_t)], hash = 1;
	off_t at = 0;
	ssize_t got;

	while ((got = REAL(pread)(fd, words, sizeof(words), at)) > 0) {
		memset((char *)words + got, 0, sizeof(words) - (size_t)got);
		for (size_t i = 0; i < ((size_t)got + 7) / 8; i++)
			hash = agent_mix(hash, words[i]);
		at += got;
		if (at > CONTENT_LIMIT)
			return 0;
	}
	return got < 0 ? 0 : agent_mix(hash, (uint64_t)at) | 1;
}

/* A descriptor for writing only is opened once more, to read. */
void agent_note_content(unsigned object, int fd)
{
	bool readable = (REAL(fcntl)(fd, F_GETFL) & O_ACCMODE) != O_WRONLY;
	char path[32];
	int own = fd;

	if (!agent.gated)
		return;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (!readable)
		own = REAL(openat)(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	agent_object(object)->value = own < 0 ? 0 : hash_content(own);
	if (own >= 0 && own != fd)
		REAL(close)(own);
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

void agent_share_files(void)
{
	uint64_t open = 0;

	for (int fd = 0; fd < AGENT_FILES; fd++)
		open |= (uint64_t)(agent.files[fd] != 0) << fd;
	if (open & ~agent.inherited) /* a page that is written after a fork is copied */
		agent.inherited |= open;
}

/* The offsets of this process's files and the locks it has through them: the kernel keeps them. */
uint64_t agent_hash_files(void)
{
	uint64_t hash = 0;

	for (int fd = 0; fd < AGENT_FILES; fd++) {
		if (!agent.files[fd])
			continue;
		hash = agent_mix(hash, (uint64_t)fd << 32 | agent.files[fd]);
		hash = agent_mix(hash, agent_offset(fd));
		hash = agent_mix(hash, agent_hash_locks(fd));
	}
	return hash;
}

/* --- open ----------------------------------------------------------------------------------- */

static int open_now(const struct opening *opening)
{
	int fd = REAL(openat)(opening->folder, opening->path, opening->flags, opening->mode);

	/* No object need come of it, but the next descriptor will have another number. */
	if (agent_on() && fd >= 0)
		agent_untold((uint64_t)(unsigned)fd);
	return fd;
}

static bool is_own_path(const char *path)
{
	return strncmp(path, "/proc/", 6) == 0 || strncmp(path, "/dev/fd/", 8) == 0;
}

/* The last part of a path names a file that has no name yet. */
static void name_by_path(unsigned object, const char *path, uint32_t where)
{
	const char *slash = strrchr(path, '/');

	if (!agent_object(object)->name[0] && !is_own_path(path))
		agent_name_object(object, slash ? slash + 1 : path, where);
}

static void write_opened(unsigned object, int fd, uint8_t flags, int error, uint32_t where)
{
	struct record record = agent_record(OP_OPEN, object, where);
	struct stat file;

	record.flags = flags;
	record.error = error;
	if (fd >= 0) {
		record.argument = record_place(fd, 0);
		record.value = agent_ends_of(fd);
	}
	if (fd >= 0 && fstat(fd, &file) == 0)
		record.size = (uint32_t)file.st_size;
	agent_write(&record);
}

/* Opened by whatever call: from here on it is an object. */
static void note_opened(int fd, const char *path, uint8_t flags, uint32_t where)
{
	unsigned object = agent_new_file(fd);

	if (!object)
		return;
	if (path)
		name_by_path(object, path, where);
	agent_note_descriptor(fd, object);
	agent_note_content(object, fd);
	write_opened(object, fd, flags, 0, where);
	agent_note_change(object);
}

/* What is at the path now, if anything is. */
static bool look_at(const struct opening *opening, struct stat *file)
{
	return fstatat(opening->folder, opening->path, file, 0) == 0;
}

/*
 * An opening that may make a file or empty it is a step. What is only read passes through, unless
 * somebody writes it.
 */
static int open_file(const struct opening *opening)
{
	bool writes = (opening->flags & O_ACCMODE) != O_RDONLY || opening->flags & O_CREAT;
	bool unnamed = (opening->flags & O_TMPFILE) == O_TMPFILE;
	struct gate gate = agent_gate(OP_OPEN, 0, opening->where);
	uint8_t flags = 0;
	int fd, error;

	gate.intent.visible = agent_has_company();
	agent_given(opening->path, (uint64_t)opening->flags);
	if (opening->flags & (O_CREAT | O_TRUNC) && !unnamed)
		flags = agent_pass(&gate);
	fd = open_now(opening);
	error = errno;
	if (fd >= 0 && (writes || agent_file(fd)))
		note_opened(fd, unnamed ? NULL : opening->path, flags, opening->where);
	else if (fd < 0 && flags)
		write_opened(0, fd, flags, error, opening->where);
	if (fd < 0)
		errno = error;
	return fd;
}

static int open_any(const struct opening *opening)
{
	struct stat file;
	bool exists;

	if (!agent_on())
		return open_now(opening);
	exists = look_at(opening, &file);
	if (exists && S_ISFIFO(file.st_mode))
		return agent_open_fifo(opening, &file);
	if (exists ? !S_ISREG(file.st_mode) && !S_ISDIR(file.st_mode) : !(opening->flags & O_CREAT))
		return open_now(opening);
	return open_file(opening);
}

/* The mode that open(2) is given when it may make a file. */
static mode_t mode_of(int flags, va_list arguments)
{
	return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(arguments, mode_t) : 0;
}

AGENT_EXPORT int openat(int folder, const char *path, int flags, ...)
{
	uint32_t where = AGENT_CALLER;
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = mode_of(flags, arguments);
	va_end(arguments);
	return open_any(&(struct opening){folder, path, flags, mode, where});
}

AGENT_EXPORT int open(const char *path, int flags, ...)
{
	uint32_t where = AGENT_CALLER;
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = mode_of(flags, arguments);
	va_end(arguments);
	return open_any(&(struct opening){AT_FDCWD, path, flags, mode, where});
}

AGENT_EXPORT int creat(const char *path, mode_t mode)
{
	return open_any(&(struct opening){AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode,
					  AGENT_CALLER});
}

AGENT_EXPORT int open64(const char *path, int flags, ...) __attribute__((alias("open")));
AGENT_EXPORT int openat64(int folder, const char *path, int flags, ...)
	__attribute__((alias("openat")));
AGENT_EXPORT int creat64(const char *path, mode_t mode) __attribute__((alias("creat")));

/* --- names that nobody chose ----------------------------------------------------------------- */

/* The name that comes out is another one in every run: the pattern stands for it. */
static int make_unique(char *pattern, int suffix, int flags, uint32_t where)
{
	char name[TRACE_NAME];
	const char *slash = strrchr(pattern, '/');
	int fd;

	snprintf(name, sizeof(name), "%s", slash ? slash + 1 : pattern);
	fd = REAL(mkostemps)(pattern, suffix, flags);
	if (agent_on() && fd >= 0) {
		agent_settle();
		note_opened(fd, name, 0, where);
	}
	return fd;
}

AGENT_EXPORT int mkostemps(char *pattern, int suffix, int flags)
{
	return make_unique(pattern, suffix, flags, AGENT_CALLER);
}

AGENT_EXPORT int mkstemps(char *pattern, int suffix)
{
	return make_unique(pattern, suffix, 0, AGENT_CALLER);
}

AGENT_EXPORT int mkostemp(char *pattern, int flags)
{
	return make_unique(pattern, 0, flags, AGENT_CALLER);
}

AGENT_EXPORT int mkstemp(char *pattern)
{
	return make_unique(pattern, 0, 0, AGENT_CALLER);
}

AGENT_EXPORT int mkstemp64(char *pattern) __attribute__((alias("mkstemp")));
AGENT_EXPORT int mkostemp64(char *pattern, int flags) __attribute__((alias("mkostemp")));
AGENT_EXPORT int mkstemps64(char *pattern, int suffix) __attribute__((alias("mkstemps")));
AGENT_EXPORT int mkostemps64(char *pattern, int suffix, int flags)
	__attribute__((alias("mkostemps")));

/* --- lseek, ftruncate, fsync ------------------------------------------------------------------ */

/* The gate of an operation on a file, which can always finish. */
static uint8_t pass(enum operation operation, unsigned object, uint64_t argument, uint32_t where)
{
	struct gate gate = agent_gate(operation, object, where);

	gate.intent.visible = agent_visible(object);
	gate.intent.argument = argument;
	return agent_pass(&gate);
}

static void write_done(enum operation operation, unsigned object, uint64_t argument, uint64_t size,
		       uint8_t flags, int result, uint32_t where)
{
	int error = result < 0 ? errno : 0;
	struct record record = agent_record(operation, object, where);

	record.argument = argument;
	record.size = (uint32_t)size;
	record.flags = flags;
	record.error = error;
	agent_write(&record);
	agent_set_errno(error);
}

/*
 * Where a descriptor stands concerns others when they have it, too, by fork; and where the end is,
 * or a hole, depends on what others write.
 */
static bool is_seek_visible(int fd, int whence)
{
	bool shared = fd >= AGENT_FILES || agent.inherited >> fd & 1;

	return shared || (whence != SEEK_SET && whence != SEEK_CUR);
}

AGENT_EXPORT off_t lseek(int fd, off_t offset, int whence)
{
	uint32_t where = AGENT_CALLER;
	unsigned object = agent_on() ? agent_file(fd) : 0;
	uint8_t flags = 0;
	off_t result;

	if (!object) {
		result = REAL(lseek)(fd, offset, whence);
		if (agent_on())
			agent_untold((uint64_t)(unsigned)fd << 32 ^ (uint64_t)result);
		return result;
	}
	if (is_seek_visible(fd, whence)) {
		agent_given(NULL, agent_mix((uint64_t)offset, (uint64_t)whence));
		flags = pass(OP_SEEK, object, record_place(fd, 0), where);
	} else {
		agent_settle();
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

	if (!object)
		return REAL(ftruncate)(fd, length);
	agent_given(NULL, (uint64_t)length);
	flags = pass(OP_TRUNCATE, object, record_place(fd, 0), where);
	result = REAL(ftruncate)(fd, length);
	agent_note_content(object, fd);
	write_done(OP_TRUNCATE, object, record_place(fd, 0), (uint64_t)length, flags, result,
		   where);
	return result;
}

AGENT_EXPORT int ftruncate64(int fd, off64_t length) __attribute__((alias("ftruncate")));

/* Others see what was written before it is on the disk: not a step. */
static int sync_file(int fd, int (*real)(int), uint32_t where)
{
	unsigned object = agent_on() ? agent_file(fd) : 0;
	int result = real(fd);

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

/* --- what _FORTIFY_SOURCE makes of them ------------------------------------------------------- */

AGENT_EXPORT int __open_2(const char *path, int flags);
AGENT_EXPORT int __open64_2(const char *path, int flags) __attribute__((alias("__open_2")));
AGENT_EXPORT int __openat_2(int folder, const char *path, int flags);
AGENT_EXPORT int __openat64_2(int folder, const char *path, int flags)
	__attribute__((alias("__openat_2")));

AGENT_EXPORT int __open_2(const char *path, int flags)
{
	return open_any(&(struct opening){AT_FDCWD, path, flags, 0, AGENT_CALLER});
}

AGENT_EXPORT int __openat_2(int folder, const char *path, int flags)
{
	return open_any(&(struct opening){folder, path, flags, 0, AGENT_CALLER});
}
