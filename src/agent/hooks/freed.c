/*
 * Memory that is given back: what comes to lie there next is another thing, and was touched by
 * nobody. free(3), realloc(3).
 */
#include <malloc.h>
#include <stdlib.h>
#include "agent/core/agent.h"
#include "agent/core/real.h"
#include "agent/hooks/touched.h"

static void forget(void *block)
{
	if (block && agent.threaded && agent_on())
		agent_forget_touched(block, malloc_usable_size(block));
}

AGENT_EXPORT void free(void *block)
{
	forget(block);
	REAL(free)(block);
}

/* Where it stays is known only afterwards: then nobody but this thread has touched it. */
AGENT_EXPORT void *realloc(void *block, size_t size)
{
	forget(block);
	return REAL(realloc)(block, size);
}
