/*
 * Where the program puts what a call returns to it.
 */
#ifndef IPCSTAGE_AGENT_CORE_RETURNED_H
#define IPCSTAGE_AGENT_CORE_RETURNED_H

#include <stdbool.h>
#include <stdint.h>
#include "agent/core/callers.h"

struct returned_place {
	unsigned caller; /* whose: the first, or one that it has returned the result to */
	uintptr_t at;	 /* in memory; 0: it stays in a register */
	/* It is where debug information says that its variable is before the next call ... */
	uintptr_t before;
	uintptr_t after; /* ... and after it; 0: it is not known that there is one ... */
	unsigned kept;	 /* ... and then in these registers, too, as bits */
};

/*
 * What the program will do once the call that it is in has returned: read in its code, up to where
 * that is no longer plain. Returns false where it is not known where the result goes.
 */
bool agent_find_returned(const struct callers *callers, struct returned_place *out);

#endif
