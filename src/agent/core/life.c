#include "agent/core/life.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>
#include "agent/core/blind.h"
#include "agent/core/company.h"
#include "agent/core/families.h"
#include "agent/core/gate.h"
#include "agent/core/objects.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "trace/baton.h"
#include "trace/system.h"
#include "trace/system_v.h"

/* --- beginning ---------------------------------------------------------------------------- */

static void attend(unsigned self)
{
	agent_own.self = self;
	atomic_store(&agent_entry()->thread, system_thread());
	agent_entry()->handle = pthread_self();
	agent.gated = agent.trace->run_mode == RUN_GATED;
	agent.in_run = true;
	agent_own.attends = true;
}

void agent_begin(unsigned self)
{
	struct record begin;

	attend(self);
	agent_own.unsettled = NULL;
	atomic_store(&agent_space()->pid, system_pid());
	begin = agent_record(OP_BEGIN, 0, 0);
	begin.argument = trace_parent(agent.trace, self);
	agent_write(&begin);
	families_begin();
}

void agent_begin_thread(unsigned self)
{
	struct record begin;

	attend(self);
	begin = agent_record(OP_BEGIN, 0, 0);
	begin.argument = agent_entry()->bearer;
	begin.value = 1;
	agent_write(&begin);
}

/* What the image before had staged: it is true now. */
static void tell_staged(void)
{
	unsigned count = trace_publish_staged(agent.trace, agent_own.self);
	uint64_t head = atomic_load(&agent.trace->rings[agent_own.self].head);

	for (unsigned i = 0; i < count; i++) {
		uint64_t since = atomic_load(&agent.trace->rings[agent_own.self].head) - head;

		families_told(
			trace_last(agent.trace, agent_own.self, count - 1 - i + (unsigned)since));
	}
}

/* No other thread of a process outlives its exec(2). */
static void end_other_threads(void)
{
	struct set others = set_without(trace_alive_in(agent.trace, agent_alone()), agent_own.self);

	for (int i = set_first(others); i >= 0; i = set_next(others, (unsigned)i + 1)) {
		struct record record = agent_record(OP_THREAD_END, 0, 0);

		record.actor = (uint8_t)i;
		agent_write(&record);
		atomic_store(&agent_entry_of((unsigned)i)->state, ACTOR_ENDED);
	}
}

void agent_come_back(unsigned self)
{
	attend(self);
	agent_space()->becomes = 0;
	tell_staged();
	end_other_threads();
	agent_space()->caught = 0;
	agent.unclear = UNCLEAR_IMAGE;
	families_image();
}

/* --- who looks ---------------------------------------------------------------------------- */

bool agent_has_ended(unsigned number)
{
	return trace_space_over(agent.trace, agent.trace->actors[number].space);
}

void agent_saw_end(uint32_t where)
{
	if (agent.gated && !agent.trace->ends_free)
		agent_blind(UNSEEN_END, 0, where);
}

void agent_saw_end_among(struct set spaces, uint32_t where)
{
	for (int i = set_first(spaces); i >= 0; i = set_next(spaces, (unsigned)i + 1)) {
		if ((unsigned)i < trace_actors(agent.trace) && agent_has_ended((unsigned)i)) {
			agent_saw_end(where);
			break;
		}
	}
}

void agent_saw_end_of(unsigned object, uint32_t where)
{
	agent_saw_end_among(object ? shared_set_get(&agent_object(object)->holders) : set_all(),
			    where);
}

bool agent_told_of_end(uint64_t signals)
{
	unsigned count = trace_actors(agent.trace), children = 0;

	for (unsigned i = 1; i < count; i++) {
		const struct space_entry *child = trace_space(agent.trace, i);

		children += trace_is_first(agent.trace, i) && !child->reaped &&
			    child->parent == agent_entry()->space;
	}
	return signals != UINT64_C(1) << (SIGCHLD - 1) || children > 1;
}

/* Whether somebody may come to know of this process's end by more than waiting for it. */
static bool is_looked_at(void)
{
	struct trace *trace = agent.trace;
	unsigned self = agent_entry()->space, parent = trace_parent(trace, agent_own.self);

	if (parent != agent_own.self && !agent_has_ended(parent) &&
	    trace_space(trace, parent)->caught >> (SIGCHLD - 1) & 1)
		return true;
	for (unsigned i = 1; i < trace_actors(trace); i++) {
		const struct space_entry *child = trace_space(trace, i);

		if (child->parent == self && child->asked_parent && !agent_has_ended(i))
			return true;
	}
	return false;
}

/* --- ends --------------------------------------------------------------------------------- */

/* Where ends are steps this is one, unless nobody is left who could look. */
static uint8_t pass_end(enum operation operation, uint64_t value, uint32_t where)
{
	struct gate gate;

	if (!agent.gated || agent_own.handlers || trace_runner(agent.trace) != agent_own.self)
		return 0;
	if (!agent.trace->ends_free && !agent_has_threads()) {
		if (is_looked_at())
			agent_saw_end(where);
		return 0;
	}
	gate = agent_gate(operation, 0, where);
	gate.intent.visible = agent_has_company();
	gate.intent.argument = value;
	return agent_pass(&gate);
}

/* What the kernel does to objects of System V when it is dead. */
static void give_back(unsigned actor)
{
	struct record record;
	unsigned at = 0;

	while ((at = system_v_end(agent.trace, actor, at, &record)))
		agent_write(&record);
}

static void end(enum operation operation, uint64_t value, uint8_t flags, uint32_t where)
{
	struct trace *trace = agent.trace;
	struct space_entry *space = agent_space();
	struct record record;

	record = agent_record(operation, 0, where);
	record.flags = agent_owes_step() ? RECORD_VISIBLE : flags;
	record.value = value;
	record.argument = space->killed_by;
	agent_write(&record);
	if (operation == OP_EXIT)
		space->exit_status = (uint8_t)value;
	else
		space->signal = (uint8_t)value;
	give_back(agent_own.self);
	agent_own.attends = false;
	families_end();
	trace->fd_closings++;
	trace->fd_changes++;
	agent_note_order(agent_own.self);
	atomic_store(&trace->leaving_pid, system_pid());
	trace_end_space(trace, agent_entry()->space);
	if (agent.gated && agent_own.handlers && trace->runner != agent_own.self)
		return; /* who sent the signal has the baton, and awaits our death */
	if (agent.gated)
		baton_leave(trace, agent_own.self);
	else if (set_is_empty(trace_alive(trace)))
		baton_stop(trace, STOP_END, agent_own.self);
}

/* The kernel says of it that its owner has died; until then it is taken. */
static bool has_robust_mutex(void)
{
	unsigned count = trace_objects(agent.trace);

	for (unsigned i = 1; i < count; i++) {
		const struct object_entry *object = agent_object(i);

		if (object->kind == OBJECT_MUTEX && object->options & MUTEX_ROBUST &&
		    object->value == agent_own.self + 1)
			return true;
	}
	return false;
}

/* Who waits for a thread waits until it has ended: only then is it a step. */
static uint8_t pass_thread_end(void)
{
	struct gate gate;

	if (!agent.gated || !has_robust_mutex())
		return 0;
	gate = agent_gate(OP_THREAD_END, 0, agent_own.ends_at);
	gate.intent.visible = agent_has_company();
	return agent_pass(&gate);
}

void agent_end_thread(void)
{
	struct trace *trace = agent.trace;
	struct record record;
	uint8_t flags;

	agent_settle();
	flags = pass_thread_end();
	families_park();
	record = agent_record(OP_THREAD_END, 0, agent_own.ends_at);
	record.value = agent_own.is_cancelled;
	record.flags = flags;
	agent_write(&record);
	agent_own.attends = false;
	agent_entry()->result = agent_own.is_cancelled ? UINT64_MAX : agent_own.result;
	agent_note_order(agent_own.self);
	trace->leaving_thread = system_thread();
	atomic_store(&trace->leaving_pid, system_pid());
	atomic_store(&agent_entry()->state, ACTOR_ENDED);
	if (agent.gated)
		baton_leave(trace, agent_own.self);
}

void agent_end(enum operation operation, uint64_t value, uint32_t where)
{
	agent_settle();
	end(operation, value, pass_end(operation, value, where), where);
}

void agent_end_at_once(enum operation operation, uint64_t value, uint32_t where)
{
	agent_settle();
	end(operation, value, 0, where);
}

/* --- of a signal, later ------------------------------------------------------------------- */

static void write_doom(unsigned number, const struct intent *intent)
{
	struct record park = agent_record(OP_PARK, 0, intent->where);

	park.actor = (uint8_t)number;
	park.value = OP_DEATH;
	park.argument = intent->argument;
	park.flags = intent->visible ? RECORD_VISIBLE : 0;
	agent_write(&park);
}

bool agent_doom(unsigned number, int signal)
{
	struct actor_entry *entry = &agent.trace->actors[number];
	struct space_entry *space = trace_space_entry(agent.trace, number);

	if (!agent.gated || !agent.trace->ends_free || agent_own.handlers ||
	    atomic_load(&entry->state) != ACTOR_PARKED ||
	    set_count(trace_alive_in(agent.trace, set_of(entry->space))) > 1)
		return false;
	space->doomed = (uint8_t)signal;
	space->killed_by = (uint8_t)(agent_own.self + 1);
	entry->intent = (struct intent){.operation = OP_DEATH,
					.argument = (unsigned)signal,
					.size = space->killed_by,
					.visible = true,
					.deadline_ns = UINT64_MAX};
	write_doom(number, &entry->intent);
	return true;
}

void agent_end_doomed(void)
{
	int signal = agent_space()->doomed;

	end(OP_DEATH, (uint64_t)signal, RECORD_VISIBLE, 0);
	for (;;) {
		system_kill(system_pid(), signal);
		pause();
	}
}

void agent_note_death(unsigned child, int signal)
{
	struct actor_entry *entry = &agent.trace->actors[child];
	struct space_entry *space = trace_space_entry(agent.trace, child);
	struct record record;

	if (trace_space_over(agent.trace, entry->space))
		return;
	space->signal = (uint8_t)signal;
	trace_end_space(agent.trace, entry->space);
	record = agent_record(OP_DEATH, 0, 0);
	record.actor = (uint8_t)child;
	record.value = (uint64_t)signal;
	record.argument = space->killed_by;
	agent_write(&record);
	give_back(child);
}

void agent_note_exit(unsigned child, int status)
{
	struct actor_entry *entry = &agent.trace->actors[child];
	struct record record;

	if (trace_space_over(agent.trace, entry->space))
		return;
	trace_space_entry(agent.trace, child)->exit_status = (uint8_t)status;
	trace_end_space(agent.trace, entry->space);
	record = agent_record(OP_EXIT, 0, 0);
	record.actor = (uint8_t)child;
	record.value = (uint64_t)status;
	agent_write(&record);
	give_back(child);
}
