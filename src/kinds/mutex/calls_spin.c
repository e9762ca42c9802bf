/*
 * Spin locks: pthread_spin_lock(3). Who has one is seen as of a mutex; in a gated run nobody spins,
 * since whoever has it would never be let go on meanwhile.
 */
#include <pthread.h>
#include "agent/core/agent.h"
#include "agent/core/gate.h"
#include "agent/core/guard.h"
#include "agent/core/memory_map.h"
#include "agent/core/real.h"
#include "agent/core/records.h"

static unsigned object_of(pthread_spinlock_t *lock)
{
	return agent_object_at(OBJECT_MUTEX, lock, sizeof(*lock));
}

static pthread_spinlock_t *alias_of(pthread_spinlock_t *lock)
{
	return agent_alias((const volatile void *)lock);
}

static void write_done(enum operation operation, unsigned object, uint8_t flags, int error,
		       uint32_t where)
{
	struct record record = agent_record(operation, object, where);

	if (error == 0 && operation != OP_MUTEX_UNLOCK)
		agent_object(object)->value = agent_own.self + 1;
	record.value = agent_object(object)->value;
	record.flags = flags;
	record.error = error;
	agent_write(&record);
	agent_count_in(object);
}

static uint8_t pass_setting(enum operation operation, pthread_spinlock_t *lock, uint32_t where)
{
	return agent_shares((const volatile void *)lock)
		       ? agent_pass_step(operation, object_of(lock), where)
		       : 0;
}

static void note(enum operation operation, pthread_spinlock_t *lock, uint8_t flags, uint32_t where)
{
	if (!agent_shares((const volatile void *)lock))
		return;
	agent_object(object_of(lock))->value = 0;
	agent_write_done(operation, object_of(lock), flags, 0, where);
}

AGENT_EXPORT int pthread_spin_init(pthread_spinlock_t *lock, int pshared)
{
	uint32_t where = AGENT_CALLER;
	uint8_t flags = pass_setting(OP_MUTEX_INIT, lock, where);
	int error = REAL(pthread_spin_init)(alias_of(lock), pshared);

	note(OP_MUTEX_INIT, lock, flags, where);
	return error;
}

AGENT_EXPORT int pthread_spin_destroy(pthread_spinlock_t *lock)
{
	uint32_t where = AGENT_CALLER;

	note(OP_MUTEX_DESTROY, lock, pass_setting(OP_MUTEX_DESTROY, lock, where), where);
	return REAL(pthread_spin_destroy)(alias_of(lock));
}

AGENT_EXPORT int pthread_spin_lock(pthread_spinlock_t *lock)
{
	uint32_t where = AGENT_CALLER;
	struct gate gate;
	uint8_t flags;
	int error;

	if (!agent_shares((const volatile void *)lock))
		return REAL(pthread_spin_lock)(alias_of(lock));
	gate = agent_step_gate(OP_MUTEX_LOCK, object_of(lock), where);
	flags = agent_pass(&gate);
	error = agent.gated ? REAL(pthread_spin_trylock)(alias_of(lock))
			    : REAL(pthread_spin_lock)(alias_of(lock));
	if (error)
		agent_disagree(&gate);
	write_done(OP_MUTEX_LOCK, gate.intent.object, flags, error, where);
	return error;
}

AGENT_EXPORT int pthread_spin_trylock(pthread_spinlock_t *lock)
{
	uint32_t where = AGENT_CALLER;
	unsigned object;
	uint8_t flags;
	int error;

	if (!agent_shares((const volatile void *)lock))
		return REAL(pthread_spin_trylock)(alias_of(lock));
	object = object_of(lock);
	flags = agent_pass_step(OP_MUTEX_TRYLOCK, object, where);
	error = REAL(pthread_spin_trylock)(alias_of(lock));
	write_done(OP_MUTEX_TRYLOCK, object, flags, error, where);
	return error;
}

AGENT_EXPORT int pthread_spin_unlock(pthread_spinlock_t *lock)
{
	uint32_t where = AGENT_CALLER;
	struct record record;
	unsigned object;

	if (!agent_shares((const volatile void *)lock))
		return REAL(pthread_spin_unlock)(alias_of(lock));
	object = object_of(lock);
	record = agent_record(OP_MUTEX_UNLOCK, object, where);
	record.flags = agent_pass_step(OP_MUTEX_UNLOCK, object, where);
	record.stamp = agent_stamp();
	agent_object(object)->value = 0; /* before the next owner writes there, too */
	record.error = REAL(pthread_spin_unlock)(alias_of(lock));
	agent_write(&record);
	agent_count_out(object);
	return record.error;
}
