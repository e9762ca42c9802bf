/*
 * Asking about names: stat(2), access(2), readlink(2), getcwd(3), realpath(3).
 */
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "agent/calls/clock.h"
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/glance.h"
#include "agent/core/guard.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"
#include "agent/hooks/data.h"
#include "kinds/file_name/calls.h"

/* --- stat ----------------------------------------------------------------------------------- */

/* What was changed in this run was so by the run's clock: the kernel's is another in every run. */
static void settle_time(struct timespec *time)
{
	if (time->tv_sec >= agent.trace->begun_at)
		*time = (struct timespec){.tv_sec = agent_virtual_seconds()};
}

static void settle_times(struct stat *file)
{
	settle_time(&file->st_atim);
	settle_time(&file->st_mtim);
	settle_time(&file->st_ctim);
}

/* Of a descriptor, which has no name: what it is like is no step. */
static int look(int fd, struct stat *file, uint32_t where)
{
	int result;

	agent_use_descriptor(fd, "fstat", (uintptr_t)file, where);
	file = agent_alias(file);
	result = REAL(fstat)(fd, file);
	if (result < 0 || !S_ISREG(file->st_mode))
		return result;
	agent_note_look(file, where);
	if (agent.gated)
		settle_times(file);
	return result;
}

AGENT_EXPORT int fstat(int fd, struct stat *file)
{
	return agent_on() && !AGENT_OWN_CALL ? look(fd, file, AGENT_CALLER) : REAL(fstat)(fd, file);
}

AGENT_EXPORT int fstat64(int fd, struct stat64 *file) __attribute__((alias("fstat")));

static int ask_now(int folder, const char *path, struct stat *file, int flags, const char *call,
		   uint32_t where)
{
	struct naming naming;
	char meant[PID_PATH];
	int result;

	path = agent_meant_path(path, meant);
	/* AT_EMPTY_PATH: of a descriptor, which has no name. */
	if (!*path && agent_on() && flags & AT_EMPTY_PATH && folder >= 0)
		return look(folder, file, where);
	if (!*path)
		return REAL(fstatat)(folder, path, file, flags);
	naming = agent_begin_naming(OP_ASK_NAME, folder, path, hash_none(), where);
	result = REAL(fstatat)(folder, path, file, flags);
	if (result == 0 && naming.object && agent.gated)
		settle_times(file);
	return agent_end_naming(&naming, call, result);
}

static int ask_status(int folder, const char *path, struct stat *file, int flags, const char *call,
		      uint32_t where)
{
	const uint64_t given[] = {(unsigned)folder, (unsigned)flags, (uintptr_t)file};
	struct hash around = agent_enter(given, 3);
	struct loan loan = agent_borrow(file, sizeof(*file), where);
	int result = ask_now(folder, path, loan.mine, flags, call, where);

	agent_return(&loan, result < 0 ? 0 : sizeof(*file));
	agent_leave(around);
	return result;
}

AGENT_EXPORT int fstatat(int folder, const char *restrict path, struct stat *restrict file,
			 int flags)
{
	return ask_status(folder, path, file, flags, "fstatat", AGENT_CALLER);
}

AGENT_EXPORT int stat(const char *restrict path, struct stat *restrict file)
{
	return ask_status(AT_FDCWD, path, file, 0, "stat", AGENT_CALLER);
}

AGENT_EXPORT int lstat(const char *restrict path, struct stat *restrict file)
{
	return ask_status(AT_FDCWD, path, file, AT_SYMLINK_NOFOLLOW, "lstat", AGENT_CALLER);
}

AGENT_EXPORT int fstatat64(int folder, const char *restrict path, struct stat64 *restrict file,
			   int flags) __attribute__((alias("fstatat")));
AGENT_EXPORT int stat64(const char *restrict path, struct stat64 *restrict file)
	__attribute__((alias("stat")));
AGENT_EXPORT int lstat64(const char *restrict path, struct stat64 *restrict file)
	__attribute__((alias("lstat")));

AGENT_EXPORT int statx(int folder, const char *restrict path, int flags, unsigned wanted,
		       struct statx *restrict file)
{
	const uint64_t given[] = {(unsigned)folder, (unsigned)flags, wanted, (uintptr_t)file};
	struct hash around = agent_enter(given, 4);
	uint32_t where = AGENT_CALLER;
	struct loan loan = agent_borrow(file, sizeof(*file), where);
	struct naming naming = {0};
	struct stat same;
	int result;

	if (!*path)
		agent_use_descriptor(folder, "statx", (uintptr_t)file, where);
	if (*path)
		naming = agent_begin_naming(OP_ASK_NAME, folder, path, hash_none(), where);
	else if (agent_on() && folder >= 0 && REAL(fstat)(folder, &same) == 0 &&
		 S_ISREG(same.st_mode))
		agent_note_look(&same, where);
	result = agent_end_naming(&naming, "statx",
				  REAL(statx)(folder, path, flags, wanted, loan.mine));
	agent_return(&loan, result < 0 ? 0 : sizeof(*file));
	agent_leave(around);
	return result;
}

/* --- access, readlink ------------------------------------------------------------------------- */

static int ask_access(int folder, const char *path, int mode, int flags, const char *call,
		      uint32_t where)
{
	const uint64_t given[] = {(unsigned)folder, (unsigned)mode, (unsigned)flags};
	char meant[PID_PATH];
	struct naming naming;

	path = agent_meant_path(path, meant);
	naming = agent_begin_naming(OP_ASK_NAME, folder, path, hash_bytes(given, sizeof(given)),
				    where);
	return agent_end_naming(&naming, call, REAL(faccessat)(folder, path, mode, flags));
}

AGENT_EXPORT int access(const char *path, int mode)
{
	return ask_access(AT_FDCWD, path, mode, 0, "access", AGENT_CALLER);
}

AGENT_EXPORT int euidaccess(const char *path, int mode)
{
	return ask_access(AT_FDCWD, path, mode, AT_EACCESS, "euidaccess", AGENT_CALLER);
}

AGENT_EXPORT int eaccess(const char *path, int mode) __attribute__((alias("euidaccess")));

AGENT_EXPORT int faccessat(int folder, const char *path, int mode, int flags)
{
	return ask_access(folder, path, mode, flags, "faccessat", AGENT_CALLER);
}

static ssize_t ask_target(int folder, const char *path, char *target, size_t size, const char *call,
			  uint32_t where)
{
	const uint64_t given[] = {(unsigned)folder, (uintptr_t)target, size};
	struct hash around = agent_enter(given, 3);
	struct loan loan = agent_borrow(target, size, where);
	char meant[PID_PATH];
	struct naming naming;
	int length;

	path = agent_meant_path(path, meant);
	naming = agent_begin_naming(OP_ASK_NAME, folder, path, hash_none(), where);
	length = agent_end_naming(&naming, call,
				  (int)REAL(readlinkat)(folder, path, loan.mine, size));
	agent_return(&loan, length < 0 ? 0 : (size_t)length);
	agent_leave(around);
	return length;
}

AGENT_EXPORT ssize_t readlink(const char *restrict path, char *restrict target, size_t size)
{
	return ask_target(AT_FDCWD, path, target, size, "readlink", AGENT_CALLER);
}

AGENT_EXPORT ssize_t readlinkat(int folder, const char *restrict path, char *restrict target,
				size_t size)
{
	return ask_target(folder, path, target, size, "readlinkat", AGENT_CALLER);
}

/* --- where it is ------------------------------------------------------------------------------ */

/* Every folder above may be given another name. */
static char *ask_place(char *out, size_t size, const char *call, uint32_t where)
{
	const uint64_t given[] = {(uintptr_t)out, size};
	struct naming naming = agent_begin_naming(OP_ASK_NAME, AT_FDCWD, ".",
						  hash_bytes(given, sizeof(given)), where);
	char *place;

	agent_touch_common(COMMON_FOLDER, false);
	place = REAL(getcwd)(out, size);

	agent_end_naming(&naming, call, place ? 0 : -1);
	return place;
}

AGENT_EXPORT char *getcwd(char *out, size_t size)
{
	return AGENT_OWN_CALL ? REAL(getcwd)(out, size)
			      : ask_place(out, size, "getcwd", AGENT_CALLER);
}

AGENT_EXPORT char *get_current_dir_name(void)
{
	struct naming naming =
		agent_begin_naming(OP_ASK_NAME, AT_FDCWD, ".", hash_none(), AGENT_CALLER);
	char *place = REAL(get_current_dir_name)();

	agent_end_naming(&naming, "get_current_dir_name", place ? 0 : -1);
	return place;
}

static char *ask_real(const char *path, char *out, uint32_t where)
{
	struct naming naming;
	char meant[PID_PATH];
	char *found;

	if (!path)
		return REAL(realpath)(path, out);
	path = agent_meant_path(path, meant);
	naming = agent_begin_naming(OP_ASK_NAME, AT_FDCWD, path,
				    hash_fold(hash_none(), (uintptr_t)out), where);
	found = REAL(realpath)(path, out);
	agent_end_naming(&naming, "realpath", found ? 0 : -1);
	return found;
}

AGENT_EXPORT char *realpath(const char *restrict path, char *restrict out)
{
	return ask_real(path, out, AGENT_CALLER);
}

AGENT_EXPORT char *canonicalize_file_name(const char *path)
{
	return ask_real(path, NULL, AGENT_CALLER);
}

/* --- what _FORTIFY_SOURCE makes of them ------------------------------------------------------- */

AGENT_EXPORT char *__getcwd_chk(char *out, size_t size, size_t capacity);
AGENT_EXPORT char *__realpath_chk(const char *path, char *out, size_t capacity);

AGENT_EXPORT char *__getcwd_chk(char *out, size_t size, size_t capacity)
{
	if (size > capacity)
		abort();
	return ask_place(out, size, "getcwd", AGENT_CALLER);
}

AGENT_EXPORT char *__realpath_chk(const char *path, char *out, size_t capacity)
{
	if (out && capacity < PATH_MAX)
		abort();
	return ask_real(path, out, AGENT_CALLER);
}

/* --- what programs call that were made before glibc 2.33 -------------------------------------- */

AGENT_EXPORT int __xstat(int version, const char *path, struct stat *file);
AGENT_EXPORT int __lxstat(int version, const char *path, struct stat *file);
AGENT_EXPORT int __fxstat(int version, int fd, struct stat *file);
AGENT_EXPORT int __fxstatat(int version, int folder, const char *path, struct stat *file,
			    int flags);
AGENT_EXPORT int __xstat64(int version, const char *path, struct stat64 *file)
	__attribute__((alias("__xstat")));
AGENT_EXPORT int __lxstat64(int version, const char *path, struct stat64 *file)
	__attribute__((alias("__lxstat")));
AGENT_EXPORT int __fxstat64(int version, int fd, struct stat64 *file)
	__attribute__((alias("__fxstat")));
AGENT_EXPORT int __fxstatat64(int version, int folder, const char *path, struct stat64 *file,
			      int flags) __attribute__((alias("__fxstatat")));

AGENT_EXPORT int __xstat(int version, const char *path, struct stat *file)
{
	(void)version;
	return ask_status(AT_FDCWD, path, file, 0, "stat", AGENT_CALLER);
}

AGENT_EXPORT int __lxstat(int version, const char *path, struct stat *file)
{
	(void)version;
	return ask_status(AT_FDCWD, path, file, AT_SYMLINK_NOFOLLOW, "lstat", AGENT_CALLER);
}

AGENT_EXPORT int __fxstat(int version, int fd, struct stat *file)
{
	(void)version;
	return agent_on() ? look(fd, file, AGENT_CALLER) : REAL(fstat)(fd, file);
}

AGENT_EXPORT int __fxstatat(int version, int folder, const char *path, struct stat *file, int flags)
{
	(void)version;
	return ask_status(folder, path, file, flags, "fstatat", AGENT_CALLER);
}
