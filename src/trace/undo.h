/*
 * The file system as it was: before a run changes something at a path, what is there is written
 * down in the segment, and kept beside it. When the run is over all of it is put back, the last
 * first, so that no run finds what another has left.
 *
 * Nothing is ever put in the place of what cannot be told to be the run's own doing: an entry that
 * is not complete does nothing, and a file is known by its inode. What was kept and could not be
 * put back stays where it is kept.
 */
#ifndef IPCSTAGE_TRACE_UNDO_H
#define IPCSTAGE_TRACE_UNDO_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include "trace/limits.h"

enum { UNDO_PATH = 512 /* bytes of a path with its NUL */ };

/* What is to be done at a path. */
enum undo_kind {
	UNDO_NOTHING,	/* the entry is not complete */
	UNDO_MADE,	/* nothing was there: what the run has put there goes */
	UNDO_NAME,	/* the file, link or FIFO that is kept gets its name again */
	UNDO_CONTENT,	/* what is kept is written into the file, and its times set */
	UNDO_STATUS,	/* its mode, owner and times */
	UNDO_FOLDER,	/* an empty folder was there */
	UNDO_MOVED,	/* what is there came from `other` */
	UNDO_EXCHANGED, /* what is there came from `other`, and what is there from here */
};

struct undo {
	_Atomic uint8_t kind; /* enum undo_kind; written last */
	uint32_t mode, owner, group;
	uint64_t device, inode; /* of what was there, or was moved */
	uint32_t handed_by;	/* entry, and 1, that has told which file it is now; 0: none */
	int64_t times[4];	/* accessed and changed: seconds and nanoseconds each */
	char path[UNDO_PATH];
	char other[UNDO_PATH]; /* where it came from, or where the link led */
};

struct undos {
	_Atomic uint32_t count;
	struct undo list[LIMIT_UNDOS];
};

/* What is kept of an entry, each under a name of its own. */
enum undo_kept {
	KEPT_COPY = 'c', /* of what a file held */
	KEPT_FILE = 'f', /* the file itself: a hard link, where it could be had */
};

/* Where that of entry `number` of a run of server `server` is: into a buffer of UNDO_PATH. */
void undo_kept_path(int32_t server, uint32_t number, enum undo_kept what, char path[UNDO_PATH]);

/* The folder that it is in. */
void undo_folder(int32_t server, char path[UNDO_PATH]);

/* Note of a file what it takes to know it again, and to put its status back. */
void undo_note_status(struct undo *undo, const struct stat *file);

/* Put everything back and forget it, but for what was in the folder `gone`, which went with the run
 * (NULL: none). Called when no process of the run is left; blocks as long as copying takes. May be
 * called again when it was broken off. */
void undo_all(struct undos *undos, int32_t server, const char *gone);

#endif
