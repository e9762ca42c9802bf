/*
 * Functions that a compiler makes in place of calling them, unless it is told not to.
 */
#ifndef IPCSTAGE_TRACE_IN_PLACE_H
#define IPCSTAGE_TRACE_IN_PLACE_H

enum in_place {
	IN_PLACE_MEMCPY,
	IN_PLACE_MEMPCPY,
	IN_PLACE_MEMMOVE,
	IN_PLACE_MEMSET,
	IN_PLACE_STRCPY,
	IN_PLACE_STPCPY,
	IN_PLACE_STRNCPY,
	IN_PLACE_STRCAT,
	IN_PLACE_STRNCAT,
	IN_PLACE_BCOPY,
	IN_PLACE_BZERO,
	IN_PLACE_COUNT
};

/* What one is called. A number that is none of them is "a copy". */
const char *in_place_name(unsigned long number);

#endif
