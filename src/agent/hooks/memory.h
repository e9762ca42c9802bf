/*
 * Accesses to memory that counts, for whoever makes them in the program's stead.
 */
#ifndef IPCSTAGE_AGENT_HOOKS_MEMORY_H
#define IPCSTAGE_AGENT_HOOKS_MEMORY_H

#include <stddef.h>
#include <stdint.h>
#include "agent/core/agent.h"
#include "agent/core/memory_map.h"

static inline bool agent_counts(const volatile void *at)
{
	return (agent_may_count(at) || agent.threaded) && agent_on();
}

/* Whether a place may count: in a process with threads any may. */
static inline bool agent_may_be_seen(const volatile void *at)
{
	return agent_may_count(at) || agent.threaded;
}

/*
 * `size` bytes are about to be accessed at once by somebody that the hooks are not in. Returns
 * whether any of them count.
 */
bool agent_is_seen(const volatile void *at, size_t size, bool writes);

/*
 * The value at a place that is about to be accessed: object 0 when it does not count. Valid until
 * this thread accesses another one.
 */
const struct cached_value *agent_accessed(const volatile void *at, uint32_t size, bool writes);

/* The gate and the record of a load or a store of `size` bytes that is made right after it returns,
 * from `where`. What does not count passes at once. */
void agent_load(const volatile void *at, uint32_t size, uint32_t where);
void agent_store(const volatile void *at, uint32_t size, uint32_t where);

#endif
