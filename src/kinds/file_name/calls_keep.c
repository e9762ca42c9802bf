#include "kinds/file_name/calls_keep.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/real.h"
#include "trace/system.h"

enum { LARGEST = 16 << 20 /* bytes of a file that are kept */ };

/* --- paths ------------------------------------------------------------------------------------ */

/* As anybody finds it. False: it is too long. */
static bool make_absolute(int folder, const char *path, char out[UNDO_PATH])
{
	char start[UNDO_PATH] = "", link[32];
	ssize_t length = 0;

	if (path[0] != '/' && folder == AT_FDCWD) {
		if (!getcwd(start, sizeof(start)))
			return false;
	} else if (path[0] != '/') {
		snprintf(link, sizeof(link), "/proc/self/fd/%d", folder);
		length = REAL(readlinkat)(AT_FDCWD, link, start, sizeof(start) - 1);
		if (length < 0)
			return false;
		start[length] = '\0';
	}
	return snprintf(out, UNDO_PATH, "%s%s%s", start, *start ? "/" : "", path) < UNDO_PATH;
}

static bool is_known(const struct undos *undos, const char *path)
{
	uint32_t count = atomic_load(&undos->count);

	for (uint32_t i = 0; i < count && i < LIMIT_UNDOS; i++) {
		if (strcmp(undos->list[i].path, path) == 0)
			return true;
	}
	return false;
}

/* --- copies ----------------------------------------------------------------------------------- */

/* A folder of our own: one that somebody else has put there is not written into. */
static bool make_folder(const char *path)
{
	struct stat folder;

	REAL(mkdirat)(AT_FDCWD, path, 0700);
	return REAL(fstatat)(AT_FDCWD, path, &folder, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISDIR(folder.st_mode) && folder.st_uid == geteuid();
}

static bool copy_file(const char *path, uint32_t number)
{
	int32_t server = agent.trace->server_pid;
	char copy[UNDO_PATH];
	bool done = false;
	int from, to = -1;

	undo_folder(server, copy);
	if (!make_folder(copy))
		return false;
	undo_copy_path(server, number, copy);
	from = REAL(openat)(AT_FDCWD, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (from >= 0)
		to = REAL(openat)(AT_FDCWD, copy, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (to >= 0)
		done = system_copy(from, to);
	if (from >= 0)
		REAL(close)(from);
	if (to >= 0)
		REAL(close)(to);
	return done;
}

/* --- what is there ---------------------------------------------------------------------------- */

static void describe(struct undo *undo, const struct stat *file)
{
	undo->mode = file->st_mode;
	undo->times[0] = file->st_atim.tv_sec;
	undo->times[1] = file->st_atim.tv_nsec;
	undo->times[2] = file->st_mtim.tv_sec;
	undo->times[3] = file->st_mtim.tv_nsec;
}

/* Returns false when it cannot be put back as it is. */
static bool look(struct undo *undo, uint32_t number)
{
	struct stat file;
	ssize_t length;

	if (REAL(fstatat)(AT_FDCWD, undo->path, &file, AT_SYMLINK_NOFOLLOW) < 0) {
		undo->was = WAS_NOTHING;
		return true;
	}
	describe(undo, &file);
	switch (file.st_mode & S_IFMT) {
	case S_IFREG:
		undo->was = WAS_FILE;
		undo->kept = number;
		return file.st_size <= LARGEST && copy_file(undo->path, number);
	case S_IFLNK:
		undo->was = WAS_LINK;
		length = REAL(readlinkat)(AT_FDCWD, undo->path, undo->other, UNDO_PATH - 1);
		return length >= 0;
	case S_IFDIR:
		undo->was = WAS_FOLDER;
		return true;
	default:
		undo->was = WAS_NODE;
		return true;
	}
}

static struct undo *next_undo(void)
{
	uint32_t number = atomic_fetch_add(&agent.trace->undos.count, 1);

	if (number < LIMIT_UNDOS)
		return &agent.trace->undos.list[number];
	trace_reach(agent.trace, REACHED_UNDOS);
	return NULL;
}

void agent_keep(int folder, const char *path)
{
	char absolute[UNDO_PATH];
	int error = errno;
	struct undo *undo;

	if (agent_on() && make_absolute(folder, path, absolute) &&
	    !is_known(&agent.trace->undos, absolute)) {
		undo = next_undo();
		if (undo) {
			*undo = (struct undo){.was = WAS_ELSEWHERE};
			memcpy(undo->path, absolute, sizeof(absolute));
			if (!look(undo, (uint32_t)(undo - agent.trace->undos.list)))
				agent_blind(UNSEEN_KEPT, 0, 0);
		}
	}
	errno = error;
}

void agent_keep_new(const char *path)
{
	char absolute[UNDO_PATH];
	struct undo *undo = NULL;

	if (make_absolute(AT_FDCWD, path, absolute) && !is_known(&agent.trace->undos, absolute))
		undo = next_undo();
	if (!undo)
		return;
	*undo = (struct undo){.was = WAS_NOTHING};
	memcpy(undo->path, absolute, sizeof(absolute));
}

void agent_keep_move(int from, const char *old, int to, const char *new)
{
	struct stat file;
	struct undo *undo;
	int error = errno;

	if (!agent_on())
		return;
	if (REAL(fstatat)(from, old, &file, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISDIR(file.st_mode)) {
		agent_keep(from, old);
		agent_keep(to, new);
	} else {
		undo = next_undo();
		if (undo) {
			*undo = (struct undo){.was = WAS_ELSEWHERE};
			if (!make_absolute(to, new, undo->path) ||
			    !make_absolute(from, old, undo->other))
				agent_blind(UNSEEN_KEPT, 0, 0);
		}
	}
	errno = error;
}
