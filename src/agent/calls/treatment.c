#include "agent/calls/treatment.h"

#include <signal.h>
#include "agent/calls/fd_kinds.h"
#include "agent/core/agent.h"
#include "agent/core/company.h"
#include "agent/core/gate.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"

enum { WORD = 4 };

/* What stands for a process's signals among the places: nothing can lie so low in memory. */
static uint64_t place_of(unsigned actor)
{
	return (agent.trace->actors[actor].space + UINT64_C(1)) * WORD;
}

static bool is_met(unsigned actor)
{
	return places_have(&agent.trace->places, place_of(actor), WORD);
}

bool agent_has_living_child(void)
{
	unsigned count = trace_actors(agent.trace);

	for (unsigned i = 1; i < count; i++) {
		if (trace_is_first(agent.trace, i) && trace_is_alive(agent.trace, i) &&
		    trace_space(agent.trace, i)->parent == agent_entry()->space)
			return true;
	}
	return false;
}

/* Whether somebody sends this process one of them: a child does by its end, where that is a step.
 */
static bool meets(uint64_t signals)
{
	return is_met(agent_own.self) ||
	       (signals >> (SIGCHLD - 1) & 1 && agent.trace->ends_free && agent_has_living_child());
}

/* Returns the flags of the record, 0: it is no step. */
static uint8_t pass(enum operation operation, uint64_t signals, uint32_t where)
{
	struct gate gate;

	if (!signals || !agent_on() || !agent.gated || agent_own.handlers || !agent_has_company())
		return 0;
	if (!meets(signals)) {
		agent_space()->treated |= signals;
		return 0;
	}
	gate = agent_gate(operation, 0, where);
	gate.intent.argument = signals;
	gate.intent.visible = true;
	agent_given_words(NULL, 0);
	return agent_pass(&gate);
}

void agent_pass_treatment(uint64_t signals, uint32_t where)
{
	struct record record;
	uint8_t flags = pass(OP_TREAT, signals, where);

	if (!flags)
		return;
	record = agent_record(OP_TREAT, 0, where);
	record.argument = signals;
	record.flags = flags;
	agent_write(&record);
}

uint8_t agent_pass_asking(uint64_t signals, uint32_t where)
{
	return pass(OP_ASK_SIGNALS, signals, where);
}

void agent_note_meeting(unsigned target, int signal)
{
	const struct space_entry *space = trace_space(agent.trace, target);

	if (!agent.gated || signal <= 0 || space == agent_space() ||
	    !(space->treated >> (signal - 1) & 1) || is_met(target))
		return;
	if (!places_add(&agent.trace->places, place_of(target), WORD))
		trace_reach(agent.trace, REACHED_PLACES);
}
