/*
 * The compiler's hooks for atomic operations, one set per size.
 *
 * The compiler leaves the operation itself to us. It is always done sequentially consistent,
 * whatever order was asked for: that is what a gated run shows anyway. An atomic load is a load,
 * an atomic store a store, anything that does both is one OP_ATOMIC and one step.
 */
#include "agent/agent.h"

#include <string.h>

#define HOOK AGENT_EXPORT __attribute__((used))

/* The gate in front of an atomic operation; an object of 0 means that it is not shown. */
static struct record begin(enum operation operation, const volatile void *at, uint32_t size,
			   uint32_t where)
{
	unsigned object = 0;
	struct record record;
	struct gate gate;

	if ((uintptr_t)at - agent.low < agent.high - agent.low && agent_on())
		object = agent_value_at(at, size)->object;
	record = agent_record(operation, object, where);
	record.size = size;
	if (!object)
		return record;
	gate = agent_gate(operation, object, where);
	gate.intent.size = size;
	gate.intent.visible = agent_visible(object);
	record.flags = agent_pass(&gate);
	if (agent_object(object)->owner_process)
		record.flags |= RECORD_PRIVATE;
	return record;
}

static void finish(struct record *record, uint64_t before, uint64_t after)
{
	if (!record->object)
		return;
	record->value = after;
	if (record->operation == OP_ATOMIC)
		agent_text(record, &before, sizeof(before));
	agent_write(record);
	if (record->operation != OP_STORE)
		agent_count_in(record->object);
	if (record->operation != OP_LOAD)
		agent_count_out(record->object);
}

#define FETCH_HOOK(bits, type, name, expression)                                                   \
	HOOK type __tsan_atomic##bits##_fetch_##name(volatile type *at, type operand, int order);  \
	HOOK type __tsan_atomic##bits##_fetch_##name(volatile type *at, type operand, int order)   \
	{                                                                                          \
		struct record record = begin(OP_ATOMIC, at, sizeof(type), AGENT_CALLER);           \
		type before = __atomic_fetch_##name(at, operand, __ATOMIC_SEQ_CST);                \
		(void)order;                                                                       \
		finish(&record, before, (type)(expression));                                       \
		return before;                                                                     \
	}

#define COMPARE_HOOK(bits, type, strength, weak)                                                   \
	HOOK int __tsan_atomic##bits##_compare_exchange_##strength(                                \
		volatile type *at, type *expected, type desired, int order, int fail_order);       \
	HOOK int __tsan_atomic##bits##_compare_exchange_##strength(                                \
		volatile type *at, type *expected, type desired, int order, int fail_order)        \
	{                                                                                          \
		struct record record = begin(OP_ATOMIC, at, sizeof(type), AGENT_CALLER);           \
		int done = __atomic_compare_exchange_n(at, expected, desired, weak,                \
						       __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);        \
		(void)order;                                                                       \
		(void)fail_order;                                                                  \
		finish(&record, *expected, done ? desired : *expected);                            \
		return done;                                                                       \
	}

#define ATOMIC_HOOKS(bits, type)                                                                   \
	HOOK type __tsan_atomic##bits##_load(const volatile type *at, int order);                  \
	HOOK type __tsan_atomic##bits##_load(const volatile type *at, int order)                   \
	{                                                                                          \
		struct record record = begin(OP_LOAD, at, sizeof(type), AGENT_CALLER);             \
		type value = __atomic_load_n(at, __ATOMIC_SEQ_CST);                                \
		(void)order;                                                                       \
		finish(&record, value, value);                                                     \
		return value;                                                                      \
	}                                                                                          \
	HOOK void __tsan_atomic##bits##_store(volatile type *at, type value, int order);           \
	HOOK void __tsan_atomic##bits##_store(volatile type *at, type value, int order)            \
	{                                                                                          \
		struct record record = begin(OP_STORE, at, sizeof(type), AGENT_CALLER);            \
		(void)order;                                                                       \
		__atomic_store_n(at, value, __ATOMIC_SEQ_CST);                                     \
		finish(&record, value, value);                                                     \
	}                                                                                          \
	HOOK type __tsan_atomic##bits##_exchange(volatile type *at, type value, int order);        \
	HOOK type __tsan_atomic##bits##_exchange(volatile type *at, type value, int order)         \
	{                                                                                          \
		struct record record = begin(OP_ATOMIC, at, sizeof(type), AGENT_CALLER);           \
		type before = __atomic_exchange_n(at, value, __ATOMIC_SEQ_CST);                    \
		(void)order;                                                                       \
		finish(&record, before, value);                                                    \
		return before;                                                                     \
	}                                                                                          \
	FETCH_HOOK(bits, type, add, before + operand)                                              \
	FETCH_HOOK(bits, type, sub, before - operand)                                              \
	FETCH_HOOK(bits, type, and, before &operand)                                               \
	FETCH_HOOK(bits, type, or, before | operand)                                               \
	FETCH_HOOK(bits, type, xor, before ^ operand)                                              \
	FETCH_HOOK(bits, type, nand, ~(before & operand))                                          \
	COMPARE_HOOK(bits, type, strong, 0)                                                        \
	COMPARE_HOOK(bits, type, weak, 1)                                                          \
	HOOK type __tsan_atomic##bits##_compare_exchange_val(                                      \
		volatile type *at, type expected, type desired, int order, int fail_order);        \
	HOOK type __tsan_atomic##bits##_compare_exchange_val(                                      \
		volatile type *at, type expected, type desired, int order, int fail_order)         \
	{                                                                                          \
		struct record record = begin(OP_ATOMIC, at, sizeof(type), AGENT_CALLER);           \
		int done = __atomic_compare_exchange_n(at, &expected, desired, 0,                  \
						       __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);        \
		(void)order;                                                                       \
		(void)fail_order;                                                                  \
		finish(&record, expected, done ? desired : expected);                              \
		return expected;                                                                   \
	}

ATOMIC_HOOKS(8, uint8_t)
ATOMIC_HOOKS(16, uint16_t)
ATOMIC_HOOKS(32, uint32_t)
ATOMIC_HOOKS(64, uint64_t)
