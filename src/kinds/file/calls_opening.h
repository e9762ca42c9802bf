/*
 * What open(2) was asked for.
 */
#ifndef IPCSTAGE_KINDS_FILE_CALLS_OPENING_H
#define IPCSTAGE_KINDS_FILE_CALLS_OPENING_H

#include <stdint.h>
#include <sys/types.h>

struct naming;

struct opening {
	int folder;
	const char *path;
	int flags;
	mode_t mode;
	uint32_t where;
	struct naming
		*naming; /* it asks for the name, whose record comes first; NULL: it does not */
};

#endif
