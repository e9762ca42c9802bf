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

	return kind_row(entry->kind)->reach == REACH_ANYBODY ||
			       (entry->kind == OBJECT_FILE && agent.trace->is_watched)
		       ? agent_has_company()
		       : any_other_in(shared_set_get(&entry->holders));
}

/* Of a poll it is not known here what it is about. */
static void make_step(struct actor_entry *entry, unsigned object)
{
	struct intent *intent = &entry->intent;

	if (atomic_load(&entry->state) == ACTOR_PARKED && intent->operation != OP_CLOSE &&
	    (intent->object == object || intent->operation == OP_POLL))
		intent->visible = true;
}

void agent_add_holder(unsigned object)
{
	struct shared_set *holders = &agent_object(object)->holders;
	unsigned count = trace_actors(agent.trace);

	if (set_has(shared_set_get(holders), agent_entry()->space))
		return;
	shared_set_add(holders, agent_entry()->space);
	for (unsigned i = 0; i < count; i++)
		make_step(agent_entry_of(i), object);
}

bool agent_has_company(void)
{
	return any_other_in(set_all());
}

bool agent_has_threads(void)
{
	return set_count(trace_alive_in(agent.trace, agent_alone())) > 1;
}
