/*
 * Barriers: pthread_barrier_init(3p), pthread_barrier_wait(3p).
 *
 * In a gated run glibc's barrier is left alone. Whoever arrives takes a step and is parked in the
 * waiting room (trace/waiting_room.h) until the last one comes, who lets all out and goes on at
 * once; what they do then goes on by itself. A free run makes the real call.
 */
#include <pthread.h>
#include "agent/core/agent.h"
#include "agent/core/gate.h"
#include "agent/core/guard.h"
#include "agent/core/memory_map.h"
#include "agent/core/objects.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "trace/waiting_room.h"

/* glibc's third word says how many there are to be (nptl's struct pthread_barrier). */
static unsigned parties_of(const pthread_barrier_t *barrier)
{
	unsigned words[3];

	__builtin_memcpy(words, agent_alias(barrier), sizeof(words));
	return words[2];
}

static unsigned object_of(const pthread_barrier_t *barrier)
{
	unsigned number = agent_object_at(OBJECT_BARRIER, barrier, sizeof(*barrier));
	struct object_entry *object = agent_object(number);

	if (object->was_met)
		return number;
	object->was_met = true;
	object->size = parties_of(barrier); /* it may have been made before it is shown */
	if (object->name[0])
		agent_repeat_name(number, 0);
	return number;
}

/* One that is about to be made: what lies there does not say how many there are to be. */
static unsigned new_object(const pthread_barrier_t *barrier)
{
	unsigned number = agent_object_at(OBJECT_BARRIER, barrier, sizeof(*barrier));

	agent_object(number)->was_met = true;
	return number;
}

static void note_parties(unsigned barrier, unsigned parties, uint8_t flags, uint32_t where)
{
	struct object_entry *object = agent_object(barrier);
	struct record record;

	object->size = parties;
	object->waiting_count = 0;
	record = agent_record(OP_BARRIER_INIT, barrier, where);
	record.value = parties;
	record.flags = flags;
	agent_write(&record);
}

AGENT_EXPORT int pthread_barrier_init(pthread_barrier_t *barrier,
				      const pthread_barrierattr_t *attributes, unsigned parties)
{
	uint32_t where = AGENT_CALLER;
	uint8_t flags = 0;
	int error;

	if (agent_shares(barrier)) {
		agent_given_hash(
			barrier,
			hash_fold(agent_attributes(attributes, sizeof(*attributes)), parties));
		flags = agent_pass_step(OP_BARRIER_INIT, new_object(barrier), where);
	}
	error = REAL(pthread_barrier_init)(agent_alias(barrier), attributes, parties);
	if (agent_shares(barrier) && error == 0)
		note_parties(object_of(barrier), parties, flags, where);
	return error;
}

AGENT_EXPORT int pthread_barrier_destroy(pthread_barrier_t *barrier)
{
	uint32_t where = AGENT_CALLER;

	if (agent_shares(barrier)) {
		uint8_t flags = agent_pass_step(OP_BARRIER_DESTROY, object_of(barrier), where);

		agent_write_done(OP_BARRIER_DESTROY, object_of(barrier), flags, 0, where);
	}
	return REAL(pthread_barrier_destroy)(agent_alias(barrier));
}

static int leave_gated(unsigned object, uint32_t where)
{
	struct gate gate = agent_gate(OP_BARRIER_LEAVE, object, where);

	agent_write_done(OP_BARRIER_LEAVE, object, agent_pass(&gate), 0, where);
	return 0;
}

static int wait_gated(unsigned object, uint32_t where)
{
	struct object_entry *entry = agent_object(object);
	uint8_t flags = agent_pass_step(OP_BARRIER_WAIT, object, where);

	agent_write_done(OP_BARRIER_WAIT, object, flags, 0, where);
	if (entry->waiting_count + 1u < entry->size) {
		waiting_room_enter(entry, agent_own.self);
		return leave_gated(object, where);
	}
	while (waiting_room_let_out(agent.trace, entry, set_all()) >= 0)
		continue;
	return PTHREAD_BARRIER_SERIAL_THREAD;
}

static int wait_free(pthread_barrier_t *barrier, unsigned object, uint32_t where)
{
	int result;

	agent_settle();
	agent_write_done(OP_BARRIER_WAIT, object, 0, 0, where);
	result = REAL(pthread_barrier_wait)(agent_alias(barrier));
	if (result != PTHREAD_BARRIER_SERIAL_THREAD)
		agent_write_done(OP_BARRIER_LEAVE, object, 0, 0, where);
	agent_count_in(object);
	return result;
}

AGENT_EXPORT int pthread_barrier_wait(pthread_barrier_t *barrier)
{
	if (!agent_shares(barrier))
		return REAL(pthread_barrier_wait)(agent_alias(barrier));
	return agent.gated ? wait_gated(object_of(barrier), AGENT_CALLER)
			   : wait_free(barrier, object_of(barrier), AGENT_CALLER);
}
