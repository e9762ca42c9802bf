/*
 * Only the fork server and the viewer put anything back, so that libc's calls may be used here: in
 * the server the interposers are just the real calls.
 */
#include "trace/undo.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "trace/system.h"

void undo_folder(int32_t server, char path[UNDO_PATH])
{
	snprintf(path, UNDO_PATH, "/tmp/ipcstage-%d", server);
}

void undo_copy_path(int32_t server, uint32_t kept, char path[UNDO_PATH])
{
	snprintf(path, UNDO_PATH, "/tmp/ipcstage-%d/%u", server, kept);
}

static void put_times(const struct undo *undo)
{
	const struct timespec times[2] = {{undo->times[0], undo->times[1]},
					  {undo->times[2], undo->times[3]}};

	utimensat(AT_FDCWD, undo->path, times, AT_SYMLINK_NOFOLLOW);
}

static void put_file(const struct undo *undo, int32_t server)
{
	char copy[UNDO_PATH];
	int from, to;

	undo_copy_path(server, undo->kept, copy);
	from = open(copy, O_RDONLY | O_CLOEXEC);
	if (from < 0)
		return;
	to = open(undo->path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (to >= 0) {
		system_copy(from, to);
		fchmod(to, undo->mode & 07777);
		close(to);
		put_times(undo);
	}
	close(from);
}

/* Whatever the run has left there; a folder when it is empty. */
static void clear_path(const char *path)
{
	if (unlink(path) < 0)
		rmdir(path);
}

static void put_back(const struct undo *undo, int32_t server)
{
	if (undo->was != WAS_FOLDER && undo->was != WAS_ELSEWHERE && undo->was != WAS_FILE)
		clear_path(undo->path);
	switch ((enum was)undo->was) {
	case WAS_NOTHING:
		break;
	case WAS_FILE:
		put_file(undo, server);
		break;
	case WAS_LINK:
		if (symlink(undo->other, undo->path) == 0)
			put_times(undo);
		break;
	case WAS_FOLDER:
		mkdir(undo->path, undo->mode & 07777);
		chmod(undo->path, undo->mode & 07777);
		put_times(undo);
		break;
	case WAS_NODE:
		mknod(undo->path, undo->mode, 0);
		break;
	case WAS_ELSEWHERE:
		rename(undo->path, undo->other);
		break;
	}
}

void undo_all(struct undos *undos, int32_t server)
{
	uint32_t count = atomic_load(&undos->count);
	char path[UNDO_PATH];
	bool copies = false;

	for (uint32_t i = count < LIMIT_UNDOS ? count : LIMIT_UNDOS; i-- > 0;) {
		const struct undo *undo = &undos->list[i];

		put_back(undo, server);
		if (undo->was != WAS_FILE)
			continue;
		copies = true;
		undo_copy_path(server, undo->kept, path);
		unlink(path);
	}
	atomic_store(&undos->count, 0);
	undo_folder(server, path);
	if (copies)
		rmdir(path);
}
