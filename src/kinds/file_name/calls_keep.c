/*
 * An entry is complete before it means anything, and that is before the call is made: whoever is
 * killed in between has lost nothing.
 */
#include "kinds/file_name/calls_keep.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/real.h"
#include "trace/baton.h"
#include "trace/system.h"

enum { LARGEST = 16 << 20 /* bytes of a file that are copied */, LINKS = 8 };

/* --- paths ------------------------------------------------------------------------------------ */

/* Where a path goes up from a folder, which is real and has no link: what is left of it. It may not
 * be found by way of the folder any more when that has another name. */
static const char *go_up(char *start, const char *path)
{
	for (;;) {
		if (strncmp(path, "./", 2) == 0) {
			path += 2;
		} else if (strncmp(path, "../", 3) == 0) {
			char *slash = strrchr(start, '/');

			path += 3;
			if (slash)
				*slash = '\0';
		} else {
			return path;
		}
		path += strspn(path, "/");
	}
}

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
	if (path[0] != '/')
		path = go_up(start, path);
	return snprintf(out, UNDO_PATH, "%s%s%s", start, *path == '/' ? "" : "/", path) < UNDO_PATH;
}

/* Where the link at a path leads. False: it is none, or that is too long. */
static bool read_link(const char *path, char target[UNDO_PATH])
{
	ssize_t length = REAL(readlinkat)(AT_FDCWD, path, target, UNDO_PATH);
	bool whole = length >= 0 && length < UNDO_PATH;

	target[whole ? length : 0] = '\0';
	return whole;
}

/* That in place of the path. */
static bool follow_link(char path[UNDO_PATH])
{
	char target[UNDO_PATH], *slash = strrchr(path, '/');
	size_t start;

	if (!read_link(path, target))
		return false;
	start = target[0] == '/' || !slash ? 0 : (size_t)(slash + 1 - path);
	if (start + strlen(target) >= UNDO_PATH)
		return false;
	memcpy(path + start, target, strlen(target) + 1);
	return true;
}

/* --- entries ---------------------------------------------------------------------------------- */

static struct undos *undos(void)
{
	return &agent.trace->undos;
}

static bool is_about_name(uint8_t kind)
{
	return kind != UNDO_NOTHING && kind != UNDO_CONTENT && kind != UNDO_STATUS;
}

/*
 * Whether the first thing that the run did at a path is written down already: then nothing else
 * that is there is the user's. Once something has been moved, a path may mean another file than
 * before.
 */
static bool is_known(const char *path)
{
	uint32_t count = atomic_load(&undos()->count);
	bool found = false;

	for (uint32_t i = 0; i < count && i < LIMIT_UNDOS; i++) {
		uint8_t kind = atomic_load(&undos()->list[i].kind);

		if (kind == UNDO_MOVED || kind == UNDO_EXCHANGED)
			return false;
		found |= is_about_name(kind) && strcmp(undos()->list[i].path, path) == 0;
	}
	return found;
}

/* The same of a file, whatever its names. */
static bool is_kept(enum undo_kind kind, const struct stat *file)
{
	uint32_t count = atomic_load(&undos()->count);

	for (uint32_t i = 0; i < count && i < LIMIT_UNDOS; i++) {
		const struct undo *undo = &undos()->list[i];

		if (atomic_load(&undo->kind) == kind && undo->inode == file->st_ino &&
		    undo->device == file->st_dev)
			return true;
	}
	return false;
}

/* There is no room: the run is over, and what was about to be done is not done any more. */
static void halt(void)
{
	const struct timespec pause = {1, 0};

	trace_reach(agent.trace, REACHED_UNDOS);
	for (;;)
		REAL(clock_nanosleep)(CLOCK_MONOTONIC, 0, &pause, NULL);
}

/* The next entry, for `path`. It means nothing before its end. */
static struct undo *begin_undo(const char *path, uint32_t *number)
{
	struct undo *undo;

	*number = atomic_load(&undos()->count);
	if (*number >= LIMIT_UNDOS)
		halt();
	undo = &undos()->list[*number];
	atomic_store(&undo->kind, UNDO_NOTHING);
	memcpy(undo->path, path, strlen(path) + 1);
	undo->other[0] = '\0';
	undo->handed_by = 0;
	atomic_store(&undos()->count, *number + 1);
	return undo;
}

static void end_undo(struct undo *undo, enum undo_kind kind)
{
	atomic_store(&undo->kind, kind);
}

/* --- what is kept ----------------------------------------------------------------------------- */

static bool copy_file(const char *path, const char *kept)
{
	int from = REAL(openat)(AT_FDCWD, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	int to = from < 0
			 ? -1
			 : REAL(openat)(AT_FDCWD, kept,
					O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	bool done = to >= 0 && system_copy(from, to);

	if (from >= 0)
		REAL(close)(from);
	if (to >= 0)
		REAL(close)(to);
	return done;
}

/*
 * The file itself, under a name of ours, and unless that is enough a copy of what it holds. The
 * name is for the file to be found again, whatever the run calls it; on another file system there
 * is none.
 */
static bool keep_file(uint32_t number, const struct undo *undo, const struct stat *file,
		      bool wants_copy)
{
	int32_t server = agent.trace->server_pid;
	char kept[UNDO_PATH];
	bool has_file;

	undo_folder(server, kept);
	REAL(mkdirat)(AT_FDCWD, kept, 0700);
	if (!system_owns_folder(kept))
		return false;
	undo_kept_path(server, number, KEPT_FILE, kept);
	REAL(unlinkat)(AT_FDCWD, kept, 0);
	has_file = REAL(linkat)(AT_FDCWD, undo->path, AT_FDCWD, kept, 0) == 0;
	if (!S_ISREG(file->st_mode) || (has_file && !wants_copy))
		return true;
	undo_kept_path(server, number, KEPT_COPY, kept);
	REAL(unlinkat)(AT_FDCWD, kept, 0);
	return file->st_size <= LARGEST && copy_file(undo->path, kept);
}

static void say_not_kept(void)
{
	agent_blind(UNSEEN_KEPT, 0, 0);
}

/* What kind of entry brings back what is at a path; UNDO_NOTHING: none does. */
static enum undo_kind kind_of(struct undo *undo, uint32_t number, const struct stat *file)
{
	undo_note_status(undo, file);
	switch (file->st_mode & S_IFMT) {
	case S_IFREG:
		return keep_file(number, undo, file, false) ? UNDO_NAME : UNDO_NOTHING;
	case S_IFLNK:
		if (!read_link(undo->path, undo->other))
			return UNDO_NOTHING;
		keep_file(number, undo, file, false);
		return UNDO_NAME;
	case S_IFIFO:
		keep_file(number, undo, file, false);
		return UNDO_NAME;
	case S_IFDIR:
		return UNDO_FOLDER;
	default:
		return UNDO_NOTHING;
	}
}

static void keep_name_at(const char *path)
{
	struct stat file;
	struct undo *undo;
	enum undo_kind kind;
	uint32_t number;

	if (is_known(path))
		return;
	undo = begin_undo(path, &number);
	if (REAL(fstatat)(AT_FDCWD, path, &file, AT_SYMLINK_NOFOLLOW) < 0) {
		end_undo(undo, UNDO_MADE);
		return;
	}
	kind = kind_of(undo, number, &file);
	if (kind != UNDO_NOTHING)
		end_undo(undo, kind);
	else if (!S_ISSOCK(file.st_mode)) /* which has nothing in it */
		say_not_kept();
}

/* Of the run's own making, and not another name of a file that was there. */
static bool is_made(const char *path, const struct stat *file)
{
	return file->st_nlink == 1 && is_known(path);
}

static void keep_file_at(const char *path, enum undo_kind kind)
{
	struct stat file;
	struct undo *undo;
	uint32_t number;

	if (REAL(fstatat)(AT_FDCWD, path, &file, AT_SYMLINK_NOFOLLOW) < 0 || is_kept(kind, &file) ||
	    is_made(path, &file) || (kind == UNDO_CONTENT && !S_ISREG(file.st_mode)))
		return;
	undo = begin_undo(path, &number);
	undo_note_status(undo, &file);
	if (!S_ISREG(file.st_mode) || keep_file(number, undo, &file, kind == UNDO_CONTENT) ||
	    kind == UNDO_STATUS)
		end_undo(undo, kind);
	else
		say_not_kept();
}

/* --- what is called --------------------------------------------------------------------------- */

static bool find_path(int folder, const char *path, bool follow, char absolute[UNDO_PATH])
{
	if (!agent_on())
		return false;
	if (!make_absolute(folder, path, absolute)) {
		say_not_kept();
		return false;
	}
	for (unsigned i = 0; follow && i < LINKS && follow_link(absolute); i++)
		continue;
	return true;
}

void agent_keep_name(int folder, const char *path)
{
	char absolute[UNDO_PATH];
	int error = errno;

	if (find_path(folder, path, false, absolute))
		keep_name_at(absolute);
	errno = error;
}

void agent_keep_made(const char *path)
{
	char absolute[UNDO_PATH];
	int error = errno;
	uint32_t number;

	if (find_path(AT_FDCWD, path, false, absolute) && !is_known(absolute))
		end_undo(begin_undo(absolute, &number), UNDO_MADE);
	errno = error;
}

void agent_keep_content(int folder, const char *path, bool follow)
{
	char absolute[UNDO_PATH];
	struct stat file;
	int error = errno;

	if (!find_path(folder, path, follow, absolute))
		return;
	if (REAL(fstatat)(AT_FDCWD, absolute, &file, AT_SYMLINK_NOFOLLOW) < 0)
		keep_name_at(absolute); /* it is about to be made */
	else
		keep_file_at(absolute, UNDO_CONTENT);
	errno = error;
}

void agent_keep_status(int folder, const char *path, bool follow)
{
	char absolute[UNDO_PATH];
	int error = errno;

	if (find_path(folder, path, follow, absolute))
		keep_file_at(absolute, UNDO_STATUS);
	errno = error;
}

void agent_keep_move(int from, const char *old, int to, const char *new, unsigned flags)
{
	char source[UNDO_PATH], target[UNDO_PATH];
	int error = errno;
	struct stat file, there;
	struct undo *undo;
	uint32_t number;

	if (!find_path(from, old, false, source) || !find_path(to, new, false, target))
		return;
	if (REAL(fstatat)(AT_FDCWD, source, &file, AT_SYMLINK_NOFOLLOW) == 0 &&
	    strcmp(source, target) != 0) {
		if (!(flags & RENAME_EXCHANGE) &&
		    REAL(fstatat)(AT_FDCWD, target, &there, AT_SYMLINK_NOFOLLOW) == 0)
			keep_name_at(target);
		undo = begin_undo(target, &number);
		undo_note_status(undo, &file);
		memcpy(undo->other, source, sizeof(source));
		end_undo(undo, flags & RENAME_EXCHANGE ? UNDO_EXCHANGED : UNDO_MOVED);
	}
	errno = error;
}
