/*
 * Ends are no steps as a rule: a process ends as soon as it has done all else, and of two that have
 * the one that was born first. Where a program could tell, that is said (trace->order_was_told);
 * exploring then finds out whether anything else comes of another order.
 */
#include "agent/calls/wait_order.h"

#include "agent/core/agent.h"
#include "agent/core/families.h"

static unsigned count_children(void)
{
	unsigned count = trace_actors(agent.trace), children = 0;

	for (unsigned i = 1; i < count; i++)
		children += trace_is_first(agent.trace, i) &&
			    !trace_space(agent.trace, i)->reaped &&
			    trace_space(agent.trace, i)->parent == agent_entry()->space;
	return children;
}

bool agent_has_several_children(void)
{
	return count_children() > 1;
}

static void tell(uint32_t where)
{
	struct trace *trace = agent.trace;

	if (!agent.gated || trace->ends_free || trace->order_was_told)
		return;
	trace->order_was_told = true;
	trace->order_told_to = (uint8_t)agent_own.self;
	trace->order_told_at = where;
}

void agent_note_order_told(enum wait_tells tells, int status, uint32_t where)
{
	bool is_another = agent.has_told_status && agent.told_status != status;

	if (tells == WAIT_TELLS_CHILD || is_another)
		tell(where);
	if (tells == WAIT_TELLS_STATUS && !agent.has_told_status) {
		agent.has_told_status = true;
		agent.told_status = status;
		agent.told_status_at = where;
	}
}

static void begin(void)
{
	if (agent.has_told_status) /* a page that is written after a fork is copied */
		agent.has_told_status = false;
}

/* Those that nobody has waited for might have ended otherwise, and first. */
static void end(void)
{
	if (agent.has_told_status && count_children() > 0)
		tell(agent.told_status_at);
}

const struct family family_wait_order = {.on_begin = begin, .on_end = end};
