/*
 * Places in programs, as they cross from a process to the viewer: a link-time address.
 *
 * Where several programs are on one stage together the highest bits say whose place it is: their
 * number and 1. Where there is but one they belong to the address.
 */
#ifndef IPCSTAGE_BASE_WHERE_H
#define IPCSTAGE_BASE_WHERE_H

#include <stdint.h>

enum { WHERE_BITS = 28 }; /* of an address in one of several */

static inline uint32_t where_tag(unsigned program)
{
	return (uint32_t)(program + 1) << WHERE_BITS;
}

/* The number of the program and 1; 0 it is none of them. */
static inline unsigned where_program(uint32_t where)
{
	return where >> WHERE_BITS;
}

static inline uint32_t where_address(uint32_t where)
{
	return where & ((UINT32_C(1) << WHERE_BITS) - 1);
}

#endif
