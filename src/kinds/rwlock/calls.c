/*
 * Process-shared read-write locks: pthread_rwlock_init(3p), pthread_rwlock_rdlock(3p).
 *
 * How many read or who writes is kept in the object table. A gated run makes the non-blocking
 * calls, so nobody ever waits in glibc, and a reader goes before a writer that waits: that is what
 * glibc does unless it is told otherwise (pthread_rwlockattr_setkind_np(3)).
 */
#include <errno.h>
#include "agent/core/agent.h"

static unsigned object_of(const pthread_rwlock_t *lock)
{
	return agent_object_at(OBJECT_RWLOCK, lock, sizeof(*lock));
}

static void write_done(enum operation operation, unsigned object, uint8_t flags, int error,
		       uint32_t where)
{
	struct record record = agent_record(operation, object, where);

	record.flags = flags;
	record.error = error;
	agent_write(&record);
}

AGENT_EXPORT int pthread_rwlock_init(pthread_rwlock_t *lock, const pthread_rwlockattr_t *attributes)
{
	uint32_t where = AGENT_CALLER;
	int error = REAL(pthread_rwlock_init)(lock, attributes);

	if (agent_shares(lock) && error == 0) {
		agent_settle();
		agent_object(object_of(lock))->value = 0;
		write_done(OP_RWLOCK_INIT, object_of(lock), 0, 0, where);
	}
	return error;
}

AGENT_EXPORT int pthread_rwlock_destroy(pthread_rwlock_t *lock)
{
	if (agent_shares(lock)) {
		agent_settle();
		write_done(OP_RWLOCK_DESTROY, object_of(lock), 0, 0, AGENT_CALLER);
	}
	return REAL(pthread_rwlock_destroy)(lock);
}

/* --- taking --------------------------------------------------------------------------------- */

/* One of the eight calls. */
struct attempt {
	enum operation operation;
	clockid_t clock;
	const struct timespec *until;
	uint32_t where;
};

static bool to_write(const struct attempt *attempt)
{
	return attempt->operation == OP_RWLOCK_WRITE || attempt->operation == OP_RWLOCK_TRYWRITE;
}

static int try(pthread_rwlock_t *lock, const struct attempt *attempt)
{
	return to_write(attempt) ? REAL(pthread_rwlock_trywrlock)(lock)
				 : REAL(pthread_rwlock_tryrdlock)(lock);
}

static int wait_for(pthread_rwlock_t *lock, const struct attempt *attempt)
{
	if (attempt->until)
		return to_write(attempt) ? REAL(pthread_rwlock_clockwrlock)(lock, attempt->clock,
									    attempt->until)
					 : REAL(pthread_rwlock_clockrdlock)(lock, attempt->clock,
									    attempt->until);
	return to_write(attempt) ? REAL(pthread_rwlock_wrlock)(lock)
				 : REAL(pthread_rwlock_rdlock)(lock);
}

static bool tries(const struct attempt *attempt)
{
	return attempt->operation == OP_RWLOCK_TRYREAD || attempt->operation == OP_RWLOCK_TRYWRITE;
}

/* After the gate: never blocks. Who writes already is told so (EDEADLK) by the call that waits. */
static int take_gated(pthread_rwlock_t *lock, unsigned object, const struct attempt *attempt,
		      const struct gate *gate)
{
	bool writes = agent_object(object)->value == (RWLOCK_WRITER | (agent.self + 1));
	int error;

	if (tries(attempt))
		return try(lock, attempt);
	error = writes ? wait_for(lock, attempt) : try(lock, attempt);
	if (error != EBUSY)
		return error;
	if (gate->intent.deadline_ns > agent.trace->clock_ns)
		agent_disagree(gate);
	return ETIMEDOUT;
}

static int take(pthread_rwlock_t *lock, struct attempt attempt)
{
	unsigned object = object_of(lock);
	struct gate gate = agent_gate(attempt.operation, object, attempt.where);
	struct object_entry *entry = agent_object(object);
	uint8_t flags;
	int error;

	gate.intent.visible = agent_visible(object);
	if (attempt.until)
		gate.intent.deadline_ns = agent_deadline(attempt.clock, attempt.until);
	flags = agent_pass(&gate);
	if (agent.gated)
		error = take_gated(lock, object, &attempt, &gate);
	else
		error = tries(&attempt) ? try(lock, &attempt) : wait_for(lock, &attempt);
	if (agent.gated && !error) /* only there anybody asks who has it */
		entry->value =
			to_write(&attempt) ? RWLOCK_WRITER | (agent.self + 1) : entry->value + 1;
	write_done(attempt.operation, object, flags, error, attempt.where);
	agent_count_in(object);
	return error;
}

AGENT_EXPORT int pthread_rwlock_rdlock(pthread_rwlock_t *lock)
{
	return agent_shares(lock)
		       ? take(lock, (struct attempt){OP_RWLOCK_READ, 0, NULL, AGENT_CALLER})
		       : REAL(pthread_rwlock_rdlock)(lock);
}

AGENT_EXPORT int pthread_rwlock_timedrdlock(pthread_rwlock_t *lock, const struct timespec *until)
{
	return agent_shares(lock) ? take(lock, (struct attempt){OP_RWLOCK_READ, CLOCK_REALTIME,
								until, AGENT_CALLER})
				  : REAL(pthread_rwlock_clockrdlock)(lock, CLOCK_REALTIME, until);
}

AGENT_EXPORT int pthread_rwlock_clockrdlock(pthread_rwlock_t *lock, clockid_t clock,
					    const struct timespec *until)
{
	return agent_shares(lock)
		       ? take(lock, (struct attempt){OP_RWLOCK_READ, clock, until, AGENT_CALLER})
		       : REAL(pthread_rwlock_clockrdlock)(lock, clock, until);
}

AGENT_EXPORT int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock)
{
	return agent_shares(lock)
		       ? take(lock, (struct attempt){OP_RWLOCK_TRYREAD, 0, NULL, AGENT_CALLER})
		       : REAL(pthread_rwlock_tryrdlock)(lock);
}

AGENT_EXPORT int pthread_rwlock_wrlock(pthread_rwlock_t *lock)
{
	return agent_shares(lock)
		       ? take(lock, (struct attempt){OP_RWLOCK_WRITE, 0, NULL, AGENT_CALLER})
		       : REAL(pthread_rwlock_wrlock)(lock);
}

AGENT_EXPORT int pthread_rwlock_timedwrlock(pthread_rwlock_t *lock, const struct timespec *until)
{
	return agent_shares(lock) ? take(lock, (struct attempt){OP_RWLOCK_WRITE, CLOCK_REALTIME,
								until, AGENT_CALLER})
				  : REAL(pthread_rwlock_clockwrlock)(lock, CLOCK_REALTIME, until);
}

AGENT_EXPORT int pthread_rwlock_clockwrlock(pthread_rwlock_t *lock, clockid_t clock,
					    const struct timespec *until)
{
	return agent_shares(lock)
		       ? take(lock, (struct attempt){OP_RWLOCK_WRITE, clock, until, AGENT_CALLER})
		       : REAL(pthread_rwlock_clockwrlock)(lock, clock, until);
}

AGENT_EXPORT int pthread_rwlock_trywrlock(pthread_rwlock_t *lock)
{
	return agent_shares(lock)
		       ? take(lock, (struct attempt){OP_RWLOCK_TRYWRITE, 0, NULL, AGENT_CALLER})
		       : REAL(pthread_rwlock_trywrlock)(lock);
}

/* --- letting go ----------------------------------------------------------------------------- */

AGENT_EXPORT int pthread_rwlock_unlock(pthread_rwlock_t *lock)
{
	uint32_t where = AGENT_CALLER;
	struct object_entry *entry;
	struct record record;
	unsigned object;
	struct gate gate;

	if (!agent_shares(lock))
		return REAL(pthread_rwlock_unlock)(lock);
	object = object_of(lock);
	entry = agent_object(object);
	gate = agent_gate(OP_RWLOCK_UNLOCK, object, where);
	gate.intent.visible = agent_visible(object);
	record = agent_record(OP_RWLOCK_UNLOCK, object, where);
	record.flags = agent_pass(&gate);
	record.stamp = agent_stamp();
	record.error = REAL(pthread_rwlock_unlock)(lock);
	if (!record.error && entry->value & RWLOCK_WRITER)
		entry->value = 0;
	else if (!record.error && entry->value)
		entry->value--;
	agent_write(&record);
	agent_count_out(object);
	return record.error;
}
