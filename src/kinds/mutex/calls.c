/*
 * Mutexes between processes and between threads, robust ones too: pthread_mutexattr_setpshared(3),
 * _setrobust(3).
 *
 * A mutex in private memory is shown as soon as there are threads. Who owns one is kept in the
 * object table; glibc's own type bits are read from the mutex, which is public in
 * <bits/struct_mutex.h> though not documented.
 */
#include "kinds/mutex/calls.h"

#include <stddef.h>
#include <threads.h>
#include "agent/calls/clock.h"
#include "agent/core/agent.h"
#include "agent/core/families.h"
#include "agent/core/gate.h"
#include "agent/core/guard.h"
#include "agent/core/life.h"
#include "agent/core/memory_map.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "kinds/mutex/ready.h"

enum { KIND_TYPE = 3, KIND_ROBUST = 16, KIND_SHARED = 128 };

/* A robust mutex was taken from a dead owner and not made consistent yet; beside MUTEX_…. */
enum { MUTEX_INCONSISTENT = 128 };

static uint8_t options_of(const pthread_mutex_t *mutex)
{
	const pthread_mutex_t *alias = agent_alias(mutex);
	int kind = alias->__data.__kind;
	uint8_t options = kind & KIND_ROBUST ? MUTEX_ROBUST : 0;

	if ((kind & KIND_TYPE) == PTHREAD_MUTEX_RECURSIVE)
		options |= MUTEX_RECURSIVE;
	if ((kind & KIND_TYPE) == PTHREAD_MUTEX_ERRORCHECK)
		options |= MUTEX_ERRORCHECK;
	if (!(kind & KIND_SHARED))
		options |= MUTEX_UNSHARED;
	return options;
}

/* Who has one that is met for the first time: number + 1, or 0. */
static uint64_t owner_of(const pthread_mutex_t *mutex)
{
	const pthread_mutex_t *alias = agent_alias(mutex);
	unsigned count = trace_actors(agent.trace);

	for (unsigned i = count; alias->__data.__owner && i-- > 0;) {
		if (atomic_load(&agent_entry_of(i)->thread) != alias->__data.__owner)
			continue;
		/* Who was forked has what its forebear had. */
		return i == agent_entry()->bearer &&
				       !trace_same_space(agent.trace, i, agent_own.self)
			       ? agent_own.self + UINT64_C(1)
			       : i + UINT64_C(1);
	}
	return 0;
}

/* In private memory it may have been taken before it is shown. */
static void meet(const pthread_mutex_t *mutex, unsigned number)
{
	struct object_entry *object = agent_object(number);
	struct record record = agent_record(OP_MUTEX_FOUND, number, 0);

	object->was_met = true;
	record.value = object->value = owner_of(mutex);
	if (!record.value)
		return;
	agent_settle();
	agent_write(&record);
}

static unsigned object_of(const pthread_mutex_t *mutex)
{
	unsigned number = agent_object_at(OBJECT_MUTEX, mutex, sizeof(*mutex));
	struct object_entry *object = agent_object(number);

	object->options = options_of(mutex) | (object->options & MUTEX_INCONSISTENT);
	if (!object->was_met)
		meet(mutex, number);
	return number;
}

static const struct owner_words owner_words = {
	.kind = OBJECT_MUTEX,
	.count = 2,
	.offsets = {offsetof(pthread_mutex_t, __data.__lock),
		    offsetof(pthread_mutex_t, __data.__owner)},
};

const struct family family_mutex = {.owner_words = &owner_words};

static void write_done(enum operation operation, unsigned object, uint8_t flags, int error,
		       uint32_t where)
{
	struct record record = agent_record(operation, object, where);

	record.value = agent_object(object)->value;
	record.argument = agent_object(object)->options & (MUTEX_INCONSISTENT - 1u);
	record.flags = flags;
	record.error = error;
	agent_write(&record);
}

/* --- for conditions, too ------------------------------------------------------------------- */

unsigned agent_mutex_object(const pthread_mutex_t *mutex)
{
	return agent_shares(mutex) ? object_of(mutex) : 0;
}

/* Only these look who lets them go: any other one is free after that, whoever had it. */
static bool looks_at_owner(const struct object_entry *mutex)
{
	return mutex->options & (MUTEX_RECURSIVE | MUTEX_ERRORCHECK | MUTEX_ROBUST);
}

/* The table comes before the lock is let go: the next owner writes there, too. */
void agent_mutex_left(const pthread_mutex_t *mutex, unsigned object)
{
	struct object_entry *entry = agent_object(object);
	const pthread_mutex_t *alias = agent_alias(mutex);

	if (!object)
		return;
	if (!looks_at_owner(entry))
		entry->value = 0;
	else if (entry->value == agent_own.self + 1 && alias->__data.__count <= 1)
		entry->value = entry->options & MUTEX_INCONSISTENT ? MUTEX_UNUSABLE : 0;
}

int agent_mutex_let_go(pthread_mutex_t *mutex, unsigned object)
{
	struct object_entry *entry = agent_object(object);
	uint64_t owner = entry->value;
	int error;

	agent_mutex_left(mutex, object);
	error = REAL(pthread_mutex_unlock)(agent_alias(mutex));
	if (error && object)
		entry->value = owner;
	return error;
}

int agent_mutex_take(pthread_mutex_t *mutex, unsigned object)
{
	const struct object_entry *entry = agent_object(object);

	if (object && entry->value == agent_own.self + 1 &&
	    entry->options & (MUTEX_RECURSIVE | MUTEX_ERRORCHECK)) /* or EDEADLK: never blocks */
		return REAL(pthread_mutex_lock)(agent_alias(mutex));
	return REAL(pthread_mutex_trylock)(agent_alias(mutex));
}

void agent_mutex_taken(unsigned object, int error)
{
	struct object_entry *entry = agent_object(object);

	if (!object)
		return;
	if (error == 0 || error == EOWNERDEAD)
		entry->value = agent_own.self + 1;
	if (error == EOWNERDEAD)
		entry->options |= MUTEX_INCONSISTENT;
	if (error == ENOTRECOVERABLE)
		entry->value = MUTEX_UNUSABLE;
}

/* --- the calls ------------------------------------------------------------------------------ */

/* A thread of ours: its end was a step, as it had that. */
static bool is_ours(uint64_t owner)
{
	return owner && owner <= LIMIT_ACTORS &&
	       trace_same_space(agent.trace, (unsigned)owner - 1, agent_own.self);
}

/* The lock was taken or refused: say so in the table and the trace. */
static void note_lock(enum operation operation, unsigned object, uint8_t flags, int error,
		      uint32_t where)
{
	uint64_t owner = agent_object(object)->value;

	agent_mutex_taken(object, error);
	write_done(operation, object, flags, error, where);
	if (operation == OP_MUTEX_TRYLOCK && error == EOWNERDEAD && !is_ours(owner))
		agent_saw_end(where);
	agent_count_in(object);
}

/* Whoever can reach the place may look at it before, or after. */
static uint8_t pass_making(const pthread_mutex_t *mutex, struct hash how, uint32_t where)
{
	if (!agent_shares(mutex))
		return 0;
	agent_given_hash(mutex, how);
	return agent_pass_step(OP_MUTEX_INIT, agent_object_at(OBJECT_MUTEX, mutex, sizeof(*mutex)),
			       where);
}

/* It is new, whatever lay there before. */
static void note_made(const pthread_mutex_t *mutex, uint8_t flags, uint32_t where)
{
	unsigned object;

	if (!agent_shares(mutex))
		return;
	object = object_of(mutex);
	agent_object(object)->value = 0;
	agent_object(object)->options = options_of(mutex);
	write_done(OP_MUTEX_INIT, object, flags, 0, where);
}

static void note_destroyed(const pthread_mutex_t *mutex, uint32_t where)
{
	unsigned object;
	uint8_t flags;

	if (!agent_shares(mutex))
		return;
	flags = agent_pass_step(OP_MUTEX_DESTROY, object_of(mutex), where);
	object = object_of(mutex);
	write_done(OP_MUTEX_DESTROY, object, flags, 0, where);
	agent_object(object)->was_met = false; /* whatever comes to lie there */
}

AGENT_EXPORT int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes)
{
	uint32_t where = AGENT_CALLER;
	struct hash how = agent_attributes(attributes, sizeof(*attributes));
	uint8_t flags = pass_making(mutex, how, where);
	int error = REAL(pthread_mutex_init)(agent_alias(mutex), attributes);

	if (error == 0)
		note_made(mutex, flags, where);
	return error;
}

AGENT_EXPORT int pthread_mutex_destroy(pthread_mutex_t *mutex)
{
	note_destroyed(mutex, AGENT_CALLER);
	return REAL(pthread_mutex_destroy)(agent_alias(mutex));
}

/*
 * The kernel knows the sleepers of a mutex that is not process-shared by process and address: who
 * lets it go in another process wakes nobody (FUTEX_PRIVATE_FLAG of futex(2)). Between threads of
 * one process it is like any other.
 */
static int sleep_on(unsigned object, uint64_t deadline_ns, uint32_t where)
{
	struct gate gate = agent_gate(OP_MUTEX_SLEEP, object, where);

	gate.intent.deadline_ns = deadline_ns;
	agent_pass(&gate);
	return ETIMEDOUT;
}

static int lock_really(pthread_mutex_t *mutex, clockid_t clock, const struct timespec *until)
{
	return until ? REAL(pthread_mutex_clocklock)(agent_alias(mutex), clock, until)
		     : REAL(pthread_mutex_lock)(agent_alias(mutex));
}

static int lock(pthread_mutex_t *mutex, clockid_t clock, const struct timespec *until,
		uint32_t where)
{
	bool may_wait = !until || agent_is_moment(until);
	unsigned object;
	struct gate gate;
	uint8_t flags;
	int error;

	if (!agent_shares(mutex) || !agent_is_clock(clock))
		return lock_really(mutex, clock, until);
	object = object_of(mutex);
	gate = agent_step_gate(OP_MUTEX_LOCK, object, where);
	if (until)
		gate.intent.deadline_ns = may_wait ? agent_deadline(clock, until) : 0;
	flags = agent_pass(&gate);
	error = agent.gated ? agent_mutex_take(mutex, object) : lock_really(mutex, clock, until);
	if (agent.gated && error == EBUSY && !may_wait) {
		error = EINVAL; /* and if it is free, nobody looks */
	} else if (agent.gated && error == EBUSY &&
		   mutex_is_foreign(agent.trace, agent_own.self, object)) {
		note_lock(OP_MUTEX_LOCK, object, flags, error, where);
		flags = 0;
		error = sleep_on(object, gate.intent.deadline_ns, where);
	} else if (agent.gated && error == EBUSY) {
		if (gate.intent.deadline_ns > agent.trace->clock_ns)
			agent_disagree(&gate);
		error = ETIMEDOUT;
	}
	note_lock(OP_MUTEX_LOCK, object, flags, error, where);
	return error;
}

static int try_lock(pthread_mutex_t *mutex, uint32_t where)
{
	unsigned object;
	uint8_t flags;
	int error;

	if (!agent_shares(mutex))
		return REAL(pthread_mutex_trylock)(agent_alias(mutex));
	object = object_of(mutex);
	flags = agent_pass_step(OP_MUTEX_TRYLOCK, object, where);
	error = REAL(pthread_mutex_trylock)(agent_alias(mutex));
	note_lock(OP_MUTEX_TRYLOCK, object, flags, error, where);
	return error;
}

static int unlock(pthread_mutex_t *mutex, uint32_t where)
{
	struct record record;
	unsigned object;
	uint8_t flags;

	if (!agent_shares(mutex))
		return REAL(pthread_mutex_unlock)(agent_alias(mutex));
	object = object_of(mutex);
	flags = agent_pass_step(OP_MUTEX_UNLOCK, object, where);
	record = agent_record(OP_MUTEX_UNLOCK, object, where);
	record.stamp = agent_stamp();
	record.argument = agent_object(object)->options & (MUTEX_INCONSISTENT - 1u);
	record.flags = flags;
	record.error = agent_mutex_let_go(mutex, object);
	agent_write(&record);
	agent_count_out(object);
	return record.error;
}

AGENT_EXPORT int pthread_mutex_lock(pthread_mutex_t *mutex)
{
	return lock(mutex, CLOCK_REALTIME, NULL, AGENT_CALLER);
}

AGENT_EXPORT int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *until)
{
	return lock(mutex, CLOCK_REALTIME, until, AGENT_CALLER);
}

AGENT_EXPORT int pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock,
					 const struct timespec *until)
{
	return lock(mutex, clock, until, AGENT_CALLER);
}

AGENT_EXPORT int pthread_mutex_trylock(pthread_mutex_t *mutex)
{
	return try_lock(mutex, AGENT_CALLER);
}

AGENT_EXPORT int pthread_mutex_unlock(pthread_mutex_t *mutex)
{
	return unlock(mutex, AGENT_CALLER);
}

AGENT_EXPORT int pthread_mutex_consistent(pthread_mutex_t *mutex)
{
	int error = REAL(pthread_mutex_consistent)(agent_alias(mutex));

	if (agent_shares(mutex) && error == 0) {
		unsigned object = object_of(mutex);

		agent_settle();
		agent_object(object)->options &= (uint8_t)~MUTEX_INCONSISTENT;
		write_done(OP_MUTEX_CONSISTENT, object, 0, 0, AGENT_CALLER);
	}
	return error;
}

/* --- C11 ------------------------------------------------------------------------------------ */

/* glibc's mtx_t is a pthread_mutex_t; its functions call others than ours. */
static pthread_mutex_t *mutex_of(mtx_t *mutex)
{
	return (pthread_mutex_t *)(void *)mutex;
}

static int c11_result(int error)
{
	switch (error) {
	case 0:
		return thrd_success;
	case EBUSY:
		return thrd_busy;
	case ETIMEDOUT:
		return thrd_timedout;
	default:
		return thrd_error;
	}
}

AGENT_EXPORT int mtx_init(mtx_t *mutex, int type)
{
	uint32_t where = AGENT_CALLER;
	struct hash how = hash_fold(hash_none(), (unsigned)type);
	uint8_t flags = pass_making(mutex_of(mutex), how, where);
	int result = REAL(mtx_init)(agent_alias(mutex), type);

	if (result == thrd_success)
		note_made(mutex_of(mutex), flags, where);
	return result;
}

AGENT_EXPORT void mtx_destroy(mtx_t *mutex)
{
	note_destroyed(mutex_of(mutex), AGENT_CALLER);
	REAL(mtx_destroy)(agent_alias(mutex));
}

AGENT_EXPORT int mtx_lock(mtx_t *mutex)
{
	return c11_result(lock(mutex_of(mutex), CLOCK_REALTIME, NULL, AGENT_CALLER));
}

AGENT_EXPORT int mtx_timedlock(mtx_t *restrict mutex, const struct timespec *restrict until)
{
	return c11_result(lock(mutex_of(mutex), CLOCK_REALTIME, until, AGENT_CALLER));
}

AGENT_EXPORT int mtx_trylock(mtx_t *mutex)
{
	return c11_result(try_lock(mutex_of(mutex), AGENT_CALLER));
}

AGENT_EXPORT int mtx_unlock(mtx_t *mutex)
{
	return c11_result(unlock(mutex_of(mutex), AGENT_CALLER));
}
