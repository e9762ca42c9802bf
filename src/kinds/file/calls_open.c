/*
 * Opening files: open(2), mkstemp(3). What else is done to them is in calls.c.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include "agent/calls/descriptors.h"
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/gate.h"
#include "agent/core/objects.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"
#include "kinds/file/calls.h"
#include "kinds/file/calls_opening.h"
#include "kinds/file_name/calls.h"
#include "kinds/file_name/calls_keep.h"
#include "kinds/file_name/calls_made_up.h"
#include "kinds/pipe/calls_fifo.h"

/* --- open ----------------------------------------------------------------------------------- */

static bool is_own_path(const char *path)
{
	return strncmp(path, "/proc/", 6) == 0 || strncmp(path, "/dev/fd/", 8) == 0;
}

static bool is_device(const char *path)
{
	return strncmp(path, "/dev/", 5) == 0 && strncmp(path, "/dev/shm/", 9) != 0;
}

/* Whether what is at the path may be another thing afterwards: not of devices. */
static bool changes(const struct opening *opening)
{
	return ((opening->flags & O_ACCMODE) != O_RDONLY || opening->flags & (O_CREAT | O_TRUNC)) &&
	       (opening->flags & O_TMPFILE) != O_TMPFILE && !is_device(opening->path) &&
	       !is_own_path(opening->path);
}

/* What is at the path now, if anything is. */
static bool look_at(const struct opening *opening, struct stat *file)
{
	return REAL(fstatat)(opening->folder, opening->path, file, 0) == 0;
}

/* To open one is a step of its own, which waits. */
static bool is_fifo(const struct opening *opening)
{
	struct stat file;

	return look_at(opening, &file) && S_ISFIFO(file.st_mode);
}

static int open_now(const struct opening *opening)
{
	bool is_change = agent_on() && changes(opening) && !is_fifo(opening);
	int fd;

	if (is_change) {
		trace_lock(agent.trace);
		agent_keep_content(opening->folder, opening->path, !(opening->flags & O_NOFOLLOW));
	}
	fd = REAL(openat)(opening->folder, opening->path, opening->flags, opening->mode);
	if (is_change)
		trace_unlock(agent.trace);
	/* No object need come of it, but the next descriptor will have another number. */
	if (agent_on() && fd >= 0)
		agent_untold((uint64_t)(unsigned)fd);
	agent_note_number(fd);
	return opening->naming ? agent_end_naming(opening->naming, "open", fd) : fd;
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

/* The step that looked at the path is over: to open what has been found there is another. */
static void end_looking(struct naming *naming)
{
	agent_end_naming(naming, "open", 0);
	*naming = (struct naming){0};
}

/* What becomes of it hangs on what is at the path now. */
static int open_what_is_there(const struct opening *opening, struct naming *naming)
{
	struct stat file;
	bool exists;

	exists = look_at(opening, &file);
	if (exists && S_ISFIFO(file.st_mode)) {
		end_looking(naming);
		return agent_open_fifo(opening, &file);
	}
	if (exists ? !S_ISREG(file.st_mode) && !S_ISDIR(file.st_mode) : !(opening->flags & O_CREAT))
		return open_now(opening);
	return open_file(opening);
}

/* What devices that are named tell, or let through, is not followed. */
static void note_device(const char *path, uint32_t where)
{
	if (strcmp(path, "/dev/urandom") == 0 || strcmp(path, "/dev/random") == 0 ||
	    strcmp(path, "/proc/sys/kernel/random/uuid") == 0)
		agent_blind(UNSEEN_CHANCE, 0, where);
	else if (strcmp(path, "/dev/ptmx") == 0 || strcmp(path, "/dev/pts/ptmx") == 0)
		agent_blind(UNSEEN_TERMINAL, 0, where);
}

/* To make one is, or to open a FIFO, whatever its number. */
static bool is_step(const struct opening *opening)
{
	struct stat file;
	bool exists = look_at(opening, &file);
	mode_t type = exists ? file.st_mode & S_IFMT : 0;

	explicit_bzero(&file, sizeof(file));
	if (exists)
		return type == S_IFIFO || (opening->flags & (O_CREAT | O_TRUNC) &&
					   (type == S_IFREG || type == S_IFDIR));
	return opening->flags & O_CREAT && (opening->flags & O_TMPFILE) != O_TMPFILE;
}

/* One that makes nothing asks whether it is there; others are steps of their own. */
static int open_any(const struct opening *asked)
{
	const uint64_t given[] = {(unsigned)asked->flags, asked->mode, (unsigned)asked->folder};
	struct opening opening = *asked;
	struct naming naming = {0};
	char meant[PID_PATH];
	struct hash around;
	int fd;

	opening.path = agent_meant_path(asked->path, meant);
	if (!agent_on())
		return open_now(&opening);
	note_device(opening.path, opening.where);
	around = agent_enter(given, 3);
	if (opening.path[0] != '/')
		agent_touch_common(COMMON_FOLDER, false);
	if (opening.flags & O_CREAT)
		agent_touch_common(COMMON_MASK, false);
	if (!(opening.flags & (O_CREAT | O_TRUNC)) && !is_fifo(&opening)) {
		naming = agent_begin_naming(OP_ASK_NAME, opening.folder, opening.path, hash_none(),
					    opening.where);
		opening.naming = &naming;
	} else if (opening.folder != AT_FDCWD && opening.path[0] != '/') {
		agent_touch_descriptor(opening.folder, false);
	}
	if (!is_step(&opening) && !(naming.flags & RECORD_VISIBLE))
		agent_change_common(COMMON_DESCRIPTORS, "open", (uintptr_t)opening.path,
				    opening.where);
	else
		agent_touch_common(COMMON_DESCRIPTORS, true);
	fd = open_what_is_there(&opening, &naming);
	agent_leave(around);
	if (opening.flags & O_CREAT)
		agent_note_name(opening.folder, opening.path);
	return fd;
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
	return open_any(&(struct opening){folder, path, flags, mode, where, NULL});
}

AGENT_EXPORT int open(const char *path, int flags, ...)
{
	uint32_t where = AGENT_CALLER;
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = mode_of(flags, arguments);
	va_end(arguments);
	return open_any(&(struct opening){AT_FDCWD, path, flags, mode, where, NULL});
}

AGENT_EXPORT int creat(const char *path, mode_t mode)
{
	return open_any(&(struct opening){AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode,
					  AGENT_CALLER, NULL});
}

AGENT_EXPORT int open64(const char *path, int flags, ...) __attribute__((alias("open")));
AGENT_EXPORT int openat64(int folder, const char *path, int flags, ...)
	__attribute__((alias("openat")));
AGENT_EXPORT int creat64(const char *path, mode_t mode) __attribute__((alias("creat")));

/* --- names that nobody chose ----------------------------------------------------------------- */

/* The name that comes out is another one in every run: the pattern stands for it. */
static int make_unique(char *pattern, int suffix, int flags, uint32_t where)
{
	char before[TRACE_PATH] = "";
	int fd;

	agent_change_common(COMMON_DESCRIPTORS, "mkstemp", (uintptr_t)pattern, where);
	strncpy(before, pattern, sizeof(before) - 1);
	fd = REAL(mkostemps)(pattern, suffix, flags);
	if (agent_on() && agent.trace->is_watched) /* that it is made is no step */
		agent_blind(UNSEEN_CALL, SYS_inotify_add_watch, where);
	if (agent_on() && fd >= 0) {
		agent_settle();
		agent_note_made_up(before, pattern);
		trace_lock(agent.trace);
		agent_keep_made(pattern);
		trace_unlock(agent.trace);
		agent_touch_name(AT_FDCWD, pattern);
		note_opened(fd, before, 0, where);
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

/* --- what _FORTIFY_SOURCE makes of them ------------------------------------------------------- */

AGENT_EXPORT int __open_2(const char *path, int flags);
AGENT_EXPORT int __open64_2(const char *path, int flags) __attribute__((alias("__open_2")));
AGENT_EXPORT int __openat_2(int folder, const char *path, int flags);
AGENT_EXPORT int __openat64_2(int folder, const char *path, int flags)
	__attribute__((alias("__openat_2")));

AGENT_EXPORT int __open_2(const char *path, int flags)
{
	return open_any(&(struct opening){AT_FDCWD, path, flags, 0, AGENT_CALLER, NULL});
}

AGENT_EXPORT int __openat_2(int folder, const char *path, int flags)
{
	return open_any(&(struct opening){folder, path, flags, 0, AGENT_CALLER, NULL});
}
