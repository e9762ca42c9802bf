/* The locks of a file. */
#ifndef IPCSTAGE_KINDS_FILE_LOCK_STATE_H
#define IPCSTAGE_KINDS_FILE_LOCK_STATE_H

#include "model/stage.h"

enum { FILE_LOCKS = 16 }; /* that are held at once */

/* A lock that somebody has of a file: bytes [first, end). */
struct held_lock {
	uint8_t actor;
	bool shared;
	uint64_t first, end; /* end: UINT64_MAX however long the file gets */
};

/* All flock(2) locks of a file, or all its fcntl(2) locks. */
struct file_lock_state {
	bool used; /* somebody has ever taken one */
	uint16_t count;
	struct held_lock held[FILE_LOCKS];
};

/* The state of an object of this kind: to look at, and to fold records into. */
static inline const struct file_lock_state *file_lock_of(const struct object *object)
{
	return object_state(object, sizeof(struct file_lock_state));
}

static inline struct file_lock_state *file_lock_own(struct object *object)
{
	return object_own(object, sizeof(struct file_lock_state));
}

#endif
