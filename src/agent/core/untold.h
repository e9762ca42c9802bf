/*
 * What decides how a process goes on, though no record and no memory of its says it: it enters
 * the key of its state (memory_key.h) as a hash.
 */
#ifndef IPCSTAGE_AGENT_CORE_UNTOLD_H
#define IPCSTAGE_AGENT_CORE_UNTOLD_H

#include <stddef.h>
#include "agent/core/agent.h"

/* Fold a word into a hash. */
static inline uint64_t agent_mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
	return hash ^ hash >> 32;
}

static inline uint64_t agent_mix_bytes(uint64_t hash, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < length; i++)
		hash = agent_mix(hash, at[i]);
	return hash;
}

/*
 * What a call was given besides what its intent says: where a result goes, an operand. Before the
 * gate; two calls that park with the same intent may still go on differently.
 */
static inline void agent_given(const volatile void *where, uint64_t what)
{
	agent_own.given = agent_mix(agent_mix(0, (uintptr_t)where), what);
}

/* The process was told or did something that no record says and its memory need not show. */
static inline void agent_untold(uint64_t what)
{
	agent_space()->untold = agent_mix(agent_space()->untold, what);
}

/* Descriptors become ready by it: epoll(7) tells in which order. */
static inline void agent_note_order(uint64_t what)
{
	if (agent.gated)
		agent.trace->fd_order = agent_mix(agent.trace->fd_order, what);
}

#endif
