/*
 * Only the fork server, its guardian and the viewer put anything back, so that libc's calls may be
 * used: in the server the interposers are just the real calls. None of them is a call that the
 * watchman is asked about, as he may be gone.
 */
#include "trace/undo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "trace/system.h"

/* --- what is kept ----------------------------------------------------------------------------- */

void undo_folder(int32_t server, char path[UNDO_PATH])
{
	snprintf(path, UNDO_PATH, "/tmp/ipcstage-%d", server);
}

void undo_kept_path(int32_t server, uint32_t number, enum undo_kept what, char path[UNDO_PATH])
{
	snprintf(path, UNDO_PATH, "/tmp/ipcstage-%d/%u%c", server, number, (char)what);
}

void undo_note_status(struct undo *undo, const struct stat *file)
{
	undo->mode = file->st_mode;
	undo->owner = file->st_uid;
	undo->group = file->st_gid;
	undo->device = file->st_dev;
	undo->inode = file->st_ino;
	undo->times[0] = file->st_atim.tv_sec;
	undo->times[1] = file->st_atim.tv_nsec;
	undo->times[2] = file->st_mtim.tv_sec;
	undo->times[3] = file->st_mtim.tv_nsec;
}

/* --- putting back ----------------------------------------------------------------------------- */

/* Whether the file that is meant is at a path. */
static bool is_there(const struct undo *undo, const char *path)
{
	struct stat file;

	return fstatat(AT_FDCWD, path, &file, AT_SYMLINK_NOFOLLOW) == 0 &&
	       file.st_dev == undo->device && file.st_ino == undo->inode;
}

static void put_times(const struct undo *undo, const char *path)
{
	const struct timespec times[2] = {{undo->times[0], undo->times[1]},
					  {undo->times[2], undo->times[3]}};

	utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
}

/* Owner before mode: chown(2) takes set-user-ID away. Of a link there is no mode. */
static void put_status(const struct undo *undo, const char *path)
{
	fchownat(AT_FDCWD, path, undo->owner, undo->group, AT_SYMLINK_NOFOLLOW);
	if (!S_ISLNK(undo->mode))
		fchmodat(AT_FDCWD, path, undo->mode & 07777, 0);
	put_times(undo, path);
}

/* Whatever the run has left there; a folder when it is empty. */
static void clear_path(const char *path)
{
	if (unlink(path) < 0)
		rmdir(path);
}

static bool copy_to(const char *from_path, int to)
{
	int from = open(from_path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	bool done = from >= 0 && to >= 0 && system_copy(from, to);

	if (from >= 0)
		close(from);
	return done;
}

/* On another file system: a whole copy beside it takes its place at once. */
static bool put_copy(const struct undo *undo, const char *kept)
{
	char beside[UNDO_PATH + 32];
	bool done;
	int to;

	snprintf(beside, sizeof(beside), "%s.ipcstage-%d", undo->path, (int)getpid());
	to = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (to < 0)
		return false;
	done = copy_to(kept, to);
	close(to);
	if (done)
		put_status(undo, beside);
	done = done && rename(beside, undo->path) == 0;
	if (!done)
		unlink(beside);
	return done;
}

/* What an entry keeps: no paths at all unless the folder is ours. */
struct kept {
	char copy[UNDO_PATH], file[UNDO_PATH];
};

/* The file that is meant: by its own name, or by ours, whatever the run has called it since. */
static const char *find_file(const struct undo *undo, const struct kept *kept)
{
	struct stat file;

	if (is_there(undo, undo->path))
		return undo->path;
	if (is_there(undo, kept->file))
		return kept->file;
	/* A folder has no second name: it was made again, by the run or by an entry after this. */
	return S_ISDIR(undo->mode) && stat(undo->path, &file) == 0 && S_ISDIR(file.st_mode)
		       ? undo->path
		       : NULL;
}

/* A new file, where what is kept could not be the old one. */
static bool put_new(const struct undo *undo, const struct kept *kept)
{
	bool done;

	if (S_ISREG(undo->mode))
		return put_copy(undo, kept->copy);
	clear_path(undo->path);
	done = S_ISLNK(undo->mode) ? symlink(undo->other, undo->path) == 0
				   : mkfifo(undo->path, 0600) == 0;
	if (done)
		put_status(undo, undo->path);
	return done;
}

static bool put_name(const struct undo *undo, const struct kept *kept)
{
	if (is_there(undo, undo->path))
		return true; /* it never lost it, or has it again */
	if (!is_there(undo, kept->file))
		return put_new(undo, kept);
	rmdir(undo->path); /* the run may have put a folder there */
	if (rename(kept->file, undo->path) < 0)
		return false;
	put_status(undo, undo->path);
	return true;
}

/* Into the file itself, whatever other names it has. */
static bool put_content(const struct undo *undo, const struct kept *kept)
{
	const char *path = find_file(undo, kept);
	struct stat copy;
	bool done = false;
	int to;

	if (!path || stat(kept->copy, &copy) < 0)
		return false;
	fchmodat(AT_FDCWD, path, 0600, 0); /* the run may have taken it from us */
	to = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	if (to >= 0) {
		done = copy_to(kept->copy, to) && ftruncate(to, copy.st_size) == 0;
		close(to);
	}
	put_status(undo, path);
	return done;
}

static bool put_folder(const struct undo *undo)
{
	struct stat file;

	if (fstatat(AT_FDCWD, undo->path, &file, AT_SYMLINK_NOFOLLOW) == 0 &&
	    !S_ISDIR(file.st_mode))
		unlink(undo->path);
	if (mkdir(undo->path, 0700) < 0 && errno != EEXIST)
		return false;
	put_status(undo, undo->path);
	return true;
}

/* Back where it was: there is nothing now, or what it changed places with. */
static bool put_away(const struct undo *undo, unsigned flags)
{
	return !is_there(undo, undo->path) || is_there(undo, undo->other) ||
	       renameat2(AT_FDCWD, undo->path, AT_FDCWD, undo->other, flags) == 0;
}

/* Returns false when what is kept has to stay. */
static bool put_back(const struct undo *undo, const struct kept *kept)
{
	const char *path;

	switch ((enum undo_kind)atomic_load(&undo->kind)) {
	case UNDO_NOTHING:
		break;
	case UNDO_MADE:
		clear_path(undo->path);
		break;
	case UNDO_NAME:
		return put_name(undo, kept);
	case UNDO_CONTENT:
		return put_content(undo, kept);
	case UNDO_STATUS:
		path = find_file(undo, kept);
		if (path)
			put_status(undo, path);
		break;
	case UNDO_FOLDER:
		return put_folder(undo);
	case UNDO_MOVED:
		return put_away(undo, RENAME_NOREPLACE);
	case UNDO_EXCHANGED:
		return put_away(undo, RENAME_EXCHANGE);
	}
	return true;
}

/* Whether two entries are about one file. A folder that is gone may have left its inode's number to
 * another one. */
static bool is_same(const struct undo *a, const struct undo *b)
{
	return a->inode == b->inode && a->device == b->device && a->handed_by == b->handed_by;
}

/* What entries before this one say of the old file is true of the one that took its place. */
static void hand_on(struct undo *list, uint32_t number)
{
	const struct undo old = list[number];
	struct stat file;

	if (fstatat(AT_FDCWD, old.path, &file, AT_SYMLINK_NOFOLLOW) < 0)
		return;
	for (uint32_t i = 0; i < number; i++)
		if (is_same(&list[i], &old)) {
			list[i].inode = file.st_ino;
			list[i].device = file.st_dev;
			list[i].handed_by = number + 1;
		}
}

/* Whether it is about something of the run's own making, which may be gone. */
static bool is_made(const struct undo *list, uint32_t number)
{
	for (uint32_t i = 0; i < number; i++)
		if (atomic_load(&list[i].kind) == UNDO_MADE &&
		    strcmp(list[i].path, list[number].path) == 0)
			return true;
	return false;
}

static void undo_one(struct undo *list, uint32_t number, int32_t server, bool owned)
{
	struct undo *undo = &list[number];
	uint8_t kind = atomic_load(&undo->kind);
	struct kept kept = {"", ""};

	if (owned) {
		undo_kept_path(server, number, KEPT_COPY, kept.copy);
		undo_kept_path(server, number, KEPT_FILE, kept.file);
	}
	if (!put_back(undo, &kept) && !is_made(list, number))
		return;
	unlink(kept.copy);
	unlink(kept.file);
	if (kind == UNDO_NAME || kind == UNDO_FOLDER)
		hand_on(list, number);
	atomic_store(&undo->kind, UNDO_NOTHING);
}

static bool is_in(const struct undo *undo, const char *folder)
{
	return folder && strncmp(undo->path, folder, strlen(folder)) == 0;
}

void undo_all(struct undos *undos, int32_t server, const char *gone)
{
	uint32_t count = atomic_load(&undos->count);
	char folder[UNDO_PATH];
	bool owned;

	if (count == 0)
		return;
	undo_folder(server, folder);
	owned = system_owns_folder(folder);
	for (uint32_t i = count < LIMIT_UNDOS ? count : LIMIT_UNDOS; i-- > 0;) {
		if (is_in(&undos->list[i], gone))
			atomic_store(&undos->list[i].kind, UNDO_NOTHING);
		undo_one(undos->list, i, server, owned);
	}
	atomic_store(&undos->count, 0);
	if (owned)
		rmdir(folder); /* what could not be put back stays in it */
}
