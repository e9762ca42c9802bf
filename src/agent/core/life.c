#include "agent/core/life.h"

#include "agent/core/families.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "trace/baton.h"

/* --- beginning ---------------------------------------------------------------------------- */

static void attend(unsigned self)
{
	agent.self = self;
	agent.gated = agent.trace->run_mode == RUN_GATED;
	agent_attends = true;
}

void agent_begin(unsigned self)
{
	struct record begin;

	attend(self);
	agent.unsettled = NULL;
	atomic_store(&agent_space()->pid, system_pid());
	begin = agent_record(OP_BEGIN, 0, 0);
	begin.argument = trace_parent(agent.trace, self);
	agent_write(&begin);
	families_begin();
}

/* What the image before had staged: it is true now. */
static void tell_staged(void)
{
	unsigned count = trace_publish_staged(agent.trace, agent.self);
	uint64_t head = atomic_load(&agent.trace->rings[agent.self].head);

	for (unsigned i = 0; i < count; i++) {
		uint64_t since = atomic_load(&agent.trace->rings[agent.self].head) - head;

		families_told(trace_last(agent.trace, agent.self, count - 1 - i + (unsigned)since));
	}
}

void agent_come_back(unsigned self)
{
	attend(self);
	tell_staged();
	agent_space()->caught = 0;
	agent.unclear = UNCLEAR_IMAGE;
	families_image();
}

/* --- ends --------------------------------------------------------------------------------- */

void agent_end(enum operation operation, uint64_t value, uint32_t where)
{
	struct trace *trace = agent.trace;
	struct space_entry *space = agent_space();
	struct record record;

	agent_settle();
	record = agent_record(operation, 0, where);
	record.value = value;
	record.argument = space->killed_by;
	agent_write(&record);
	if (operation == OP_EXIT)
		space->exit_status = (uint8_t)value;
	else
		space->signal = (uint8_t)value;
	agent_attends = false;
	families_end();
	trace->fd_closings++;
	trace->fd_changes++;
	agent_note_order(agent.self);
	atomic_store(&trace->leaving_pid, system_pid());
	atomic_store(&agent_entry()->state, ACTOR_ENDED);
	if (agent.gated && agent.handlers && trace->runner != agent.self)
		return; /* who sent the signal has the baton, and awaits our death */
	if (agent.gated)
		baton_leave(trace, agent.self);
	else if (set_is_empty(trace_alive(trace)))
		baton_stop(trace, STOP_END, agent.self);
}

void agent_note_death(unsigned child, int signal)
{
	struct actor_entry *entry = &agent.trace->actors[child];
	struct space_entry *space = trace_space_entry(agent.trace, child);
	struct record record;

	if (atomic_load(&entry->state) == ACTOR_ENDED)
		return;
	space->signal = (uint8_t)signal;
	atomic_store(&entry->state, ACTOR_ENDED);
	record = agent_record(OP_DEATH, 0, 0);
	record.actor = (uint8_t)child;
	record.value = (uint64_t)signal;
	record.argument = space->killed_by;
	agent_write(&record);
}

void agent_note_exit(unsigned child, int status)
{
	struct actor_entry *entry = &agent.trace->actors[child];
	struct record record;

	if (atomic_load(&entry->state) == ACTOR_ENDED)
		return;
	trace_space_entry(agent.trace, child)->exit_status = (uint8_t)status;
	atomic_store(&entry->state, ACTOR_ENDED);
	record = agent_record(OP_EXIT, 0, 0);
	record.actor = (uint8_t)child;
	record.value = (uint64_t)status;
	agent_write(&record);
}
