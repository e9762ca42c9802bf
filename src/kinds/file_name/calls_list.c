/*
 * Folders that are looked through: opendir(3), scandir(3), glob(3), nftw(3), fts(3). What is in one
 * is no step.
 */
#include <dirent.h>
#include <fcntl.h>
#include <fts.h>
#include <ftw.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/company.h"
#include "agent/core/glance.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"
#include "agent/hooks/common.h"
#include "kinds/file_name/calls.h"

static void look(int folder, const char *path, uint32_t where)
{
	int error = errno;
	struct stat file;

	if (!agent_on() || !agent_has_company())
		return;
	if (REAL(fstatat)(folder, path, &file, *path ? 0 : AT_EMPTY_PATH) == 0)
		agent_note_look(&file, where);
	explicit_bzero(&file, sizeof(file));
	errno = error;
}

/* A whole tree, or folders that are found on the way. */
static void look_through(uint32_t where)
{
	if (agent_on() && agent_has_company())
		agent_blind(UNSEEN_CALL, SYS_getdents64, where);
}

AGENT_EXPORT DIR *opendir(const char *path)
{
	char meant[PID_PATH];

	path = agent_meant_path(path, meant);
	if (!AGENT_OWN_CALL && agent_on() && strcmp(path, "/proc") == 0)
		agent_note_system_path("/proc/0", AGENT_CALLER);
	else if (!AGENT_OWN_CALL)
		look(AT_FDCWD, path, AGENT_CALLER);
	if (!AGENT_OWN_CALL)
		agent_change_common(COMMON_DESCRIPTORS, "opendir", (uintptr_t)path, AGENT_CALLER);
	return REAL(opendir)(path);
}

AGENT_EXPORT DIR *fdopendir(int fd)
{
	agent_use_descriptor(fd, "fdopendir", 0, AGENT_CALLER);
	look(fd, "", AGENT_CALLER);
	return REAL(fdopendir)(fd);
}

AGENT_EXPORT ssize_t getdents64(int fd, void *out, size_t size)
{
	agent_move_descriptor(fd, "getdents64", size, AGENT_CALLER);
	look(fd, "", AGENT_CALLER);
	return REAL(getdents64)(fd, out, size);
}

AGENT_EXPORT int scandirat(int folder, const char *restrict path, struct dirent ***restrict out,
			   int (*choose)(const struct dirent *),
			   int (*compare)(const struct dirent **, const struct dirent **))
{
	look(folder, path, AGENT_CALLER);
	return REAL(scandirat)(folder, path, out, choose, compare);
}

AGENT_EXPORT int scandir(const char *restrict path, struct dirent ***restrict out,
			 int (*choose)(const struct dirent *),
			 int (*compare)(const struct dirent **, const struct dirent **))
{
	look(AT_FDCWD, path, AGENT_CALLER);
	return REAL(scandirat)(AT_FDCWD, path, out, choose, compare);
}

/* The folder that a pattern's last part is looked for in; false: it is in several. */
static bool folder_of(const char *pattern, char folder[TRACE_PATH])
{
	size_t plain = strcspn(pattern, "*?[{~\\");
	const char *slash = memrchr(pattern, '/', plain);
	size_t length = slash ? (size_t)(slash - pattern) + 1 : 0;

	if (strchr(pattern + plain, '/') || length >= TRACE_PATH - 1)
		return false;
	memcpy(folder, pattern, length);
	memcpy(folder + length, ".", 2);
	return true;
}

AGENT_EXPORT int glob(const char *restrict pattern, int flags, int (*fail)(const char *, int),
		      glob_t *restrict out)
{
	char folder[TRACE_PATH];

	if (folder_of(pattern, folder))
		look(AT_FDCWD, folder, AGENT_CALLER);
	else
		look_through(AGENT_CALLER);
	return REAL(glob)(pattern, flags, fail, out);
}

AGENT_EXPORT int nftw(const char *path, __nftw_func_t visit, int open, int flags)
{
	look_through(AGENT_CALLER);
	return REAL(nftw)(path, visit, open, flags);
}

AGENT_EXPORT int ftw(const char *path, __ftw_func_t visit, int open)
{
	look_through(AGENT_CALLER);
	return REAL(ftw)(path, visit, open);
}

AGENT_EXPORT FTS *fts_open(char *const *paths, int options,
			   int (*compare)(const FTSENT **, const FTSENT **))
{
	look_through(AGENT_CALLER);
	return REAL(fts_open)(paths, options, compare);
}

AGENT_EXPORT int scandir64(const char *restrict path, struct dirent64 ***restrict out,
			   int (*choose)(const struct dirent64 *),
			   int (*compare)(const struct dirent64 **, const struct dirent64 **))
	__attribute__((alias("scandir")));
AGENT_EXPORT int glob64(const char *restrict pattern, int flags, int (*fail)(const char *, int),
			glob64_t *restrict out) __attribute__((alias("glob")));
AGENT_EXPORT int nftw64(const char *path, __nftw64_func_t visit, int open, int flags)
	__attribute__((alias("nftw")));
AGENT_EXPORT int ftw64(const char *path, __ftw64_func_t visit, int open)
	__attribute__((alias("ftw")));
AGENT_EXPORT int scandirat64(int folder, const char *restrict path, struct dirent64 ***restrict out,
			     int (*choose)(const struct dirent64 *),
			     int (*compare)(const struct dirent64 **, const struct dirent64 **))
	__attribute__((alias("scandirat")));
AGENT_EXPORT FTS64 *fts64_open(char *const *paths, int options,
			       int (*compare)(const FTSENT64 **, const FTSENT64 **))
	__attribute__((alias("fts_open")));
