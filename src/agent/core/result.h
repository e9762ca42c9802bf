/*
 * Where the program puts what a call returns to it.
 */
#ifndef IPCSTAGE_AGENT_CORE_RESULT_H
#define IPCSTAGE_AGENT_CORE_RESULT_H

#include <stdbool.h>
#include <stdint.h>
#include "agent/core/callers.h"

struct result_place {
	uintptr_t at;	/* in memory; 0: it stays in a register ... */
	uintptr_t code; /* ... which it is in from here on ... */
	unsigned in;	/* ... with this number, as instructions count */
};

/*
 * What the program will do once the call that `caller` is in has returned: read in its code, up to
 * where that is no longer plain. Returns false where it does not keep the result.
 */
bool agent_find_result(const struct caller *caller, struct result_place *out);

#endif
