/*
 * Operations on semaphores of System V: semop(2), semtimedop(2). Several of one call are done
 * together or not at all.
 *
 * Whoever cannot go on stands at the semaphore that is in the way: the first one of its operations
 * that could not be done, which may be another one as soon as somebody else has done something.
 * Whether a call can finish is the kernel's answer, so whoever is parked asks it (gate.h).
 */
#include <stdint.h>
#include <string.h>
#include <sys/sem.h>
#include "agent/calls/clock.h"
#include "agent/core/agent.h"
#include "agent/core/gate.h"
#include "agent/core/guard.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/data.h"
#include "kinds/semaphore_set/calls.h"

enum { MOST_OPERATIONS = 500 /* SEMOPM, of one call */, MOST_TOKENS = 32767 /* SEMVMX */ };

/* One call, from its gate to its records. */
struct attempt {
	unsigned set;
	const struct sembuf *operations;
	unsigned count;
	const struct timespec *limit; /* NULL: none */
	uint32_t where;
	bool waits;	  /* it could not finish when that was asked last */
	bool object_gone; /* the set went while it waited */
	bool is_late;	  /* it was to wait no longer: the kernel says EAGAIN of that, too */
};

/* --- whether it can finish -------------------------------------------------------------------- */

static enum operation operation_of(const struct sembuf *operation)
{
	if (operation->sem_op == 0)
		return OP_SEMOP_ZERO;
	return operation->sem_op < 0 ? OP_SEMOP_TAKE : OP_SEMOP_PUT;
}

/* What a semaphore holds when all operations before one of them have been done; or less than 0. */
static int value_before(const struct attempt *attempt, unsigned nth)
{
	const struct sembuf *operations = attempt->operations;
	int value = REAL(semctl)(agent_real_set(attempt->set), operations[nth].sem_num, GETVAL);

	for (unsigned i = 0; i < nth && value >= 0; i++) {
		if (operations[i].sem_num == operations[nth].sem_num)
			value += operations[i].sem_op;
	}
	return value;
}

/* The first operation that cannot be done now, or -1: the call says at once how it ends. */
static int find_impossible(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->count; i++) {
		const struct sembuf *operation = &attempt->operations[i];
		int value = value_before(attempt, i);

		if (value < 0 || value + operation->sem_op > MOST_TOKENS)
			return -1;
		if (operation->sem_op ? value + operation->sem_op < 0 : value > 0)
			return (int)i;
	}
	return -1;
}

/* The same of one that is to be waited for. */
static int find_blocked(const struct attempt *attempt)
{
	int found = find_impossible(attempt);

	return found >= 0 && attempt->operations[found].sem_flg & IPC_NOWAIT ? -1 : found;
}

static bool is_there(const struct attempt *attempt)
{
	return REAL(semctl)(agent_real_set(attempt->set), 0, GETVAL) >= 0 || errno == EACCES;
}

/* The operation that the call stands at. */
static void aim(const struct attempt *attempt, unsigned nth, struct intent *intent)
{
	const struct sembuf *operation = &attempt->operations[nth];
	int tokens = operation->sem_op < 0 ? -operation->sem_op : operation->sem_op;

	intent->operation = (uint8_t)operation_of(operation);
	intent->object = (uint16_t)agent_semaphore_at(attempt->set, operation->sem_num);
	intent->argument = (uint64_t)tokens;
	if (intent->object == attempt->set) { /* there is no such one: it fails */
		intent->operation = OP_SEMCTL;
		intent->argument = UINT64_MAX; /* none of semctl's commands */
	}
}

/* Another semaphore is in the way now. */
static void aim_again(const struct attempt *attempt, unsigned nth)
{
	struct intent *intent = &agent_entry()->intent;
	uint16_t before = intent->object;
	uint8_t operation = intent->operation;

	aim(attempt, nth, intent);
	if (intent->object != before || intent->operation != operation)
		agent_park_again();
}

/*
 * Asked when the call parks and whenever something has been done to the set. Who could not finish
 * and has begun to wait is told when the set goes (EIDRM); any other one finds none (EINVAL).
 */
static bool is_ready(void *context)
{
	struct attempt *attempt = context;
	struct intent *intent = &agent_entry()->intent;
	bool waited = attempt->waits;
	int blocked = find_blocked(attempt);

	if (waited && intent->wait == WAIT_BEGUN && !is_there(attempt))
		intent->object_gone = attempt->object_gone = true;
	attempt->waits = blocked >= 0;
	if (waited && blocked >= 0)
		aim_again(attempt, (unsigned)blocked);
	return !attempt->waits;
}

/* --- the call --------------------------------------------------------------------------------- */

/* In a held run nobody waits in the kernel. */
static int try(const struct attempt *attempt)
{
	struct sembuf operations[MOST_OPERATIONS];

	memcpy(operations, attempt->operations, attempt->count * sizeof(operations[0]));
	for (unsigned i = 0; i < attempt->count; i++)
		operations[i].sem_flg |= IPC_NOWAIT;
	return REAL(semop)(agent_real_set(attempt->set), operations, attempt->count);
}

/* What a process changes with SEM_UNDO its end changes back. */
static void note_done(const struct attempt *attempt, const struct sembuf *operation,
		      unsigned semaphore)
{
	struct share *share = &agent_object(semaphore)->shares[agent_entry()->space];

	if (operation->sem_flg & SEM_UNDO)
		share->owed = (int16_t)(share->owed - operation->sem_op);
	agent_note_semaphore(attempt->set, operation->sem_num, semaphore);
}

/* What its semaphore held when that operation had been done, and no later one of the call. */
static uint64_t value_after(const struct attempt *attempt, unsigned nth, uint64_t value)
{
	const struct sembuf *operations = attempt->operations;

	for (unsigned i = nth + 1; i < attempt->count; i++) {
		if (operations[i].sem_num == operations[nth].sem_num)
			value -= (uint64_t)operations[i].sem_op;
	}
	return value;
}

static void count_done(unsigned semaphore, enum operation operation)
{
	if (operation == OP_SEMOP_TAKE)
		agent_count_in(semaphore);
	else if (operation == OP_SEMOP_PUT)
		agent_count_out(semaphore);
}

static struct record record_of(const struct attempt *attempt, const struct intent *at, uint8_t step)
{
	struct record record =
		agent_record((enum operation)at->operation, at->object, attempt->where);

	record.argument = at->argument;
	record.size = attempt->count;
	record.flags = step;
	return record;
}

/* A record for each operation, the first of which was the step. */
static void write_done(const struct attempt *attempt, uint8_t step, uint64_t stamp)
{
	for (unsigned i = 0; i < attempt->count; i++) {
		struct intent at;
		struct record record;

		aim(attempt, i, &at);
		note_done(attempt, &attempt->operations[i], at.object);
		record = record_of(attempt, &at, i == 0 ? step : 0);
		record.value = value_after(attempt, i, agent_object(at.object)->value);
		record.stamp = stamp;
		agent_write(&record);
		count_done(at.object, (enum operation)at.operation);
	}
	agent_note_semaphores(attempt->set);
}

static int end(const struct attempt *attempt, const struct intent *at, uint8_t step, uint64_t stamp,
	       int result)
{
	struct record record = record_of(attempt, at, step);

	agent_saw_given_back(attempt->set, attempt->where);
	if (result >= 0) {
		write_done(attempt, step, stamp);
		return result;
	}
	record.error = attempt->is_late && errno == EAGAIN ? ETIMEDOUT : errno;
	agent_write(&record);
	agent_set_errno(record.error == ETIMEDOUT ? EAGAIN : record.error);
	return result;
}

/* These calls are never begun again: signal(7). */
static int pass(struct attempt *attempt, struct gate *gate, uint8_t *step)
{
	gate->intent.size = attempt->count;
	gate->intent.wait = WAIT_NOT_BEGUN;
	gate->ask = is_ready;
	gate->context = attempt;
	if (attempt->limit)
		gate->intent.deadline_ns = agent_deadline_after(attempt->limit);
	*step = agent_pass(gate);
	if (agent_own.interrupted)
		return EINTR;
	return attempt->object_gone ? EIDRM : 0;
}

/*
 * EAGAIN: of an operation that is not to wait, or since the time is over, and then this returns
 * true.
 */
static bool was_late(const struct attempt *attempt, struct intent *at)
{
	int found = find_impossible(attempt);

	if (found >= 0)
		aim(attempt, (unsigned)found, at);
	errno = EAGAIN;
	return found >= 0 && !(attempt->operations[found].sem_flg & IPC_NOWAIT);
}

static int held_operate(struct attempt *attempt)
{
	struct gate gate = agent_step_gate(OP_SEMOP_TAKE, attempt->set, attempt->where);
	int error, result, blocked = find_blocked(attempt);
	struct intent at;
	uint8_t step;

	aim(attempt, blocked < 0 ? 0 : (unsigned)blocked, &gate.intent);
	agent_given_hash(
		attempt->operations,
		hash_bytes(attempt->operations, attempt->count * sizeof(attempt->operations[0])));
	error = pass(attempt, &gate, &step);
	at = agent_entry()->intent;
	result = error ? agent_fail(error) : try(attempt);
	attempt->is_late = result < 0 && errno == EAGAIN && was_late(attempt, &at);
	if (attempt->is_late && at.deadline_ns > agent.trace->clock_ns)
		agent_disagree(&gate);
	return end(attempt, &at, step, 0, result);
}

/* Who only puts tokens in lets others go on, who may say so before us. */
static uint64_t stamp_before(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->count; i++) {
		if (attempt->operations[i].sem_op <= 0)
			return 0;
	}
	return agent_stamp();
}

static int free_operate(const struct attempt *attempt)
{
	uint64_t stamp = stamp_before(attempt);
	struct intent at;
	int result;

	agent_settle();
	aim(attempt, 0, &at);
	result =
		REAL(semtimedop)(agent_real_set(attempt->set), (struct sembuf *)attempt->operations,
				 attempt->count, attempt->limit);
	return end(attempt, &at, 0, stamp, result);
}

/* What is wrong with these the kernel says, whatever anybody else does. */
static bool is_wrong(const struct sembuf *operations, size_t count, const struct timespec *limit)
{
	return !operations || count == 0 || count > MOST_OPERATIONS ||
	       (limit && (limit->tv_sec < 0 || limit->tv_nsec < 0 || limit->tv_nsec > 999999999));
}

static int operate(int id, struct sembuf *operations, size_t count, const struct timespec *limit,
		   uint32_t where)
{
	struct attempt attempt = {.count = (unsigned)count, .limit = limit, .where = where};
	struct loan loan;
	int result;

	loan = agent_lend(operations, count * sizeof(*operations), where);
	attempt.operations = loan.mine;
	attempt.set = agent_semaphore_set(id);
	result = agent.gated ? held_operate(&attempt) : free_operate(&attempt);
	agent_return(&loan, 0);
	return result;
}

AGENT_EXPORT int semop(int id, struct sembuf *operations, size_t count)
{
	if (!agent_on() || is_wrong(operations, count, NULL))
		return REAL(semop)(id, operations, count);
	return operate(id, operations, count, NULL, AGENT_CALLER);
}

AGENT_EXPORT int semtimedop(int id, struct sembuf *operations, size_t count,
			    const struct timespec *limit)
{
	struct timespec kept = {0};

	if (limit)
		kept = *(const struct timespec *)agent_alias(limit);
	if (!agent_on() || is_wrong(operations, count, limit ? &kept : NULL))
		return REAL(semtimedop)(id, operations, count, limit);
	return operate(id, operations, count, limit ? &kept : NULL, AGENT_CALLER);
}
