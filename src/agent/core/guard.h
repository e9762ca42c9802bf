/*
 * Guarded memory: what a program does to shared memory is seen even where it was compiled without
 * the memory hooks.
 *
 * As long as somebody else is there a shared mapping of such a program is closed: it cannot be
 * accessed. Of whoever tries the kernel tells (hooks/plain.h). What the agent does there, and has
 * the C library do, goes by a second mapping of the same memory, its alias.
 */
#ifndef IPCSTAGE_AGENT_CORE_GUARD_H
#define IPCSTAGE_AGENT_CORE_GUARD_H

#include <signal.h>
#include <stddef.h>
#include "agent/core/agent.h"
#include "agent/core/memory_map.h"

/* What a program with hooks does is seen, and in a free run nobody looks. */
bool agent_guard_is_wanted(void);

/*
 * Where a shared mapping of `length` bytes that may be anywhere is to be made: the kernel can tell
 * these addresses from others. NULL: anywhere, since nothing is to be guarded.
 */
void *agent_guard_place(size_t length);

/* The program has made a shared mapping, which is in the regions already. */
void agent_guard_mapping(const void *start, uint32_t where);

/*
 * The program has changed how a piece of memory may be accessed, or has failed to: what of it is
 * closed stays so.
 */
void agent_guard_protected(const void *start, size_t length);

/* A piece of memory is about to go: so do the aliases of what is in it. */
void agent_guard_unmap(const void *start, size_t length);

/* Where the same memory can always be accessed: for every call with an address of the program's. */
void *agent_alias_of(const volatile void *at);

static inline void *agent_alias(const volatile void *at)
{
	return agent.guarded ? agent_alias_of(at) : (void *)(uintptr_t)at;
}

/*
 * The same for data that a call is about to read or write for the program: that is an access of
 * shared memory, which is no step.
 */
void *agent_alias_of_data(const volatile void *at, uint32_t where);

static inline void *agent_alias_data(const volatile void *at, uint32_t where)
{
	return agent_may_count(at) ? agent_alias_of_data(at, where) : (void *)(uintptr_t)at;
}

/*
 * A call is about to access what lies at an address that the filter cannot see, since it is not an
 * argument but in a structure: it goes into the ledger, and all of that mapping is open from now
 * on.
 */
void agent_guard_touch_at(const volatile void *at, uint32_t where);

static inline void agent_guard_touch(const volatile void *at, uint32_t where)
{
	if (agent_may_count(at))
		agent_guard_touch_at(at, where);
}

/* The region that a place lies in, when it is we who have closed it. */
struct region *agent_guard_closed(uintptr_t address);

/* Memory that is shared is accessed, and there is no record of it: with company, a blind spot. */
void agent_guard_lost(uint32_t where);

/* Open all of it to who has it to himself: whatever is done there from now on, nobody tells of. */
void agent_guard_open(struct region *region);

/* Open a page of a closed region, or close it again. */
void agent_guard_set_page(uintptr_t page, bool is_open);

/*
 * SIGSYS comes here first. Returns whether it was a system call with an address of guarded memory,
 * which is made then.
 */
bool agent_guard_call(const siginfo_t *info, void *context);

#endif
