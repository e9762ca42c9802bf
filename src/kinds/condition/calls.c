/*
 * Condition variables: pthread_cond_init(3), pthread_cond_wait(3).
 *
 * In a gated run glibc's condition is left alone: nobody really waits in it. A wait lets the mutex
 * go, really, and enters the waiting room in the object table (trace/waiting_room.h); then it is
 * parked until it is let out or its time is over, and until the mutex can be taken, really. A free
 * run makes the real calls.
 */
#include <pthread.h>
#include <threads.h>
#include "agent/calls/clock.h"
#include "agent/core/agent.h"
#include "agent/core/gate.h"
#include "agent/core/guard.h"
#include "agent/core/memory_map.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "kinds/mutex/calls.h"
#include "trace/waiting_room.h"

static unsigned object_of(const pthread_cond_t *condition)
{
	return agent_object_at(OBJECT_CONDITION, condition, sizeof(*condition));
}

/* Others may wait in it before it is made, or be told. */
static uint8_t pass_making(const pthread_cond_t *condition, struct hash how, uint32_t where)
{
	if (!agent_shares(condition))
		return 0;
	agent_given_hash(condition, how);
	return agent_pass_step(OP_COND_INIT, object_of(condition), where);
}

static void note_made(const pthread_cond_t *condition, uint8_t flags, uint32_t where)
{
	if (!agent_shares(condition))
		return;
	agent_object(object_of(condition))->waiting_count = 0;
	agent_write_done(OP_COND_INIT, object_of(condition), flags, 0, where);
}

static void note_destroyed(const pthread_cond_t *condition, uint32_t where)
{
	uint8_t flags;

	if (!agent_shares(condition))
		return;
	flags = agent_pass_step(OP_COND_DESTROY, object_of(condition), where);
	agent_write_done(OP_COND_DESTROY, object_of(condition), flags, 0, where);
}

AGENT_EXPORT int pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes)
{
	uint32_t where = AGENT_CALLER;
	struct hash how = agent_attributes(attributes, sizeof(*attributes));
	uint8_t flags = pass_making(condition, how, where);
	int error = REAL(pthread_cond_init)(agent_alias(condition), attributes);

	if (error == 0)
		note_made(condition, flags, where);
	return error;
}

AGENT_EXPORT int pthread_cond_destroy(pthread_cond_t *condition)
{
	note_destroyed(condition, AGENT_CALLER);
	return REAL(pthread_cond_destroy)(agent_alias(condition));
}

/* --- waiting ------------------------------------------------------------------------------ */

/* A wait under way. */
struct wait {
	pthread_cond_t *condition;
	pthread_mutex_t *mutex;
	unsigned object, mutex_object;
	clockid_t clock;
	bool own_clock; /* `until` is of the condition's own clock */
	const struct timespec *until;
	uint32_t where;
};

static void write_wait(const struct wait *wait, enum operation operation, uint8_t flags, int error)
{
	struct record record = agent_record(operation, wait->object, wait->where);

	record.argument = wait->mutex_object;
	record.flags = flags;
	record.error = error;
	agent_write(&record);
}

static struct gate gate_of(const struct wait *wait, enum operation operation)
{
	struct gate gate = agent_step_gate(operation, wait->object, wait->where);

	gate.intent.argument = wait->mutex_object;
	agent_given(wait->until, (uintptr_t)wait->mutex);
	return gate;
}

/* Out of the room and past the mutex. */
static int wake_gated(const struct wait *wait)
{
	struct gate gate = gate_of(wait, OP_COND_WAKE);
	uint8_t flags;
	int error;

	if (wait->until)
		gate.intent.deadline_ns = agent_deadline(wait->clock, wait->until);
	flags = agent_pass(&gate);
	error = agent_mutex_take(wait->mutex, wait->mutex_object);
	if (error == EBUSY)
		agent_disagree(&gate);
	agent_mutex_taken(wait->mutex_object, error);
	if (!agent_entry()->intent.notified) {
		waiting_room_leave(agent_object(wait->object), agent_own.self);
		error = error ? error : agent_entry()->cancelled ? ECANCELED : ETIMEDOUT;
	}
	write_wait(wait, OP_COND_WAKE, flags, error);
	agent_end_if_cancelled(wait->where);
	return error;
}

static int wait_gated(const struct wait *wait)
{
	struct gate gate = gate_of(wait, OP_COND_WAIT);
	uint8_t flags = agent_pass(&gate);
	int error = agent_mutex_let_go(wait->mutex, wait->mutex_object);

	write_wait(wait, OP_COND_WAIT, flags, error);
	if (error)
		return error;
	waiting_room_enter(agent_object(wait->object), agent_own.self);
	return wake_gated(wait);
}

static int wait_really(const struct wait *wait)
{
	pthread_cond_t *condition = agent_alias(wait->condition);
	pthread_mutex_t *mutex = agent_alias(wait->mutex);

	if (!wait->until)
		return REAL(pthread_cond_wait)(condition, mutex);
	return wait->own_clock
		       ? REAL(pthread_cond_timedwait)(condition, mutex, wait->until)
		       : REAL(pthread_cond_clockwait)(condition, mutex, wait->clock, wait->until);
}

static int wait_free(const struct wait *wait)
{
	int error;

	agent_settle();
	write_wait(wait, OP_COND_WAIT, 0, 0);
	agent_mutex_left(wait->mutex, wait->mutex_object);
	error = wait_really(wait);
	agent_mutex_taken(wait->mutex_object, error == ETIMEDOUT ? 0 : error);
	write_wait(wait, OP_COND_WAKE, 0, error);
	agent_count_in(wait->object);
	return error;
}

/* Until no moment, or by no clock: then the mutex is kept. */
static bool is_refused(const struct wait *wait)
{
	return wait->until && (!agent_is_moment(wait->until) ||
			       (!wait->own_clock && !agent_is_clock(wait->clock)));
}

static int wait_in(struct wait wait)
{
	if (!agent_shares(wait.condition) || is_refused(&wait))
		return wait_really(&wait);
	wait.object = object_of(wait.condition);
	wait.mutex_object = agent_mutex_object(wait.mutex);
	return agent.gated ? wait_gated(&wait) : wait_free(&wait);
}

AGENT_EXPORT int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
	return wait_in(
		(struct wait){.condition = condition, .mutex = mutex, .where = AGENT_CALLER});
}

AGENT_EXPORT int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
					const struct timespec *until)
{
	return wait_in((struct wait){.condition = condition,
				     .mutex = mutex,
				     .own_clock = true,
				     .until = until,
				     .where = AGENT_CALLER});
}

AGENT_EXPORT int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
					clockid_t clock, const struct timespec *until)
{
	return wait_in((struct wait){.condition = condition,
				     .mutex = mutex,
				     .clock = clock,
				     .until = until,
				     .where = AGENT_CALLER});
}

/* --- notifying ---------------------------------------------------------------------------- */

/* glibc says so in a bit of the word that counts references (nptl's pthread_cond_common.c). */
static bool is_shared(const pthread_cond_t *condition)
{
	const pthread_cond_t *alias = agent_alias(condition);

	return alias->__data.__wrefs & 1;
}

/*
 * Fill in who is let out of the room: the first, or all. Of one that is not process-shared the
 * kernel finds only threads of the same process: futex(2).
 */
static void let_out(struct record *record, bool is_shared)
{
	struct object_entry *object = agent_object(record->object);
	bool all = record->operation == OP_COND_BROADCAST;
	int actor;

	do {
		actor = waiting_room_let_out(agent.trace, object,
					     is_shared ? set_all() : agent_alone());
		if (actor >= 0)
			record->value++;
		if (actor >= 0 && !all)
			record->argument = (uint64_t)actor + 1;
	} while (all && actor >= 0);
	if (!is_shared && !record->value && !object->owner_space)
		record->size = COND_UNSHARED;
}

static int notify_really(pthread_cond_t *condition, enum operation operation)
{
	return operation == OP_COND_SIGNAL ? REAL(pthread_cond_signal)(agent_alias(condition))
					   : REAL(pthread_cond_broadcast)(agent_alias(condition));
}

static int notify(pthread_cond_t *condition, enum operation operation, uint32_t where)
{
	unsigned object;
	struct record record;

	if (!agent_shares(condition))
		return notify_really(condition, operation);
	object = object_of(condition);
	record = agent_record(operation, object, where);
	record.flags = agent_pass_step(operation, object, where);
	record.stamp = agent_stamp();
	if (agent.gated) {
		let_out(&record, is_shared(condition));
	} else {
		record.value = COND_UNKNOWN;
		record.error = notify_really(condition, operation);
		agent_count_out(object);
	}
	agent_write(&record);
	return record.error;
}

AGENT_EXPORT int pthread_cond_signal(pthread_cond_t *condition)
{
	return notify(condition, OP_COND_SIGNAL, AGENT_CALLER);
}

AGENT_EXPORT int pthread_cond_broadcast(pthread_cond_t *condition)
{
	return notify(condition, OP_COND_BROADCAST, AGENT_CALLER);
}

/* --- C11 ------------------------------------------------------------------------------------ */

/* glibc's cnd_t is a pthread_cond_t, and its mtx_t a mutex; its functions call others than ours. */
static pthread_cond_t *condition_of(cnd_t *condition)
{
	return (pthread_cond_t *)(void *)condition;
}

static int c11_result(int error)
{
	return error == 0 ? thrd_success : error == ETIMEDOUT ? thrd_timedout : thrd_error;
}

AGENT_EXPORT int cnd_init(cnd_t *condition)
{
	uint32_t where = AGENT_CALLER;
	uint8_t flags = pass_making(condition_of(condition), hash_none(), where);
	int result = REAL(cnd_init)(agent_alias(condition));

	if (result == thrd_success)
		note_made(condition_of(condition), flags, where);
	return result;
}

AGENT_EXPORT void cnd_destroy(cnd_t *condition)
{
	note_destroyed(condition_of(condition), AGENT_CALLER);
	REAL(cnd_destroy)(agent_alias(condition));
}

AGENT_EXPORT int cnd_wait(cnd_t *condition, mtx_t *mutex)
{
	return c11_result(wait_in((struct wait){.condition = condition_of(condition),
						.mutex = (pthread_mutex_t *)(void *)mutex,
						.where = AGENT_CALLER}));
}

AGENT_EXPORT int cnd_timedwait(cnd_t *restrict condition, mtx_t *restrict mutex,
			       const struct timespec *restrict until)
{
	return c11_result(wait_in((struct wait){.condition = condition_of(condition),
						.mutex = (pthread_mutex_t *)(void *)mutex,
						.own_clock = true,
						.until = until,
						.where = AGENT_CALLER}));
}

AGENT_EXPORT int cnd_signal(cnd_t *condition)
{
	return c11_result(notify(condition_of(condition), OP_COND_SIGNAL, AGENT_CALLER));
}

AGENT_EXPORT int cnd_broadcast(cnd_t *condition)
{
	return c11_result(notify(condition_of(condition), OP_COND_BROADCAST, AGENT_CALLER));
}
