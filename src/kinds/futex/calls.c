/*
 * futex(2): waiting at a word for somebody to wake who waits there.
 *
 * In a gated run nobody waits in the kernel: to look at the word and enter the waiting room
 * (trace/waiting_room.h) is one step, as the kernel does both under a lock. Who waits is parked
 * until he is let out, and goes on in the step of who has woken him. Waiters are woken in the order
 * in which they came, as the kernel does. A free run makes the real calls.
 */
#include "kinds/futex/calls.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "agent/calls/clock.h"
#include "agent/core/agent.h"
#include "agent/core/gate.h"
#include "agent/core/guard.h"
#include "agent/core/memory_map.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/touched.h"
#include "trace/waiting_room.h"

enum { LOWEST = 65536 /* nothing can lie below: vm.mmap_min_addr */ };

/* A call: its arguments, and what they mean. */
struct futex {
	const uint64_t *arguments;
	const void *word;
	unsigned object;
	int command;
	bool is_alone; /* FUTEX_PRIVATE_FLAG: for threads of this process */
	uint32_t value;
	uint32_t bits; /* who wakes and who waits must have one in common */
	const struct timespec *limit;
	uint32_t where;
};

static long call(const struct futex *futex)
{
	const uint64_t *a = futex->arguments;

	return REAL(syscall)(SYS_futex, agent_alias(futex->word), a[1], a[2], a[3], a[4], a[5]);
}

/* Who looks at the word looks at what others may store there, whoever may wake it. */
static bool looks_at_others(const struct futex *futex)
{
	const struct region *region = agent_region(futex->word);

	return region && region->mapping && agent_visible(region->mapping);
}

static uint8_t pass(const struct futex *futex, enum operation operation)
{
	struct gate gate = agent_step_gate(operation, futex->object, futex->where);

	gate.intent.visible |= operation == OP_FUTEX_WAIT && looks_at_others(futex);
	gate.intent.argument = futex->value;
	return agent_pass(&gate);
}

/* --- waiting ---------------------------------------------------------------------------------- */

static uint64_t deadline_of(const struct futex *futex)
{
	bool is_real = futex->arguments[1] & FUTEX_CLOCK_REALTIME;

	if (!futex->limit)
		return UINT64_MAX;
	if (futex->command == FUTEX_WAIT)
		return agent_deadline_after(futex->limit);
	return agent_deadline(is_real ? CLOCK_REALTIME : CLOCK_MONOTONIC, futex->limit);
}

/* What is for this process alone nobody hears of in another one that has the memory. */
static uint32_t told_size(const struct futex *futex)
{
	return futex->is_alone && agent_is_mapped(futex->word) ? FUTEX_FOR_ALONE : 0;
}

static int write_woken(const struct futex *futex, uint8_t flags, int error)
{
	struct record record = agent_record(OP_FUTEX_WOKEN, futex->object, futex->where);

	record.flags = flags;
	return (int)agent_write_result(&record, error ? agent_fail(error) : 0);
}

/* Until somebody lets it out. */
static int sleep_gated(const struct futex *futex)
{
	struct gate gate = agent_gate(OP_FUTEX_WOKEN, futex->object, futex->where);
	struct object_entry *object = agent_object(futex->object);
	uint8_t flags;

	gate.intent.argument = futex->bits;
	gate.intent.deadline_ns = deadline_of(futex);
	gate.begun = true;
	waiting_room_enter(object, agent_own.self);
	flags = agent_pass(&gate);
	if (agent_entry()->intent.notified)
		return write_woken(futex, flags, 0);
	waiting_room_leave(object, agent_own.self);
	return write_woken(futex, flags, agent_own.interrupted ? EINTR : ETIMEDOUT);
}

/* The kernel's own look at the word. */
static uint32_t look(const struct futex *futex)
{
	const uint32_t *word = agent_alias(futex->word);

	return __atomic_load_n(word, __ATOMIC_SEQ_CST);
}

static int wait_gated(const struct futex *futex)
{
	struct record record = agent_record(OP_FUTEX_WAIT, futex->object, futex->where);
	const uint64_t given[] = {futex->bits,
				  futex->limit ? agent_nanoseconds(futex->limit) : UINT64_MAX};

	agent_given_words(given, 2);
	record.flags = pass(futex, OP_FUTEX_WAIT);
	record.argument = futex->value;
	record.size = told_size(futex);
	record.value = look(futex);
	if (record.value != futex->value)
		return (int)agent_write_result(&record, agent_fail(EAGAIN));
	agent_write(&record);
	return sleep_gated(futex);
}

static int wait_free(const struct futex *futex)
{
	struct record record = agent_record(OP_FUTEX_WAIT, futex->object, futex->where);
	int result;

	agent_settle();
	record.argument = record.value = futex->value;
	record.size = told_size(futex);
	agent_write(&record);
	result = (int)call(futex);
	agent_count_in(futex->object);
	return write_woken(futex, 0, result < 0 ? errno : 0);
}

/* --- waking ----------------------------------------------------------------------------------- */

/* The first in the room that is meant, or -1. Whose time is over wakes of itself. */
static int let_out(const struct futex *futex)
{
	struct object_entry *object = agent_object(futex->object);

	for (unsigned i = 0; i < object->waiting_count; i++) {
		unsigned actor = object->waiting[i];
		struct intent *intent = &agent_entry_of(actor)->intent;

		if (!trace_is_alive(agent.trace, actor) || !(intent->argument & futex->bits) ||
		    intent->deadline_ns <= agent.trace->clock_ns)
			continue;
		intent->notified = true;
		intent->deadline_ns = UINT64_MAX;
		waiting_room_leave(object, actor);
		return (int)actor;
	}
	return -1;
}

/* At least one, however many are asked for: the kernel looks only after the first. */
static void let_all_out(const struct futex *futex, struct record *record)
{
	uint8_t woken[LIMIT_ACTORS];
	int most = (int)futex->value, actor;

	do {
		actor = let_out(futex);
		if (actor >= 0)
			woken[record->value++] = (uint8_t)actor;
	} while (actor >= 0 && (int)record->value < most);
	agent_text(record, woken, record->value);
}

static int wake(const struct futex *futex)
{
	struct record record = agent_record(OP_FUTEX_WAKE, futex->object, futex->where);
	int result = 0;

	agent_given(NULL, futex->bits);
	record.flags = pass(futex, OP_FUTEX_WAKE);
	record.argument = futex->value;
	record.size = told_size(futex);
	record.stamp = agent_stamp();
	if (agent.gated) {
		let_all_out(futex, &record);
	} else {
		result = (int)call(futex);
		record.value = result > 0 ? (uint64_t)result : 0;
		agent_count_out(futex->object);
	}
	agent_write_result(&record, result);
	return result < 0 ? result : (int)record.value;
}

/* --- the call --------------------------------------------------------------------------------- */

static bool waits(const struct futex *futex)
{
	return futex->command == FUTEX_WAIT || futex->command == FUTEX_WAIT_BITSET;
}

static bool has_bits(int command)
{
	return command == FUTEX_WAIT_BITSET || command == FUTEX_WAKE_BITSET;
}

/* What the kernel refuses it is to refuse. */
static bool is_refused(const struct futex *futex)
{
	uintptr_t at = (uintptr_t)futex->word;

	return at % sizeof(uint32_t) || at < LOWEST || !futex->bits ||
	       (futex->limit && !agent_is_time(futex->limit));
}

static int do_it(struct futex *futex)
{
	if (is_refused(futex))
		return (int)call(futex);
	futex->object = agent_object_beside(OBJECT_FUTEX, futex->word, futex->is_alone);
	if (!waits(futex))
		return wake(futex);
	agent_touch(futex->word, sizeof(uint32_t), false);
	return agent.gated ? wait_gated(futex) : wait_free(futex);
}

bool agent_futex(const uint64_t a[6], uint32_t where, long *result)
{
	int operation = (int)a[1];
	struct futex futex = {
		.arguments = a,
		.word = (const void *)(uintptr_t)a[0],
		.command = operation & FUTEX_CMD_MASK,
		.is_alone = operation & FUTEX_PRIVATE_FLAG,
		.value = (uint32_t)a[2],
		.bits = FUTEX_BITSET_MATCH_ANY,
		.where = where,
	};

	switch (futex.command) {
	case FUTEX_WAIT:
	case FUTEX_WAIT_BITSET:
		futex.limit = agent_alias((const void *)(uintptr_t)a[3]);
		break;
	case FUTEX_WAKE:
	case FUTEX_WAKE_BITSET:
		break;
	default:
		return false;
	}
	if (has_bits(futex.command))
		futex.bits = (uint32_t)a[5];
	*result = do_it(&futex);
	return true;
}
