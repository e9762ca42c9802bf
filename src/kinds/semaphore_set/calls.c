/*
 * Sets of semaphores of System V: semget(2), semctl(2). What is done with them is in calls_op.c.
 *
 * Nobody waits in the kernel in a held run, so that those who do (GETNCNT, GETZCNT) are counted in
 * the tables; and who was at a semaphore last (GETPID) is told as the program knows processes.
 */
#include "kinds/semaphore_set/calls.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/sem.h>
#include <sys/syscall.h>
#include "agent/calls/clock.h"
#include "agent/calls/descriptors.h"
#include "agent/calls/system_v.h"
#include "agent/core/agent.h"
#include "agent/core/called.h"
#include "agent/core/blind.h"
#include "agent/core/families.h"
#include "agent/core/gate.h"
#include "agent/core/guard.h"
#include "agent/core/objects.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"

enum { SHOWN_AT_ONCE = 16 /* semaphores of a new set that are objects from the start */ };

/* What semctl(2) wants its callers to declare. */
union argument {
	int value;
	struct semid_ds *status;
	unsigned short *values;
};

/* --- objects ---------------------------------------------------------------------------------- */

unsigned agent_semaphore_set(int id)
{
	return agent_system_v(OBJECT_SEMAPHORE_SET, agent_system_v_real(OBJECT_SEMAPHORE_SET, id));
}

int agent_real_set(unsigned set)
{
	return (int)agent_object(set)->key[1];
}

static int value_of(unsigned set, int index)
{
	return REAL(semctl)(agent_real_set(set), index, GETVAL);
}

/* "semaphores 1[0]": as the set itself is called, whose number counts within its kind. */
static void name(unsigned set, int index, unsigned semaphore)
{
	unsigned nth = 0;
	char text[TRACE_NAME];

	for (unsigned i = 1; i <= set; i++)
		nth += agent_object(i)->kind == OBJECT_SEMAPHORE_SET;
	snprintf(text, sizeof(text), "%s %u[%d]", kind_row(OBJECT_SEMAPHORE_SET)->word, nth, index);
	agent_name_object(semaphore, text, 0);
	agent_called_in(semaphore, set, (unsigned)index);
}

unsigned agent_semaphore_at(unsigned set, int index)
{
	const uint64_t key[2] = {(uint64_t)KEY_PART << KEY_SHIFT | set, (uint64_t)index};
	unsigned semaphore = trace_find_object(agent.trace, key);
	int value = semaphore ? 0 : value_of(set, index);
	bool created;

	if (semaphore)
		return semaphore;
	if (value < 0 && errno != EACCES)
		return set;
	semaphore = trace_object(agent.trace, OBJECT_SEMAPHORE, key, set_all(), &created);
	if (!created)
		return semaphore;
	agent_object(semaphore)->value = value < 0 ? 0 : (uint64_t)value;
	name(set, index, semaphore);
	return semaphore;
}

unsigned agent_semaphores_in(unsigned set)
{
	struct semid_ds status;
	union argument to = {.status = &status};
	unsigned count = REAL(semctl)(agent_real_set(set), 0, IPC_STAT, to) == 0
				 ? (unsigned)status.sem_nsems
				 : 0;

	explicit_bzero(&status, sizeof(status));
	return count;
}

/* --- what there is ---------------------------------------------------------------------------- */

/* Whether anything has been done with it yet is what initializers look at: semget(2). */
static struct hash hash_settings(const struct semid_ds *status)
{
	struct hash hash = agent_hash_owner(&status->sem_perm);

	return hash_fold(hash_fold(hash, status->sem_nsems), status->sem_otime != 0);
}

/* What decides how calls on it end; hash_none() where that cannot be looked at. */
static struct hash state_of(unsigned set)
{
	struct semid_ds status;
	union argument to = {.status = &status};
	struct hash hash = hash_none();
	int value = 0;

	if (REAL(semctl)(agent_real_set(set), 0, IPC_STAT, to) == 0) {
		hash = hash_settings(&status);
		for (int i = 0; i < (int)status.sem_nsems && value >= 0; i++)
			hash = hash_fold(hash, (uint64_t)(value = value_of(set, i)));
		hash = value < 0 ? hash_none() : hash;
	} else if (errno != EACCES) {
		hash = hash_bytes(NULL, 0); /* it is no more */
	}
	explicit_bzero(&status, sizeof(status));
	return hash;
}

/* What the processes are owed is not in the kernel's answer; who was at it last is. */
static struct hash with_shares(unsigned set, struct hash hash)
{
	unsigned count = trace_objects(agent.trace);

	for (unsigned i = 1; i < count; i++) {
		const struct object_entry *semaphore = agent_object(i);

		if (semaphore->key[0] != ((uint64_t)KEY_PART << KEY_SHIFT | set))
			continue;
		hash = hash_fold(hash_fold(hash, semaphore->key[1]), semaphore->used_by);
		for (unsigned space = 0; space < LIMIT_SPACES; space++) {
			if (semaphore->shares[space].owed)
				hash = hash_fold(hash,
						 (uint64_t)space << 16 |
							 (uint16_t)semaphore->shares[space].owed);
		}
	}
	return hash;
}

static void note_state(unsigned set)
{
	struct hash hash = state_of(set);

	agent_object(set)->content = hash_is_none(hash) ? hash : with_shares(set, hash);
}

static void note_states(void)
{
	unsigned count = trace_objects(agent.trace);
	int error = errno;

	for (unsigned i = 1; i < count; i++) {
		if (agent_object(i)->kind == OBJECT_SEMAPHORE_SET)
			note_state(i);
	}
	errno = error;
}

const struct family family_semaphore_set = {.on_key = note_states};

void agent_note_semaphore(unsigned set, int index, unsigned semaphore)
{
	struct object_entry *entry = agent_object(semaphore);
	int value = value_of(set, index);

	entry->value = value < 0 ? entry->value : (uint64_t)value;
	entry->used_by = agent_here();
}

void agent_note_semaphores(unsigned set)
{
	unsigned count = trace_objects(agent.trace);

	for (unsigned i = 1; i < count; i++) {
		if (i == set || agent_object(i)->key[0] == ((uint64_t)KEY_PART << KEY_SHIFT | set))
			agent_note_change(i);
	}
}

void agent_saw_given_back(unsigned set, uint32_t where)
{
	unsigned count = trace_objects(agent.trace);

	for (unsigned i = 1; i < count; i++) {
		if (agent_object(i)->key[0] == ((uint64_t)KEY_PART << KEY_SHIFT | set))
			agent_system_v_saw_end(i, where);
	}
}

/* --- get -------------------------------------------------------------------------------------- */

static int call_semget(const struct system_v_get *get, int flags)
{
	/* More than an int holds is as wrong as less than none. */
	return REAL(semget)(get->key, get->size > INT_MAX ? -1 : (int)get->size, flags);
}

static void remove_set(int set)
{
	REAL(semctl)(set, 0, IPC_RMID);
}

AGENT_EXPORT int semget(key_t key, int count, int flags)
{
	const struct system_v_get get = {.operation = OP_SEMGET,
					 .kind = OBJECT_SEMAPHORE_SET,
					 .key = key,
					 .size = (size_t)count,
					 .flags = flags,
					 .call = call_semget,
					 .remove = remove_set};
	uint32_t where = AGENT_CALLER;
	int set;

	if (!agent_on())
		return REAL(semget)(key, count, flags);
	set = agent_system_v_get(&get, where);
	for (int i = 0; set >= 0 && i < count && i < SHOWN_AT_ONCE; i++)
		agent_semaphore_at((unsigned)set, i);
	return set;
}

/* --- one semaphore ---------------------------------------------------------------------------- */

/* Whoever stands at a semaphore, cannot go on, and has begun to wait. */
static int count_waiting(unsigned semaphore, enum operation operation)
{
	unsigned count = trace_actors(agent.trace);
	int waiting = 0;

	for (unsigned i = 0; i < count; i++) {
		const struct actor_entry *actor = &agent.trace->actors[i];
		const struct intent *intent = &actor->intent;

		waiting += atomic_load(&actor->state) == ACTOR_PARKED &&
			   intent->object == semaphore && intent->operation == operation &&
			   !intent->ready && intent->wait == WAIT_BEGUN;
	}
	return waiting;
}

static pid_t last_at(const struct object_entry *semaphore)
{
	unsigned space = semaphore->used_by - 1u;

	if (!semaphore->used_by)
		return 0;
	return agent_told_pid(atomic_load(&agent.trace->spaces[space % LIMIT_SPACES].pid));
}

static int ask(unsigned set, int index, int command, unsigned semaphore)
{
	int result = REAL(semctl)(agent_real_set(set), index, command);

	if (result < 0)
		return result;
	if (command == GETPID)
		return agent.gated ? last_at(agent_object(semaphore)) : agent_told_pid(result);
	if (agent.gated && command == GETNCNT)
		return count_waiting(semaphore, OP_SEMOP_TAKE);
	if (agent.gated && command == GETZCNT)
		return count_waiting(semaphore, OP_SEMOP_ZERO);
	return result;
}

static int ask_semaphore(unsigned set, int index, int command, uint32_t where)
{
	unsigned semaphore = agent_semaphore_at(set, index);
	enum operation operation = semaphore == set ? OP_SEMCTL : OP_SEM_ASK; /* which fails */
	struct gate gate = agent_step_gate(operation, semaphore, where);
	struct record record = agent_record(operation, semaphore, where);
	int result;

	gate.intent.argument = record.argument = (uint64_t)command;
	agent_given(NULL, (uint64_t)index);
	record.flags = agent_pass(&gate);
	result = ask(set, index, command, semaphore);
	agent_saw_given_back(set, where);
	record.value = result < 0 ? 0 : (uint64_t)result;
	return (int)agent_write_result(&record, result);
}

/* Nobody is owed anything of it any more: semctl(2). */
static void note_set(unsigned set, int index, unsigned semaphore)
{
	memset(agent_object(semaphore)->shares, 0, sizeof(agent_object(semaphore)->shares));
	agent_note_semaphore(set, index, semaphore);
}

static int set_semaphore(unsigned set, int index, union argument to, uint32_t where)
{
	unsigned semaphore = agent_semaphore_at(set, index);
	enum operation operation = semaphore == set ? OP_SEMCTL : OP_SEM_SET; /* which fails */
	struct gate gate = agent_step_gate(operation, semaphore, where);
	struct record record = agent_record(operation, semaphore, where);
	int result;

	gate.intent.argument = record.argument = SETVAL;
	agent_given_words((const uint64_t[]){(uint64_t)index, (uint64_t)to.value}, 2);
	record.flags = agent_pass(&gate);
	agent_saw_given_back(set, where);
	result = REAL(semctl)(agent_real_set(set), index, SETVAL, to);
	if (result >= 0) {
		note_set(set, index, semaphore);
		agent_note_semaphores(set);
	}
	record.value = agent_object(semaphore)->value;
	return (int)agent_write_result(&record, result);
}

/* --- all of them ------------------------------------------------------------------------------ */

static void write_set(unsigned set, uint8_t step, uint32_t where)
{
	unsigned count = agent_semaphores_in(set);

	agent_saw_given_back(set, where);
	for (int i = 0; i < (int)count; i++) {
		unsigned semaphore = agent_semaphore_at(set, i);
		struct record record = agent_record(OP_SEM_SET, semaphore, where);

		note_set(set, i, semaphore);
		record.argument = SETALL;
		record.value = agent_object(semaphore)->value;
		record.flags = i == 0 ? step : 0;
		agent_write(&record);
	}
	agent_note_semaphores(set);
}

/*
 * The times are of the kernel's clock, and other ones in every run: what there is has just been.
 * Returns a hash of what the program is told.
 */
static struct hash tell_status(struct semid_ds *status)
{
	time_t now = agent_virtual_seconds();
	struct hash hash = hash_settings(status);

	status->sem_otime = status->sem_otime ? now : 0;
	status->sem_ctime = now;
	return hash_fold(hash, (uint64_t)now);
}

static void note_told(unsigned set, int command, union argument to, struct record *record)
{
	struct hash told = hash_none();

	agent_saw_given_back(set, record->where);
	if (!agent.gated)
		return;
	if (command == GETALL)
		told = hash_bytes(agent_alias(to.values),
				  agent_semaphores_in(set) * sizeof(to.values[0]));
	else
		told = tell_status(agent_alias(to.status));
	agent_text(record, &told, sizeof(told));
}

static int control(unsigned set, int command, union argument to, struct record *record)
{
	int result = REAL(semctl)(agent_real_set(set), 0, command, to);

	if (result < 0)
		return result;
	if (command == IPC_RMID)
		agent_object(set)->outlives = false;
	if (command == IPC_RMID || command == IPC_SET)
		agent_note_semaphores(set);
	if (command == IPC_STAT || command == GETALL)
		note_told(set, command, to, record);
	return result;
}

static int control_set(unsigned set, int command, union argument to, uint32_t where)
{
	struct gate gate = agent_step_gate(OP_SEMCTL, set, where);
	struct record record = agent_record(OP_SEMCTL, set, where);
	int result;

	gate.intent.argument = record.argument = (uint64_t)command;
	agent_given(to.status, command == SETALL && to.values
				       ? hash_bytes(agent_alias(to.values),
						    agent_semaphores_in(set) * sizeof(to.values[0]))
						 .low
				       : 0);
	record.flags = agent_pass(&gate);
	result = control(set, command, to, &record);
	if (command != SETALL || result < 0)
		return (int)agent_write_result(&record, result);
	write_set(set, record.flags, where);
	return result;
}

AGENT_EXPORT int semctl(int id, int index, int command, ...)
{
	uint32_t where = AGENT_CALLER;
	union argument to;
	va_list list;

	va_start(list, command);
	to = va_arg(list, union argument);
	va_end(list);
	if (!agent_on() || command == IPC_INFO)
		return REAL(semctl)(id, index, command, to);
	switch (command) {
	case SEM_INFO:
	case SEM_STAT:
	case SEM_STAT_ANY:
		agent_blind(UNSEEN_CALL, SYS_semctl, where); /* of all that there are */
		return REAL(semctl)(id, index, command, to);
	case GETVAL:
	case GETPID:
	case GETNCNT:
	case GETZCNT:
		return ask_semaphore(agent_semaphore_set(id), index, command, where);
	case SETVAL:
		return set_semaphore(agent_semaphore_set(id), index, to, where);
	default:
		return control_set(agent_semaphore_set(id), command, to, where);
	}
}
