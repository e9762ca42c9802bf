/*
 * The file system as it was: before a run changes what is at a path for the first time, that is
 * written down in the segment, and what a file held is kept beside it. When the run is over all of
 * it is put back, the last first, so that no run finds what another has left.
 */
#ifndef IPCSTAGE_TRACE_UNDO_H
#define IPCSTAGE_TRACE_UNDO_H

#include <stdint.h>
#include "trace/limits.h"

enum { UNDO_PATH = 256 /* bytes of a path with its NUL */ };

/* What was at a path. */
enum was {
	WAS_NOTHING,
	WAS_FILE,      /* a copy of it is kept */
	WAS_LINK,      /* a symbolic one: `other` is where it led */
	WAS_FOLDER,    /* which may be there still */
	WAS_NODE,      /* a FIFO, a socket */
	WAS_ELSEWHERE, /* a folder that has come from `other` */
};

struct undo {
	uint8_t was;	  /* enum was */
	uint32_t mode;	  /* st_mode */
	uint32_t kept;	  /* WAS_FILE: number of the copy */
	int64_t times[4]; /* accessed and changed: seconds and nanoseconds each */
	char path[UNDO_PATH];
	char other[UNDO_PATH];
};

struct undos {
	_Atomic uint32_t count;
	struct undo list[LIMIT_UNDOS];
};

/* Where copy number `kept` of the runs of server `server` lies: into a buffer of UNDO_PATH. */
void undo_copy_path(int32_t server, uint32_t kept, char path[UNDO_PATH]);

/* The folder that the copies are in. */
void undo_folder(int32_t server, char path[UNDO_PATH]);

/* Put everything back and forget it. Called when no process of the run is left; blocks as long as
 * copying takes. */
void undo_all(struct undos *undos, int32_t server);

#endif
