/*
 * What decides how a process goes on, though no record and no memory of its says it: it enters
 * the key of its state (memory_key.h).
 */
#ifndef IPCSTAGE_AGENT_CORE_UNTOLD_H
#define IPCSTAGE_AGENT_CORE_UNTOLD_H

#include <stddef.h>
#include "agent/core/agent.h"
#include "base/hash.h"

enum { AGENT_GIVEN = sizeof(agent_own.given) / sizeof(agent_own.given[0]) };

/*
 * What a call was given besides what its intent says: where a result goes, an operand. Before the
 * gate; two calls that park with the same intent may still go on differently. At most AGENT_GIVEN
 * words, as they are.
 */
static inline void agent_given_words(const uint64_t *words, unsigned count)
{
	for (unsigned i = 0; i < AGENT_GIVEN; i++)
		agent_own.given[i] = i < count ? words[i] : 0;
}

static inline void agent_given(const volatile void *where, uint64_t what)
{
	const uint64_t words[] = {(uintptr_t)where, what};

	agent_given_words(words, 2);
}

static inline void agent_given_hash(const volatile void *where, struct hash what)
{
	const uint64_t words[] = {(uintptr_t)where, what.low, what.high};

	agent_given_words(words, 3);
}

/*
 * The same of a call that has several gates, or one that does not know of it: until agent_leave()
 * is called with what this returns.
 */
static inline struct hash agent_enter(const uint64_t *words, unsigned count)
{
	struct hash before = agent_own.around;

	agent_own.around = hash_join(before, hash_bytes(words, count * sizeof(words[0])));
	return before;
}

static inline struct hash agent_enter_bytes(const void *bytes, size_t length)
{
	struct hash before = agent_own.around;

	agent_own.around = hash_join(before, hash_bytes(bytes, length));
	return before;
}

static inline void agent_leave(struct hash before)
{
	agent_own.around = before;
}

/* What an object is to be made with, which is read behind the gate. NULL: like any other. */
static inline struct hash agent_attributes(const void *attributes, size_t length)
{
	return attributes ? hash_bytes(attributes, length) : hash_none();
}

/* The process was told or did something that no record says and its memory need not show. */
static inline void agent_untold(uint64_t what)
{
	agent_space()->untold = hash_fold(agent_space()->untold, what);
}

static inline void agent_untold_hash(struct hash what)
{
	agent_space()->untold = hash_join(agent_space()->untold, what);
}

static inline void agent_untold_bytes(const void *bytes, size_t length)
{
	agent_untold_hash(hash_bytes(bytes, length));
}

/* Two words of it that belong together. */
static inline void agent_untold_pair(uint64_t which, uint64_t what)
{
	const uint64_t words[] = {which, what};

	agent_untold_bytes(words, sizeof(words));
}

/* It was told something that no record says: where its memory is known that shows it. */
static inline void agent_told_bytes(const void *bytes, size_t length)
{
	agent_space()->told = hash_join(agent_space()->told, hash_bytes(bytes, length));
}

/* Descriptors become ready by it: epoll(7) tells in which order. */
static inline void agent_note_order(uint64_t what)
{
	if (agent.gated)
		agent.trace->fd_order = hash_fold(agent.trace->fd_order, what);
}

#endif
