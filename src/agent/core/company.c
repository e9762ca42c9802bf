#include "agent/core/company.h"

/* Whether anybody else is alive who lives in one of these spaces. */
static bool any_other_in(struct set spaces)
{
	const struct trace *trace = agent.trace;
	unsigned count = trace_actors(trace);

	for (unsigned i = 0; i < count; i++) {
		if (i != agent_own.self && trace_is_alive(trace, i) &&
		    set_has(spaces, trace->actors[i].space))
			return true;
	}
	return false;
}

bool agent_visible(unsigned object)
{
	const struct object_entry *entry = agent_object(object);

	return kind_row(entry->kind)->reach == REACH_ANYBODY
		       ? agent_has_company()
		       : any_other_in(shared_set_get(&entry->holders));
}

bool agent_has_company(void)
{
	return any_other_in(set_all());
}

bool agent_has_threads(void)
{
	return set_count(trace_alive_in(agent.trace, agent_alone())) > 1;
}
