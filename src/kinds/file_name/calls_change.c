/*
 * Changing names: mkdir(2), unlink(2), rename(2), link(2), symlink(2), and what lstat(2) tells of
 * them: chmod(2), chown(2), truncate(2), utimensat(2).
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>
#include <utime.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/real.h"
#include "kinds/file_name/calls.h"
#include "kinds/file_name/calls_keep.h"

/* --- making and removing ---------------------------------------------------------------------- */

static int make_folder(int folder, const char *path, mode_t mode, const char *call, uint32_t where)
{
	const uint64_t given[] = {mode};
	struct naming naming = agent_begin_naming(OP_CHANGE_NAME, folder, path,
						  hash_bytes(given, sizeof(given)), where);

	agent_keep_name(folder, path);
	return agent_end_naming(&naming, call, REAL(mkdirat)(folder, path, mode));
}

AGENT_EXPORT int mkdir(const char *path, mode_t mode)
{
	return make_folder(AT_FDCWD, path, mode, "mkdir", AGENT_CALLER);
}

AGENT_EXPORT int mkdirat(int folder, const char *path, mode_t mode)
{
	return make_folder(folder, path, mode, "mkdirat", AGENT_CALLER);
}

static int remove_name(int folder, const char *path, int flags, const char *call, uint32_t where)
{
	const uint64_t given[] = {(unsigned)flags};
	struct naming naming = agent_begin_naming(OP_CHANGE_NAME, folder, path,
						  hash_bytes(given, sizeof(given)), where);

	agent_keep_name(folder, path);
	return agent_end_naming(&naming, call, REAL(unlinkat)(folder, path, flags));
}

AGENT_EXPORT int unlink(const char *path)
{
	return remove_name(AT_FDCWD, path, 0, "unlink", AGENT_CALLER);
}

AGENT_EXPORT int unlinkat(int folder, const char *path, int flags)
{
	return remove_name(folder, path, flags, "unlinkat", AGENT_CALLER);
}

AGENT_EXPORT int rmdir(const char *path)
{
	return remove_name(AT_FDCWD, path, AT_REMOVEDIR, "rmdir", AGENT_CALLER);
}

/* A folder, or anything else: as remove(3) finds out. */
AGENT_EXPORT int remove(const char *path)
{
	struct naming naming =
		agent_begin_naming(OP_CHANGE_NAME, AT_FDCWD, path, hash_none(), AGENT_CALLER);
	int result;

	agent_keep_name(AT_FDCWD, path);
	result = REAL(unlinkat)(AT_FDCWD, path, 0);
	if (result < 0 && errno == EISDIR)
		result = REAL(unlinkat)(AT_FDCWD, path, AT_REMOVEDIR);
	return agent_end_naming(&naming, "remove", result);
}

static int make_node(int folder, const char *path, mode_t mode, dev_t device, const char *call,
		     uint32_t where)
{
	const uint64_t given[] = {mode, device};
	struct naming naming = agent_begin_naming(OP_CHANGE_NAME, folder, path,
						  hash_bytes(given, sizeof(given)), where);

	agent_keep_name(folder, path);
	return agent_end_naming(&naming, call, REAL(mknodat)(folder, path, mode, device));
}

AGENT_EXPORT int mknod(const char *path, mode_t mode, dev_t device)
{
	return make_node(AT_FDCWD, path, mode, device, "mknod", AGENT_CALLER);
}

AGENT_EXPORT int mknodat(int folder, const char *path, mode_t mode, dev_t device)
{
	return make_node(folder, path, mode, device, "mknodat", AGENT_CALLER);
}

AGENT_EXPORT int mkfifoat(int folder, const char *path, mode_t mode)
{
	return make_node(folder, path, mode | S_IFIFO, 0, "mkfifoat", AGENT_CALLER);
}

/* --- other names ------------------------------------------------------------------------------ */

static int move(int from, const char *old, int to, const char *new, unsigned flags,
		const char *call, uint32_t where)
{
	const uint64_t given[] = {(unsigned)to, (uintptr_t) new, flags};
	struct naming naming = agent_begin_naming(OP_CHANGE_NAME, from, old,
						  hash_bytes(given, sizeof(given)), where);
	int result;

	agent_touch_name(to, new);
	agent_keep_move(from, old, to, new, flags);
	result = agent_end_naming(&naming, call, REAL(renameat2)(from, old, to, new, flags));
	agent_note_name(to, new);
	return result;
}

AGENT_EXPORT int rename(const char *old, const char *new)
{
	return move(AT_FDCWD, old, AT_FDCWD, new, 0, "rename", AGENT_CALLER);
}

AGENT_EXPORT int renameat(int from, const char *old, int to, const char *new)
{
	return move(from, old, to, new, 0, "renameat", AGENT_CALLER);
}

AGENT_EXPORT int renameat2(int from, const char *old, int to, const char *new, unsigned flags)
{
	return move(from, old, to, new, flags, "renameat2", AGENT_CALLER);
}

static int add_link(int from, const char *old, int to, const char *new, int flags, const char *call,
		    uint32_t where)
{
	const uint64_t given[] = {(unsigned)from, (uintptr_t)old, (unsigned)flags};
	struct naming naming = agent_begin_naming(OP_CHANGE_NAME, to, new,
						  hash_bytes(given, sizeof(given)), where);
	int result;

	agent_keep_name(to, new);
	result = agent_end_naming(&naming, call, REAL(linkat)(from, old, to, new, flags));
	agent_note_name(from, old);
	return result;
}

AGENT_EXPORT int link(const char *old, const char *new)
{
	return add_link(AT_FDCWD, old, AT_FDCWD, new, 0, "link", AGENT_CALLER);
}

AGENT_EXPORT int linkat(int from, const char *old, int to, const char *new, int flags)
{
	return add_link(from, old, to, new, flags, "linkat", AGENT_CALLER);
}

static int add_symbolic_link(const char *target, int folder, const char *path, const char *call,
			     uint32_t where)
{
	const uint64_t given[] = {(uintptr_t)target};
	struct naming naming = agent_begin_naming(OP_CHANGE_NAME, folder, path,
						  hash_bytes(given, sizeof(given)), where);

	agent_keep_name(folder, path);
	return agent_end_naming(&naming, call, REAL(symlinkat)(target, folder, path));
}

AGENT_EXPORT int symlink(const char *target, const char *path)
{
	return add_symbolic_link(target, AT_FDCWD, path, "symlink", AGENT_CALLER);
}

AGENT_EXPORT int symlinkat(const char *target, int folder, const char *path)
{
	return add_symbolic_link(target, folder, path, "symlinkat", AGENT_CALLER);
}

/* --- what is told of them --------------------------------------------------------------------- */

static int set_mode(int folder, const char *path, mode_t mode, int flags, const char *call,
		    uint32_t where)
{
	const uint64_t given[] = {mode, (unsigned)flags};
	struct naming naming = agent_begin_naming(OP_CHANGE_NAME, folder, path,
						  hash_bytes(given, sizeof(given)), where);

	agent_keep_status(folder, path, !(flags & AT_SYMLINK_NOFOLLOW));
	return agent_end_naming(&naming, call, REAL(fchmodat)(folder, path, mode, flags));
}

AGENT_EXPORT int chmod(const char *path, mode_t mode)
{
	return set_mode(AT_FDCWD, path, mode, 0, "chmod", AGENT_CALLER);
}

AGENT_EXPORT int fchmodat(int folder, const char *path, mode_t mode, int flags)
{
	return set_mode(folder, path, mode, flags, "fchmodat", AGENT_CALLER);
}

static int set_owner(int folder, const char *path, uid_t owner, gid_t group, int flags,
		     const char *call, uint32_t where)
{
	const uint64_t given[] = {owner, group, (unsigned)flags};
	struct naming naming = agent_begin_naming(OP_CHANGE_NAME, folder, path,
						  hash_bytes(given, sizeof(given)), where);

	agent_keep_status(folder, path, !(flags & AT_SYMLINK_NOFOLLOW));
	return agent_end_naming(&naming, call, REAL(fchownat)(folder, path, owner, group, flags));
}

AGENT_EXPORT int chown(const char *path, uid_t owner, gid_t group)
{
	return set_owner(AT_FDCWD, path, owner, group, 0, "chown", AGENT_CALLER);
}

AGENT_EXPORT int lchown(const char *path, uid_t owner, gid_t group)
{
	return set_owner(AT_FDCWD, path, owner, group, AT_SYMLINK_NOFOLLOW, "lchown", AGENT_CALLER);
}

AGENT_EXPORT int fchownat(int folder, const char *path, uid_t owner, gid_t group, int flags)
{
	return set_owner(folder, path, owner, group, flags, "fchownat", AGENT_CALLER);
}

AGENT_EXPORT int truncate(const char *path, off_t length)
{
	const uint64_t given[] = {(uint64_t)length};
	struct naming naming = agent_begin_naming(OP_CHANGE_NAME, AT_FDCWD, path,
						  hash_bytes(given, sizeof(given)), AGENT_CALLER);

	agent_keep_content(AT_FDCWD, path, true);
	return agent_end_naming(&naming, "truncate", REAL(truncate)(path, length));
}

AGENT_EXPORT int truncate64(const char *path, off64_t length) __attribute__((alias("truncate")));

static int set_times(int folder, const char *path, const struct timespec times[2], int flags,
		     const char *call, uint32_t where)
{
	const uint64_t given[] = {(uintptr_t)times, (unsigned)flags};
	struct naming naming = agent_begin_naming(OP_CHANGE_NAME, folder, path,
						  hash_bytes(given, sizeof(given)), where);

	agent_keep_status(folder, path, !(flags & AT_SYMLINK_NOFOLLOW));
	return agent_end_naming(&naming, call, REAL(utimensat)(folder, path, times, flags));
}

AGENT_EXPORT int utimensat(int folder, const char *path, const struct timespec times[2], int flags)
{
	return set_times(folder, path, times, flags, "utimensat", AGENT_CALLER);
}

static const struct timespec *exact_times(const struct timeval *times, struct timespec exact[2])
{
	for (unsigned i = 0; times && i < 2; i++)
		exact[i] = (struct timespec){times[i].tv_sec, times[i].tv_usec * 1000};
	return times ? exact : NULL;
}

AGENT_EXPORT int utimes(const char *path, const struct timeval times[2])
{
	struct timespec exact[2];

	return set_times(AT_FDCWD, path, exact_times(times, exact), 0, "utimes", AGENT_CALLER);
}

AGENT_EXPORT int utime(const char *path, const struct utimbuf *times)
{
	const struct timespec exact[2] = {{times ? times->actime : 0, 0},
					  {times ? times->modtime : 0, 0}};

	return set_times(AT_FDCWD, path, times ? exact : NULL, 0, "utime", AGENT_CALLER);
}

AGENT_EXPORT int lutimes(const char *path, const struct timeval times[2])
{
	struct timespec exact[2];

	return set_times(AT_FDCWD, path, exact_times(times, exact), AT_SYMLINK_NOFOLLOW, "lutimes",
			 AGENT_CALLER);
}

AGENT_EXPORT int futimesat(int folder, const char *path, const struct timeval times[2])
{
	struct timespec exact[2];

	return set_times(folder, path, exact_times(times, exact), 0, "futimesat", AGENT_CALLER);
}

AGENT_EXPORT int futimes(int fd, const struct timeval times[2])
{
	agent_blind(UNSEEN_CALL, SYS_utimensat, AGENT_CALLER);
	return REAL(futimes)(fd, times);
}

/* By a descriptor: which names it has is not known. */
AGENT_EXPORT int futimens(int fd, const struct timespec times[2])
{
	agent_blind(UNSEEN_CALL, SYS_utimensat, AGENT_CALLER);
	return REAL(futimens)(fd, times);
}
