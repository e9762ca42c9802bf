/*
 * The compiler's memory-access hooks (-fsanitize=thread at compile time, without its run-time).
 *
 * A hook runs before its access: what a load will see is read here; what a store leaves behind is
 * read when the process next comes by (agent_settle). Atomic operations are done here, by us.
 * Only shared mappings and named private places count; anything else is two compares and out.
 */
#include "agent/hooks/memory.h"

#include <string.h>
#include <sys/mman.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/company.h"
#include "agent/core/gate.h"
#include "agent/core/guard.h"
#include "agent/core/memory_map.h"
#include "agent/core/records.h"
#include "agent/hooks/touched.h"
#include "agent/hooks/one_copy.h"
#include "trace/system.h"

#define HOOK AGENT_EXPORT __attribute__((used))

const struct cached_value *agent_accessed(const volatile void *at, uint32_t size, bool writes)
{
	static const struct cached_value none;

	if (agent_may_count(at)) {
		const struct cached_value *value = agent_value_at(at, size);

		if (value->object || !agent.threaded)
			return value;
	}
	return agent.gated && agent.hooked && agent_touch(at, size, writes)
		       ? agent_private_value(at, size)
		       : &none;
}

/* What the program may not access, or what goes beyond a mapping, the kernel is to refuse. */
static bool may_access(const volatile void *at, size_t size, bool writes)
{
	const struct region *region = agent_region(at);
	int needed = writes ? PROT_WRITE : PROT_READ;

	return !region || !region->alias ||
	       (region->protection & needed && size <= region->end - (uintptr_t)at);
}

bool agent_is_seen(const volatile void *at, size_t size, bool writes)
{
	if (!agent_on() || !agent_follows() || !may_access(at, size, writes))
		return false;
	return agent_may_count(at) || (agent.threaded && agent.gated && agent.hooked && size &&
				       agent_touch(at, (uint32_t)size, writes));
}

/* Fill in the record of an access, but for what it sees or leaves behind. */
static inline void describe(struct record *record, enum operation operation,
			    const struct cached_value *value, uint32_t size, uint32_t where)
{
	*record = (struct record){
		.operation = (uint8_t)operation,
		.object = value->object,
		.actor = (uint8_t)agent_own.self,
		.flags = (uint8_t)(value->flags | (agent.hooked ? 0 : RECORD_BARE)),
		.where = where,
		.size = size,
		.argument = value->offset,
	};
}

/* The gate in front of an access. */
static void pass(struct record *record)
{
	struct gate gate = agent_step_gate(record->operation, record->object, record->where);

	gate.intent.size = record->size;
	gate.intent.argument = record->argument;
	gate.intent.atomic = !agent.hooked; /* it may be */
	record->flags |= agent_pass(&gate);
}

/* In a free run a record is filled in where it stays: to copy it would double what it costs. */
static void load_freely(const struct cached_value *value, const void *at, uint32_t size,
			uint32_t where)
{
	struct record *record = trace_slot(agent.trace, agent_own.self);

	describe(record, OP_LOAD, value, size, where);
	if (agent_visible(value->object))
		record->flags |= RECORD_VISIBLE;
	agent_read(record, at);
	trace_publish(agent.trace, agent_own.self);
	agent_count_in(value->object);
}

static void store_freely(const struct cached_value *value, const void *at, uint32_t size,
			 uint32_t where)
{
	describe(&agent_own.kept, OP_STORE, value, size, where);
	if (agent_visible(value->object))
		agent_own.kept.flags |= RECORD_VISIBLE;
	agent_own.kept.stamp = system_ticks(); /* before anybody can load it */
	agent_own.unsettled_at = at;
	agent_own.unsettled = &agent_own.kept;
	agent_count_out(value->object);
}

void agent_load(const volatile void *at, uint32_t size, uint32_t where)
{
	const struct cached_value *value = agent_accessed(at, size, false);
	struct record record;

	if (!value->object)
		return;
	if (agent.gated && agent_own.unsettled &&
	    agent_is_one_copy(agent_own.unsettled->where, where) && agent_has_company())
		agent_blind(UNSEEN_STRUCTURE, 0, where);
	agent_settle();
	if (!agent.gated) {
		load_freely(value, (const void *)at, size, where);
		return;
	}
	describe(&record, OP_LOAD, value, size, where);
	pass(&record);
	agent_read(&record, agent_alias(at));
	agent_write(&record);
}

void agent_store(const volatile void *at, uint32_t size, uint32_t where)
{
	const struct cached_value *value = agent_accessed(at, size, true);
	struct record record;

	if (!value->object)
		return;
	agent_settle();
	if (!agent.gated) {
		store_freely(value, (const void *)at, size, where);
		return;
	}
	describe(&record, OP_STORE, value, size, where);
	pass(&record);
	record.flags |= RECORD_UNSETTLED;
	agent_write_store(&record, agent_alias(at));
}

#define ACCESS_HOOKS(size)                                                                         \
	HOOK void __tsan_read##size(void *at);                                                     \
	HOOK void __tsan_write##size(void *at);                                                    \
	HOOK void __tsan_unaligned_read##size(void *at);                                           \
	HOOK void __tsan_unaligned_write##size(void *at);                                          \
	HOOK void __tsan_volatile_read##size(void *at);                                            \
	HOOK void __tsan_volatile_write##size(void *at);                                           \
	HOOK void __tsan_read_write##size(void *at);                                               \
	HOOK void __tsan_read##size(void *at)                                                      \
	{                                                                                          \
		if (agent_counts(at))                                                              \
			agent_load(at, size, AGENT_CALLER);                                        \
	}                                                                                          \
	HOOK void __tsan_write##size(void *at)                                                     \
	{                                                                                          \
		if (agent_counts(at))                                                              \
			agent_store(at, size, AGENT_CALLER);                                       \
	}                                                                                          \
	HOOK void __tsan_unaligned_read##size(void *at)                                            \
	{                                                                                          \
		if (agent_counts(at))                                                              \
			agent_load(at, size, AGENT_CALLER);                                        \
	}                                                                                          \
	HOOK void __tsan_unaligned_write##size(void *at)                                           \
	{                                                                                          \
		if (agent_counts(at))                                                              \
			agent_store(at, size, AGENT_CALLER);                                       \
	}                                                                                          \
	HOOK void __tsan_volatile_read##size(void *at)                                             \
	{                                                                                          \
		if (agent_counts(at))                                                              \
			agent_load(at, size, AGENT_CALLER);                                        \
	}                                                                                          \
	HOOK void __tsan_volatile_write##size(void *at)                                            \
	{                                                                                          \
		if (agent_counts(at))                                                              \
			agent_store(at, size, AGENT_CALLER);                                       \
	}                                                                                          \
	/* clang's -tsan-compound-read-before-write: a load and a store in one call. */            \
	HOOK void __tsan_read_write##size(void *at)                                                \
	{                                                                                          \
		if (agent_counts(at)) {                                                            \
			agent_load(at, size, AGENT_CALLER);                                        \
			agent_store(at, size, AGENT_CALLER);                                       \
		}                                                                                  \
	}

ACCESS_HOOKS(1)
ACCESS_HOOKS(2)
ACCESS_HOOKS(4)
ACCESS_HOOKS(8)
ACCESS_HOOKS(16)

HOOK void __tsan_read_range(void *at, size_t size);
HOOK void __tsan_write_range(void *at, size_t size);

HOOK void __tsan_read_range(void *at, size_t size)
{
	if (size && agent_counts(at))
		agent_load(at, (uint32_t)size, AGENT_CALLER);
}

HOOK void __tsan_write_range(void *at, size_t size)
{
	if (size && agent_counts(at))
		agent_store(at, (uint32_t)size, AGENT_CALLER);
}

/* --- what we have no use for ---------------------------------------------------------------- */

HOOK void __tsan_func_exit(void);
HOOK void __tsan_vptr_update(void **slot, void *value);
HOOK void __tsan_vptr_read(void **slot);
HOOK void __tsan_ignore_thread_begin(void);
HOOK void __tsan_ignore_thread_end(void);
HOOK void __tsan_atomic_thread_fence(int order);
HOOK void __tsan_atomic_signal_fence(int order);

HOOK void __tsan_func_exit(void)
{
}

HOOK void __tsan_vptr_update(void **slot, void *value)
{
	(void)slot;
	(void)value;
}

HOOK void __tsan_vptr_read(void **slot)
{
	(void)slot;
}

HOOK void __tsan_ignore_thread_begin(void)
{
}

HOOK void __tsan_ignore_thread_end(void)
{
}

HOOK void __tsan_atomic_thread_fence(int order)
{
	(void)order;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

HOOK void __tsan_atomic_signal_fence(int order)
{
	(void)order;
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
}
