/*
 * Names in the file system: which object one is, and what the agent says of it.
 */
#ifndef IPCSTAGE_KINDS_FILE_NAME_CALLS_H
#define IPCSTAGE_KINDS_FILE_NAME_CALLS_H

#include <stdbool.h>
#include <stdint.h>
#include "base/hash.h"
#include "trace/operation.h"

/* A call about a name, from its gate to its record. */
struct naming {
	unsigned object; /* 0: nobody can change what the call is about, and it is not shown */
	int folder;	 /* as in openat(2) */
	const char *path;
	uint32_t where;
	uint8_t operation; /* enum operation */
	uint8_t flags;	   /* of the record */
	bool is_locked;	   /* trace_lock(), until its end: a change */
};

/*
 * Pass the gate of a call that asks about a name, or changes it: OP_ASK_NAME, OP_CHANGE_NAME. One
 * that changes it has the tables to itself until its end. `given`: of all else that the call was
 * given (untold.h).
 */
struct naming agent_begin_naming(enum operation operation, int folder, const char *path,
				 struct hash given, uint32_t where);

/*
 * The call has been made: note what is there now, and write its record. `call` is its name; below 0
 * `result` is a failure, with errno, which is kept. Returns `result`.
 */
int agent_end_naming(const struct naming *naming, const char *call, int result);

/*
 * A name has come to be, or has gone, by a call that has a record of its own: for the key of the
 * state. Leaves errno alone.
 */
void agent_note_name(int folder, const char *path);

/* A path that the kernel makes up is looked at, which others change without a step. */
void agent_note_system_path(const char *path, uint32_t where);

/* A name is about to change, or just has, and with it what its folder and its file are like. */
void agent_touch_name(int folder, const char *path);

#endif
