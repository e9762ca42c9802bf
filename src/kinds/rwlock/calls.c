/*
 * Read-write locks: pthread_rwlock_init(3p), pthread_rwlock_rdlock(3p).
 *
 * How many read or who writes is kept in the object table. A gated run makes the non-blocking
 * calls, so nobody ever waits in glibc, and a reader goes before a writer that waits: that is what
 * glibc does unless it is told otherwise (pthread_rwlockattr_setkind_np(3)), which is a blind spot.
 */
#include <pthread.h>
#include <stddef.h>
#include "agent/calls/clock.h"
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/families.h"
#include "agent/core/gate.h"
#include "agent/core/guard.h"
#include "agent/core/memory_map.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"

/* Who has one that is met for the first time: glibc counts readers in eights. */
static uint64_t value_of(const pthread_rwlock_t *lock)
{
	const pthread_rwlock_t *alias = agent_alias(lock);
	unsigned count = trace_actors(agent.trace);

	for (unsigned i = count; alias->__data.__cur_writer && i-- > 0;) {
		if (atomic_load(&agent_entry_of(i)->thread) == alias->__data.__cur_writer)
			return RWLOCK_WRITER | (i + UINT64_C(1));
	}
	return alias->__data.__readers >> 3;
}

static unsigned object_of(const pthread_rwlock_t *lock)
{
	unsigned number = agent_object_at(OBJECT_RWLOCK, lock, sizeof(*lock));
	struct object_entry *object = agent_object(number);

	if (agent.gated && !object->was_met)
		object->value = value_of(lock);
	object->was_met = true;
	return number;
}

static const struct owner_words owner_words = {
	.kind = OBJECT_RWLOCK,
	.count = 1,
	.offsets = {offsetof(pthread_rwlock_t, __data.__cur_writer)},
};

const struct family family_rwlock = {.owner_words = &owner_words};

AGENT_EXPORT int pthread_rwlock_init(pthread_rwlock_t *lock, const pthread_rwlockattr_t *attributes)
{
	uint32_t where = AGENT_CALLER;
	uint8_t flags = 0;
	int error;

	if (agent_shares(lock)) {
		agent_given_hash(lock, agent_attributes(attributes, sizeof(*attributes)));
		flags = agent_pass_step(OP_RWLOCK_INIT, object_of(lock), where);
	}
	error = REAL(pthread_rwlock_init)(agent_alias(lock), attributes);
	if (agent_shares(lock) && error == 0) {
		agent_object(object_of(lock))->value = 0;
		agent_write_done(OP_RWLOCK_INIT, object_of(lock), flags, 0, where);
	}
	return error;
}

AGENT_EXPORT int pthread_rwlock_destroy(pthread_rwlock_t *lock)
{
	uint32_t where = AGENT_CALLER;

	if (agent_shares(lock)) {
		unsigned object = object_of(lock);
		uint8_t flags = agent_pass_step(OP_RWLOCK_DESTROY, object, where);

		agent_write_done(OP_RWLOCK_DESTROY, object, flags, 0, where);
		agent_object(object)->was_met = false; /* whatever comes to lie there */
	}
	return REAL(pthread_rwlock_destroy)(agent_alias(lock));
}

/* --- taking --------------------------------------------------------------------------------- */

/* Reading and writing have the same calls, under other names. */
struct side {
	enum operation take, try;
	enum real_call wait, wait_until, attempt;
	bool writes;
};

static const struct side reading = {
	.take = OP_RWLOCK_READ,
	.try = OP_RWLOCK_TRYREAD,
	.wait = REAL_pthread_rwlock_rdlock,
	.wait_until = REAL_pthread_rwlock_clockrdlock,
	.attempt = REAL_pthread_rwlock_tryrdlock,
};

static const struct side writing = {
	.take = OP_RWLOCK_WRITE,
	.try = OP_RWLOCK_TRYWRITE,
	.wait = REAL_pthread_rwlock_wrlock,
	.wait_until = REAL_pthread_rwlock_clockwrlock,
	.attempt = REAL_pthread_rwlock_trywrlock,
	.writes = true,
};

static int attempt(pthread_rwlock_t *lock, const struct side *side)
{
	return ((int (*)(pthread_rwlock_t *))real_get(side->attempt))(agent_alias(lock));
}

/* `until` may be NULL. */
static int wait_for(pthread_rwlock_t *lock, const struct side *side, clockid_t clock,
		    const struct timespec *until)
{
	if (!until)
		return ((int (*)(pthread_rwlock_t *))real_get(side->wait))(agent_alias(lock));
	return ((int (*)(pthread_rwlock_t *, clockid_t, const struct timespec *))real_get(
		side->wait_until))(agent_alias(lock), clock, until);
}

/* It is taken, or not: say so in the table and the trace. */
static int note_taken(const struct gate *gate, const struct side *side, uint8_t flags, int error)
{
	unsigned object = gate->intent.object;
	struct object_entry *entry = agent_object(object);

	if (agent.gated && !error) /* only there anybody asks who has it */
		entry->value =
			side->writes ? RWLOCK_WRITER | (agent_own.self + 1) : entry->value + 1;
	agent_write_done(gate->intent.operation, object, flags, error, gate->intent.where);
	agent_count_in(object);
	return error;
}

/* After the gate: never blocks. Who writes already is told so (EDEADLK) by the call that waits. */
static int take_gated(pthread_rwlock_t *lock, const struct side *side, const struct gate *gate,
		      clockid_t clock, const struct timespec *until)
{
	uint64_t value = agent_object(gate->intent.object)->value;
	bool writes = value == (RWLOCK_WRITER | (agent_own.self + 1));
	int error = writes ? wait_for(lock, side, clock, until) : attempt(lock, side);

	if (error != EBUSY)
		return error;
	if (gate->intent.deadline_ns > agent.trace->clock_ns)
		agent_disagree(gate);
	return ETIMEDOUT;
}

static bool is_waited_for(unsigned object)
{
	for (unsigned i = 0; i < trace_actors(agent.trace); i++) {
		const struct actor_entry *other = agent_entry_of(i);

		if (i != agent_own.self && atomic_load(&other->state) == ACTOR_PARKED &&
		    other->intent.operation == OP_RWLOCK_WRITE && other->intent.object == object)
			return true;
	}
	return false;
}

/* Of the kind with writers first, which alone changes anything, it is said that it is not so here.
 */
static void note_kind(const pthread_rwlock_t *lock, const struct gate *gate)
{
	const pthread_rwlock_t *alias = agent_alias(lock);

	if (agent.gated && alias->__data.__flags == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP &&
	    is_waited_for(gate->intent.object))
		agent_blind(UNSEEN_WRITERS, 0, gate->intent.where);
}

static int take(pthread_rwlock_t *lock, const struct side *side, clockid_t clock,
		const struct timespec *until, uint32_t where)
{
	struct gate gate;
	uint8_t flags;
	int error;

	if (!agent_shares(lock) || (until && (!agent_is_clock(clock) || !agent_is_moment(until))))
		return wait_for(lock, side, clock, until);
	gate = agent_step_gate(side->take, object_of(lock), where);
	if (until)
		gate.intent.deadline_ns = agent_deadline(clock, until);
	flags = agent_pass(&gate);
	if (!side->writes)
		note_kind(lock, &gate);
	error = agent.gated ? take_gated(lock, side, &gate, clock, until)
			    : wait_for(lock, side, clock, until);
	return note_taken(&gate, side, flags, error);
}

static int try(pthread_rwlock_t *lock, const struct side *side, uint32_t where)
{
	struct gate gate;
	uint8_t flags;

	if (!agent_shares(lock))
		return attempt(lock, side);
	gate = agent_step_gate(side->try, object_of(lock), where);
	flags = agent_pass(&gate);
	if (!side->writes)
		note_kind(lock, &gate);
	return note_taken(&gate, side, flags, attempt(lock, side));
}

AGENT_EXPORT int pthread_rwlock_rdlock(pthread_rwlock_t *lock)
{
	return take(lock, &reading, CLOCK_REALTIME, NULL, AGENT_CALLER);
}

AGENT_EXPORT int pthread_rwlock_timedrdlock(pthread_rwlock_t *lock, const struct timespec *until)
{
	return take(lock, &reading, CLOCK_REALTIME, until, AGENT_CALLER);
}

AGENT_EXPORT int pthread_rwlock_clockrdlock(pthread_rwlock_t *lock, clockid_t clock,
					    const struct timespec *until)
{
	return take(lock, &reading, clock, until, AGENT_CALLER);
}

AGENT_EXPORT int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock)
{
	return try(lock, &reading, AGENT_CALLER);
}

AGENT_EXPORT int pthread_rwlock_wrlock(pthread_rwlock_t *lock)
{
	return take(lock, &writing, CLOCK_REALTIME, NULL, AGENT_CALLER);
}

AGENT_EXPORT int pthread_rwlock_timedwrlock(pthread_rwlock_t *lock, const struct timespec *until)
{
	return take(lock, &writing, CLOCK_REALTIME, until, AGENT_CALLER);
}

AGENT_EXPORT int pthread_rwlock_clockwrlock(pthread_rwlock_t *lock, clockid_t clock,
					    const struct timespec *until)
{
	return take(lock, &writing, clock, until, AGENT_CALLER);
}

AGENT_EXPORT int pthread_rwlock_trywrlock(pthread_rwlock_t *lock)
{
	return try(lock, &writing, AGENT_CALLER);
}

/* --- letting go ----------------------------------------------------------------------------- */

AGENT_EXPORT int pthread_rwlock_unlock(pthread_rwlock_t *lock)
{
	uint32_t where = AGENT_CALLER;
	struct object_entry *entry;
	struct record record;
	unsigned object;

	if (!agent_shares(lock))
		return REAL(pthread_rwlock_unlock)(agent_alias(lock));
	object = object_of(lock);
	entry = agent_object(object);
	record = agent_record(OP_RWLOCK_UNLOCK, object, where);
	record.flags = agent_pass_step(OP_RWLOCK_UNLOCK, object, where);
	record.stamp = agent_stamp();
	record.error = REAL(pthread_rwlock_unlock)(agent_alias(lock));
	if (!record.error && entry->value & RWLOCK_WRITER)
		entry->value = 0;
	else if (!record.error && entry->value)
		entry->value--;
	agent_write(&record);
	agent_count_out(object);
	return record.error;
}
