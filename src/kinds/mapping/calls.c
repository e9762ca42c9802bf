/*
 * Shared mappings: mmap(2), munmap(2), mprotect(2). What lies in them is in memory_map.c.
 */
#include <sys/mman.h>
#include "agent/core/agent.h"
#include "agent/core/memory_map.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"

AGENT_EXPORT void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset)
{
	uint32_t where = AGENT_CALLER;
	void *start;

	if (!agent_on())
		return REAL(mmap)(at, length, protection, flags, fd, offset);
	agent_settle();
	start = REAL(mmap)(at, length, protection, flags, fd, offset);
	if (start == MAP_FAILED)
		return start;
	if (flags & MAP_FIXED) /* in the place of what was there */
		agent_unmap(start, length);
	if ((flags & MAP_TYPE) == MAP_PRIVATE) {
		if (protection & PROT_WRITE)
			agent.unclear = UNCLEAR_MAPPINGS;
		return start;
	}
	agent_map(start, length, flags & MAP_ANONYMOUS ? -1 : fd, (uint64_t)offset, where);
	return start;
}

AGENT_EXPORT void *mmap64(void *at, size_t length, int protection, int flags, int fd,
			  off64_t offset) __attribute__((alias("mmap")));

AGENT_EXPORT int munmap(void *start, size_t length)
{
	if (agent_on()) {
		agent_settle();
		agent_unmap(start, length);
	}
	return REAL(munmap)(start, length);
}

/* What it may write of private memory from now on is not followed; shared memory is, as before. */
AGENT_EXPORT int mprotect(void *start, size_t length, int protection)
{
	int result = REAL(mprotect)(start, length, protection);

	if (!agent_on() || result < 0)
		return result;
	agent_untold(agent_mix((uintptr_t)start ^ length, (uint64_t)(unsigned)protection));
	if (protection & PROT_WRITE && !agent_region(start))
		agent.unclear = UNCLEAR_MAPPINGS;
	return result;
}
