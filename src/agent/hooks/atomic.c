/*
 * The compiler's hooks for atomic operations, one set per size.
 *
 * The compiler leaves the operation itself to us. It is always done sequentially consistent,
 * whatever order was asked for: that is what a gated run shows anyway. An atomic load is a load,
 * an atomic store a store, anything that does both is one OP_ATOMIC and one step.
 */
#include <string.h>
#include "agent/core/agent.h"
#include "agent/core/gate.h"
#include "agent/core/memory_map.h"
#include "agent/core/objects.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/memory.h"
#include "agent/hooks/touched.h"

#define HOOK AGENT_EXPORT __attribute__((used))

/* What an operation is given, for agent_given_words(). */
struct operands {
	uint64_t words[AGENT_GIVEN];
};

static inline struct operands one(uint64_t operand)
{
	return (struct operands){{operand}};
}

/* Of a comparison; `at`: where the value goes that was found instead. */
static inline struct operands two(uint64_t desired, uint64_t expected, const void *at)
{
	return (struct operands){{desired, expected, (uintptr_t)at}};
}

/* The gate in front of an atomic operation; an object of 0 means that it is not shown. */
static struct record begin(enum operation operation, const volatile void *at, uint32_t size,
			   struct operands operands, uint32_t where)
{
	const struct cached_value *value;
	struct record record = agent_record(operation, 0, where);
	struct gate gate;

	record.size = size;
	if (!agent_counts(at))
		return record;
	if (operation == OP_LOAD)
		agent_note_asked(at, size);
	value = agent_accessed(at, size, operation != OP_LOAD);
	record.object = (uint16_t)value->object;
	if (!record.object)
		return record;
	agent_given_words(operands.words, AGENT_GIVEN);
	gate = agent_step_gate(operation, record.object, where);
	gate.intent.size = size;
	gate.intent.atomic = operation != OP_ATOMIC;
	record.argument = gate.intent.argument = value->offset;
	record.flags = agent_pass(&gate);
	record.flags |= agent_copy_flag(record.object);
	if (operation != OP_ATOMIC)
		record.flags |= RECORD_ATOMIC;
	if (operation == OP_STORE)
		record.stamp = agent_stamp();
	return record;
}

static void write_done(const struct record *record)
{
	agent_write(record);
	if (record->operation != OP_STORE)
		agent_count_in(record->object);
	if (record->operation != OP_LOAD)
		agent_count_out(record->object);
}

static void finish(struct record *record, uint64_t before, uint64_t after)
{
	if (!record->object)
		return;
	record->value = after;
	if (record->operation == OP_ATOMIC)
		agent_text(record, &before, sizeof(before));
	write_done(record);
}

#define FETCH_HOOK(bits, type, name, expression)                                                   \
	HOOK type __tsan_atomic##bits##_fetch_##name(volatile type *at, type operand, int order);  \
	HOOK type __tsan_atomic##bits##_fetch_##name(volatile type *at, type operand, int order)   \
	{                                                                                          \
		struct record record =                                                             \
			begin(OP_ATOMIC, at, sizeof(type), one((uint64_t)operand), AGENT_CALLER);  \
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
		struct record record = begin(OP_ATOMIC, at, sizeof(type),                          \
					     two(desired, *expected, expected), AGENT_CALLER);     \
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
		struct record record = begin(OP_LOAD, at, sizeof(type), one(0), AGENT_CALLER);     \
		type value = __atomic_load_n(at, __ATOMIC_SEQ_CST);                                \
		(void)order;                                                                       \
		finish(&record, value, value);                                                     \
		return value;                                                                      \
	}                                                                                          \
	HOOK void __tsan_atomic##bits##_store(volatile type *at, type value, int order);           \
	HOOK void __tsan_atomic##bits##_store(volatile type *at, type value, int order)            \
	{                                                                                          \
		struct record record =                                                             \
			begin(OP_STORE, at, sizeof(type), one((uint64_t)value), AGENT_CALLER);     \
		(void)order;                                                                       \
		__atomic_store_n(at, value, __ATOMIC_SEQ_CST);                                     \
		finish(&record, value, value);                                                     \
	}                                                                                          \
	HOOK type __tsan_atomic##bits##_exchange(volatile type *at, type value, int order);        \
	HOOK type __tsan_atomic##bits##_exchange(volatile type *at, type value, int order)         \
	{                                                                                          \
		struct record record =                                                             \
			begin(OP_ATOMIC, at, sizeof(type), one((uint64_t)value), AGENT_CALLER);    \
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
		struct record record = begin(OP_ATOMIC, at, sizeof(type),                          \
					     two(desired, expected, NULL), AGENT_CALLER);          \
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

/* --- 16 bytes -------------------------------------------------------------------------------- */

/*
 * Made of the processor's compare-and-exchange, which the compiler's own functions leave to
 * libatomic. A record has no room for two such values: it has all of what was there
 * before and the lower half of what is left behind.
 */
__extension__ typedef unsigned __int128 uint128_t;

static uint128_t compare_and_swap(volatile uint128_t *at, uint128_t old, uint128_t new)
{
	return __sync_val_compare_and_swap(at, old, new);
}

static uint128_t add(uint128_t before, uint128_t operand)
{
	return before + operand;
}

static uint128_t subtract(uint128_t before, uint128_t operand)
{
	return before - operand;
}

static uint128_t intersect(uint128_t before, uint128_t operand)
{
	return before & operand;
}

static uint128_t unite(uint128_t before, uint128_t operand)
{
	return before | operand;
}

static uint128_t differ(uint128_t before, uint128_t operand)
{
	return before ^ operand;
}

static uint128_t not_both(uint128_t before, uint128_t operand)
{
	return ~(before & operand);
}

static uint128_t replace(uint128_t before, uint128_t operand)
{
	(void)before;
	return operand;
}

static void finish_wide(struct record *record, uint128_t before, uint128_t after)
{
	const uint128_t *told = record->operation == OP_ATOMIC ? &before : &after;

	if (!record->object)
		return;
	record->value = (uint64_t)after;
	agent_text(record, told, sizeof(*told));
	write_done(record);
}

static struct operands halves(uint128_t operand)
{
	return (struct operands){{(uint64_t)operand, (uint64_t)(operand >> 64)}};
}

static uint128_t change_wide(enum operation operation, volatile uint128_t *at,
			     uint128_t (*function)(uint128_t, uint128_t), uint128_t operand,
			     uint32_t where)
{
	struct record record = begin(operation, at, sizeof(*at), halves(operand), where);
	uint128_t expected, after, before = compare_and_swap(at, 0, 0);

	do {
		expected = before;
		after = function(expected, operand);
		before = compare_and_swap(at, expected, after);
	} while (before != expected);
	finish_wide(&record, before, after);
	return before;
}

static bool exchange_wide(volatile uint128_t *at, uint128_t *expected, uint128_t desired,
			  uint32_t where)
{
	const struct operands operands = {{(uint64_t)desired, (uint64_t)(desired >> 64),
					   (uint64_t)*expected, (uint64_t)(*expected >> 64),
					   (uintptr_t)expected}};
	struct record record = begin(OP_ATOMIC, at, sizeof(*at), operands, where);
	uint128_t before = compare_and_swap(at, *expected, desired);
	bool done = before == *expected;

	finish_wide(&record, before, done ? desired : before);
	*expected = before;
	return done;
}

HOOK uint128_t __tsan_atomic128_load(const volatile uint128_t *at, int order);
HOOK void __tsan_atomic128_store(volatile uint128_t *at, uint128_t value, int order);
HOOK uint128_t __tsan_atomic128_compare_exchange_val(volatile uint128_t *at, uint128_t expected,
						     uint128_t desired, int order, int fail_order);

HOOK uint128_t __tsan_atomic128_load(const volatile uint128_t *at, int order)
{
	struct record record = begin(OP_LOAD, at, sizeof(*at), one(0), AGENT_CALLER);
	uint128_t value = compare_and_swap((volatile uint128_t *)(uintptr_t)at, 0, 0);

	(void)order;
	finish_wide(&record, value, value);
	return value;
}

HOOK void __tsan_atomic128_store(volatile uint128_t *at, uint128_t value, int order)
{
	(void)order;
	change_wide(OP_STORE, at, replace, value, AGENT_CALLER);
}

#define WIDE_HOOK(name, function)                                                                  \
	HOOK uint128_t __tsan_atomic128_##name(volatile uint128_t *at, uint128_t operand,          \
					       int order);                                         \
	HOOK uint128_t __tsan_atomic128_##name(volatile uint128_t *at, uint128_t operand,          \
					       int order)                                          \
	{                                                                                          \
		(void)order;                                                                       \
		return change_wide(OP_ATOMIC, at, function, operand, AGENT_CALLER);                \
	}

WIDE_HOOK(exchange, replace)
WIDE_HOOK(fetch_add, add)
WIDE_HOOK(fetch_sub, subtract)
WIDE_HOOK(fetch_and, intersect)
WIDE_HOOK(fetch_or, unite)
WIDE_HOOK(fetch_xor, differ)
WIDE_HOOK(fetch_nand, not_both)

#define WIDE_COMPARE_HOOK(strength)                                                                \
	HOOK int __tsan_atomic128_compare_exchange_##strength(                                     \
		volatile uint128_t *at, uint128_t *expected, uint128_t desired, int order,         \
		int fail_order);                                                                   \
	HOOK int __tsan_atomic128_compare_exchange_##strength(                                     \
		volatile uint128_t *at, uint128_t *expected, uint128_t desired, int order,         \
		int fail_order)                                                                    \
	{                                                                                          \
		(void)order;                                                                       \
		(void)fail_order;                                                                  \
		return exchange_wide(at, expected, desired, AGENT_CALLER);                         \
	}

WIDE_COMPARE_HOOK(strong)
WIDE_COMPARE_HOOK(weak)

HOOK uint128_t __tsan_atomic128_compare_exchange_val(volatile uint128_t *at, uint128_t expected,
						     uint128_t desired, int order, int fail_order)
{
	(void)order;
	(void)fail_order;
	exchange_wide(at, &expected, desired, AGENT_CALLER);
	return expected;
}
