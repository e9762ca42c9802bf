/*
 * Memory that counts, and the objects that lie in it.
 */
#ifndef IPCSTAGE_AGENT_CORE_MEMORY_MAP_H
#define IPCSTAGE_AGENT_CORE_MEMORY_MAP_H

#include <stddef.h>
#include "agent/core/agent.h"

/* The object at a place in memory, made at the first use; 0 when there is no room. */
unsigned agent_object_at(enum object_kind kind, const volatile void *at, uint32_t size);

/*
 * The object of what the kernel keeps for a place besides what lies there: who waits at it.
 * `is_alone`: it is this process's, though others may have the memory.
 */
unsigned agent_object_beside(enum object_kind kind, const volatile void *at, bool is_alone);

/* Look up the shared value at a place and keep the answer. */
const struct cached_value *agent_look_up(struct cached_value *cached, const volatile void *at,
					 uint32_t size);

/* Whether a place lies between agent.low and agent.high: only there anything counts. */
static inline bool agent_may_count(const volatile void *at)
{
	return (uintptr_t)at - agent.low < agent.high - agent.low;
}

/* Whether no other thread of this process runs at the same time: then what is kept is ours. */
static inline bool agent_is_alone(void)
{
	return agent.gated || !agent.threaded;
}

/* The shared value at a place in memory that may count. */
static inline const struct cached_value *agent_value_at(const volatile void *at, uint32_t size)
{
	struct cached_value *cached =
		agent_is_alone() ? &agent.cache[(uintptr_t)at / 4 % AGENT_CACHE] : &agent_own.place;

	/* What our parent knew does not hold for us: a private place is another object here. */
	if (cached->address == (uintptr_t)at && cached->known_to == agent_here())
		return cached;
	return agent_look_up(cached, at, size);
}

/*
 * The value at a place in private memory that threads share, by the program's own name for it if it
 * has one (symbols.h). Valid until this thread asks for another one.
 */
const struct cached_value *agent_private_value(const volatile void *at, uint32_t size);

/* The region a place lies in, or NULL. */
const struct region *agent_region(const volatile void *at);

/* Whether a place lies in a shared mapping. */
static inline bool agent_is_mapped(const volatile void *at)
{
	const struct region *region = agent_region(at);

	return region && region->mapping;
}

/*
 * Whether a thing is to be shown that stands between actors only where several can reach it: in a
 * shared mapping, and as soon as there are threads anywhere.
 */
static inline bool agent_shares(const volatile void *at)
{
	return agent_on() && (agent.threaded || agent_is_mapped(at));
}

/* Name the object at a place. */
void agent_name_at(const volatile void *at, size_t size, const char *name);

/*
 * A shared mapping came to be, may be accessed otherwise (PROT_…), or went. `fd` is -1 for
 * anonymous memory.
 */
void agent_map(void *start, size_t length, int protection, int fd, uint64_t offset, uint32_t where);
/* A segment of System V was attached: the number of its object. */
void agent_map_segment(void *start, size_t length, int protection, unsigned segment);

/* All of a mapping that was `was` has moved, or is larger now. */
void agent_map_moved(const struct region *was, void *start, size_t length);

void agent_protect(const void *start, size_t length, int protection);
void agent_unmap(const void *start, size_t length);

#endif
