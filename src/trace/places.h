/*
 * Places in memory that two threads have come to without one having to come first: what is done
 * there is a step. Which those are is found out as a program runs, and holds for all its runs.
 */
#ifndef IPCSTAGE_TRACE_PLACES_H
#define IPCSTAGE_TRACE_PLACES_H

#include <stdbool.h>
#include <stdint.h>
#include "trace/limits.h"

struct places {
	uint32_t count;
	bool is_new;			  /* one has been found since that was last looked at */
	uint64_t slots[2 * LIMIT_PLACES]; /* by hash: a word's address and its bytes; 0 free */
};

/* Whether one of `size` bytes from an address on is such a place. */
bool places_have(const struct places *places, uint64_t address, uint32_t size);

/* The lowest address of one, from an address on; UINT64_MAX: there is none. */
uint64_t places_next(const struct places *places, uint64_t from);

/* Add those bytes. Returns false when there is no room. */
bool places_add(struct places *places, uint64_t address, uint32_t size);

/* Add all that others know. The same. */
bool places_join(struct places *places, const struct places *others);

#endif
