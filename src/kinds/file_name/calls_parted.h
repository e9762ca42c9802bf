/*
 * A path taken apart.
 */
#ifndef IPCSTAGE_KINDS_FILE_NAME_CALLS_PARTED_H
#define IPCSTAGE_KINDS_FILE_NAME_CALLS_PARTED_H

#include <stdbool.h>
#include <sys/stat.h>
#include "trace/trace.h"

struct parted_name {
	struct stat folder; /* that the last part is in */
	char last[TRACE_PATH];
};

/* Slashes at the end are no part of a name. False: there is no such folder, or it has no name. */
bool agent_take_apart(int folder, const char *path, struct parted_name *out);

/* The same of what is in a folder that is not there: in the nearest one that is, and its last part
 * is all that comes behind that. */
bool agent_take_missing(int folder, const char *path, struct parted_name *out);

#endif
