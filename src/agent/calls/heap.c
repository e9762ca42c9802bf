/*
 * The end of the heap, and where the C library gets memory from: brk(2), mallopt(3). A key reads
 * the heap from its beginning to its end (memory_key.c), and all that is allocated lies in it.
 */
#include <malloc.h>
#include <unistd.h>
#include "agent/core/agent.h"
#include "agent/core/real.h"

/* Behind what is free at the end of the heap there is something of the program's own now. */
AGENT_EXPORT void *sbrk(intptr_t change)
{
	if (change)
		agent.own_break = true;
	return REAL(sbrk)(change);
}

AGENT_EXPORT int brk(void *end)
{
	agent.own_break = true;
	return REAL(brk)(end);
}

/* Blocks that are mappings, or lie in another arena, would be in no key: as if it had been so. */
AGENT_EXPORT int mallopt(int what, int value)
{
	bool is_kept = agent.heap_start && (what == M_MMAP_MAX || what == M_ARENA_MAX);

	return is_kept ? 1 : REAL(mallopt)(what, value);
}
