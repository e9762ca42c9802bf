/*
 * The compiler's memory-access hooks (-fsanitize=thread at compile time, without its run-time).
 *
 * A hook runs before its access: what a load will see is read here; what a store leaves behind is
 * read when the process next comes by (agent_settle). Atomic operations are done here, by us.
 * Only shared mappings and named private places count; anything else is two compares and out.
 */
#include "agent/agent.h"

#include <string.h>

#define HOOK AGENT_EXPORT __attribute__((used))

static inline bool counts(const volatile void *at)
{
	return (uintptr_t)at - agent.low < agent.high - agent.low && agent_on();
}

/* Where in its object a place is. */
static uint64_t offset_in(unsigned object, const volatile void *at)
{
	const struct region *region = agent_region(at);
	uint64_t offset = (uintptr_t)at - region->start;

	return region->mapping ? region->offset + offset - agent_object(object)->key[1] : offset;
}

/* The gate in front of an access; returns its record, to be completed. */
static struct record access_record(enum operation operation, unsigned object,
				   const volatile void *at, uint32_t size, uint32_t where)
{
	struct gate gate = agent_gate(operation, object, where);
	struct record record = agent_record(operation, object, where);

	record.size = gate.intent.size = size;
	record.argument = gate.intent.argument = offset_in(object, at);
	gate.intent.visible = agent_visible(object);
	record.flags = agent_pass(&gate);
	if (agent_object(object)->owner_process)
		record.flags |= RECORD_PRIVATE;
	return record;
}

static void load(const volatile void *at, uint32_t size, uint32_t where)
{
	unsigned object = agent_value_at(at, size);
	struct record record;

	if (!object)
		return;
	record = access_record(OP_LOAD, object, at, size, where);
	if (size <= sizeof(record.value))
		memcpy(&record.value, (const void *)at, size);
	else
		agent_text(&record, (const void *)at, size);
	agent_write(&record);
	agent_count_in(object);
}

static void store(const volatile void *at, uint32_t size, uint32_t where)
{
	unsigned object = agent_value_at(at, size);
	struct record record;

	if (!object)
		return;
	record = access_record(OP_STORE, object, at, size, where);
	record.flags |= RECORD_UNSETTLED;
	agent_write_store(&record, (const void *)at);
	agent_count_out(object);
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
		if (counts(at))                                                                    \
			load(at, size, AGENT_CALLER);                                              \
	}                                                                                          \
	HOOK void __tsan_write##size(void *at)                                                     \
	{                                                                                          \
		if (counts(at))                                                                    \
			store(at, size, AGENT_CALLER);                                             \
	}                                                                                          \
	HOOK void __tsan_unaligned_read##size(void *at)                                            \
	{                                                                                          \
		if (counts(at))                                                                    \
			load(at, size, AGENT_CALLER);                                              \
	}                                                                                          \
	HOOK void __tsan_unaligned_write##size(void *at)                                           \
	{                                                                                          \
		if (counts(at))                                                                    \
			store(at, size, AGENT_CALLER);                                             \
	}                                                                                          \
	HOOK void __tsan_volatile_read##size(void *at)                                             \
	{                                                                                          \
		if (counts(at))                                                                    \
			load(at, size, AGENT_CALLER);                                              \
	}                                                                                          \
	HOOK void __tsan_volatile_write##size(void *at)                                            \
	{                                                                                          \
		if (counts(at))                                                                    \
			store(at, size, AGENT_CALLER);                                             \
	}                                                                                          \
	/* clang's -tsan-compound-read-before-write: a load and a store in one call. */            \
	HOOK void __tsan_read_write##size(void *at)                                                \
	{                                                                                          \
		if (counts(at)) {                                                                  \
			load(at, size, AGENT_CALLER);                                              \
			store(at, size, AGENT_CALLER);                                             \
		}                                                                                  \
	}

ACCESS_HOOKS(1)
ACCESS_HOOKS(2)
ACCESS_HOOKS(4)
ACCESS_HOOKS(8)
ACCESS_HOOKS(16)

HOOK void __tsan_read_range(void *at, size_t size);
HOOK void __tsan_write_range(void *at, size_t size);
HOOK void *__tsan_memcpy(void *to, const void *from, size_t size);
HOOK void *__tsan_memmove(void *to, const void *from, size_t size);
HOOK void *__tsan_memset(void *to, int byte, size_t size);

HOOK void __tsan_read_range(void *at, size_t size)
{
	if (size && counts(at))
		load(at, (uint32_t)size, AGENT_CALLER);
}

HOOK void __tsan_write_range(void *at, size_t size)
{
	if (size && counts(at))
		store(at, (uint32_t)size, AGENT_CALLER);
}

HOOK void *__tsan_memcpy(void *to, const void *from, size_t size)
{
	if (size && counts(from))
		load(from, (uint32_t)size, AGENT_CALLER);
	if (size && counts(to))
		store(to, (uint32_t)size, AGENT_CALLER);
	return memcpy(to, from, size);
}

HOOK void *__tsan_memmove(void *to, const void *from, size_t size)
{
	if (size && counts(from))
		load(from, (uint32_t)size, AGENT_CALLER);
	if (size && counts(to))
		store(to, (uint32_t)size, AGENT_CALLER);
	return memmove(to, from, size);
}

HOOK void *__tsan_memset(void *to, int byte, size_t size)
{
	if (size && counts(to))
		store(to, (uint32_t)size, AGENT_CALLER);
	return memset(to, byte, size);
}

/* --- what we have no use for ---------------------------------------------------------------- */

HOOK void __tsan_init(void);
HOOK void __tsan_func_entry(void *caller);
HOOK void __tsan_func_exit(void);
HOOK void __tsan_vptr_update(void **slot, void *value);
HOOK void __tsan_vptr_read(void **slot);
HOOK void __tsan_ignore_thread_begin(void);
HOOK void __tsan_ignore_thread_end(void);
HOOK void __tsan_atomic_thread_fence(int order);
HOOK void __tsan_atomic_signal_fence(int order);

HOOK void __tsan_init(void)
{
}

HOOK void __tsan_func_entry(void *caller)
{
	(void)caller;
}

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
