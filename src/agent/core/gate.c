#include "agent/core/gate.h"

#include <pthread.h>
#include "agent/core/blind.h"
#include "agent/core/errand.h"
#include "agent/core/families.h"
#include "agent/core/memory_key.h"
#include "agent/core/objects.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "trace/baton.h"

enum { WIPED = 4096 /* bytes: more than what parks, hands over and finds keys goes down */ };

__attribute__((noinline)) void agent_wipe_stack(void)
{
	char dead[WIPED];

	__builtin_memset(dead, 0, sizeof(dead));
	__asm__ volatile("" : : "r"(dead) : "memory");
}

/* To close what was never used is not to use it. */
static void show(enum operation operation, unsigned object, uint32_t where)
{
	if (!agent_object(object)->is_hidden || operation == OP_CLOSE)
		return;
	agent_object(object)->is_hidden = false;
	agent_repeat_name(object, where);
}

struct gate agent_gate(enum operation operation, unsigned object, uint32_t where)
{
	agent_settle();
	show(operation, object, where);
	agent_own.interrupted = false;
	return (struct gate){
		.intent = {.operation = (uint8_t)operation,
			   .object = (uint16_t)object,
			   .where = where,
			   .deadline_ns = UINT64_MAX},
	};
}

struct gate agent_step_gate(enum operation operation, unsigned object, uint32_t where)
{
	struct gate gate = agent_gate(operation, object, where);

	gate.intent.visible = agent_visible(object);
	return gate;
}

static struct record park_record(const struct intent *intent)
{
	struct record park = agent_record(OP_PARK, intent->object, intent->where);
	const struct hash told = hash_join(agent_space()->untold, agent_space()->told);

	park.value = intent->operation;
	park.argument = intent->argument;
	park.size = intent->size;
	park.flags = (uint8_t)((intent->visible ? RECORD_VISIBLE : 0) |
			       (intent->deadline_ns != UINT64_MAX ? RECORD_TIMED : 0) |
			       (agent_own.handlers ? RECORD_HANDLER : 0));
	agent_text(&park, &told, sizeof(told));
	return park;
}

static void write_park(const struct intent *intent)
{
	const struct record park = park_record(intent);

	agent_write(&park);
}

/* Not by who has the baton, and so without asking for room: there is some for who hands over. */
void agent_park_again(void)
{
	const struct record park = park_record(&agent_entry()->intent);

	trace_append(agent.trace, agent_own.self, &park);
}

static void park(struct gate *gate)
{
	struct actor_entry *entry = agent_entry();
	const struct baton_answers answers = {gate->ask, gate->context, agent_find_key,
					      families_due};

	if (agent.threaded)
		families_park();
	write_park(&entry->intent);
	atomic_store(&entry->state, ACTOR_PARKED);
	if (!agent_own.handlers || trace_runner(agent.trace) == agent_own.self)
		baton_hand_over(agent.trace, agent_own.self);
	else /* who sent the signal has the baton, and is not to wait for it any longer */
		baton_handled(agent_space());
	baton_await(agent.trace, agent_own.self, &answers);
	atomic_store(&entry->state, ACTOR_RUNNING);
	if (agent_space()->doomed)
		families_doom();
	agent_wipe_stack();
}

/* The C library ends a thread that is cancelled where it may wait: pthreads(7). */
static bool is_cancellation_point(const struct intent *intent)
{
	switch (intent->operation) {
	case OP_JOIN:
	case OP_OPEN:
	case OP_CLOSE:
		return true;
	case OP_SEMOP_TAKE: /* these may wait, and are none */
	case OP_SEMOP_PUT:
	case OP_SEMOP_ZERO:
	case OP_FUTEX_WOKEN:
		return false;
	default:
		return operation_row(intent->operation)->early != EARLY_NEVER;
	}
}

/* What is about to be done, into this thread's entry. */
static void intend(const struct gate *gate)
{
	struct intent *intent = &agent_entry()->intent;

	*intent = gate->intent;
	intent->cancellable = agent.threaded && !agent_own.holds_cancel && !agent_own.handlers &&
			      is_cancellation_point(intent);
	if (!gate->ask)
		return;
	intent->by_fd = true;
	intent->ready = gate->ask(gate->context);
	intent->asked_at = baton_changes(agent.trace, intent);
}

/*
 * In a handler what can be done is done at once. What cannot is waited for like anything else, in
 * the middle of what the handler has interrupted, which the memory's key does not tell.
 */
static void pass_in_handler(struct gate *gate)
{
	struct intent *intent = &agent_entry()->intent;
	const struct intent interrupted = *intent;

	if (gate->intent.visible)
		agent_blind(UNSEEN_HANDLER, 0, gate->intent.where);
	gate->intent.visible = false;
	intend(gate);
	if (!baton_can_finish(agent.trace, agent_own.self)) {
		agent.unclear = UNCLEAR_CALL;
		agent_own.waited_in_handler = true;
		park(gate);
		agent_own.interrupted = intent->interrupted;
	}
	*intent = interrupted;
}

/* Somebody is about to send a signal, and now this has come to wait before it. */
static void begin_wait(struct gate *gate)
{
	struct intent *intent = &agent_entry()->intent;
	struct record record = agent_record(OP_BEGIN_WAIT, 0, intent->where);

	intent_begin(intent);
	record.value = intent->operation;
	record.flags = RECORD_VISIBLE;
	agent_write(&record);
	agent_space()->came = 0;
	park(gate);
}

static void pass_by_parking(struct gate *gate)
{
	struct intent *intent = &agent_entry()->intent;

	if (!gate->begun)
		intent->unbegun = families_ends_early(intent);
	park(gate);
	if (intent->begins)
		begin_wait(gate);
}

uint8_t agent_pass(struct gate *gate)
{
	struct intent *intent = &agent_entry()->intent;

	if (!agent.gated)
		return gate->intent.visible ? RECORD_VISIBLE : 0;
	agent_own.accesses = 0;
	if (agent_own.errand)
		agent_look_for_errand();
	if (agent_own.handlers) {
		pass_in_handler(gate);
		return 0;
	}
	intend(gate);
	if (intent->visible || !baton_can_finish(agent.trace, agent_own.self))
		pass_by_parking(gate);
	if (intent->visible && agent_space()->came)
		agent_space()->came = 0;
	if (intent->visible)
		agent_entry()->makes = false;
	agent_own.interrupted = intent->interrupted;
	agent_given_words(NULL, 0);
	if (intent->cancellable && operation_row(intent->operation)->early != EARLY_MUTEX)
		agent_end_if_cancelled(intent->where);
	return intent->visible ? RECORD_VISIBLE : 0;
}

uint8_t agent_pass_step(enum operation operation, unsigned object, uint32_t where)
{
	struct gate gate = agent_step_gate(operation, object, where);

	return agent_pass(&gate);
}

uint8_t agent_pass_open(enum operation operation, uint32_t where)
{
	struct gate gate = agent_gate(operation, 0, where);

	gate.intent.visible = agent_has_company();
	return agent_pass(&gate);
}

/* Only now the C library is told, since who waits in it is not parked. */
void agent_end_if_cancelled(uint32_t where)
{
	struct actor_entry *entry = agent_entry();

	if (!entry->cancelled || agent_own.holds_cancel)
		return;
	if (agent_owes_step())
		agent_write_done(OP_CANCELLED, 0, RECORD_VISIBLE, 0, where);
	entry->cancelled = false;
	agent_own.is_cancelled = true;
	agent_own.ends_at = where;
	REAL(pthread_cancel)(pthread_self());
	REAL(pthread_testcancel)();
}

void agent_disagree(const struct gate *gate)
{
	write_park(&gate->intent);
	baton_stop(agent.trace, STOP_DISAGREE, agent_own.self);
	baton_await(agent.trace, agent_own.self, NULL);
}

/* In a gated run the records say it all. */
void agent_count_in(unsigned object)
{
	if (!agent.gated)
		agent.trace->counters[agent_own.self].in[object]++;
}

void agent_count_out(unsigned object)
{
	if (!agent.gated)
		agent.trace->counters[agent_own.self].out[object]++;
}
