/*
 * What open(2) was asked for.
 */
#ifndef IPCSTAGE_KINDS_FILE_CALLS_OPENING_H
#define IPCSTAGE_KINDS_FILE_CALLS_OPENING_H

#include <stdint.h>
#include <sys/types.h>

struct opening {
	int folder;
	const char *path;
	int flags;
	mode_t mode;
	uint32_t where;
};

#endif
