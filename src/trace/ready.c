/*
 * Whether operations that are about no object could finish now: operations.def, column `ready`.
 * Those about an object are beside its kind, kinds/KIND/ready.c.
 */
#include "trace/ready.h"

bool ready_always(const struct trace *trace, unsigned actor)
{
	(void)trace;
	(void)actor;
	return true;
}

bool ready_never(const struct trace *trace, unsigned actor)
{
	(void)trace;
	(void)actor;
	return false;
}

/* A wait can finish when a child that it is for has ended, or when there is no such child. */
bool ready_child_of(const struct trace *trace, unsigned actor, uint64_t wanted)
{
	unsigned count = trace_actors(trace);
	bool waiting_for_one = false;

	for (unsigned i = 1; i < count; i++) {
		const struct space_entry *child = trace_space(trace, i);

		if (!trace_is_first(trace, i) || child->parent != trace->actors[actor].space ||
		    child->reaped || (wanted && wanted != i + 1))
			continue;
		if (trace_space_over(trace, trace->actors[i].space))
			return true;
		waiting_for_one = true;
	}
	return !waiting_for_one;
}

bool ready_child(const struct trace *trace, unsigned actor)
{
	return ready_child_of(trace, actor, trace->actors[actor].intent.argument);
}

/* A sleeper whose time has not come yet. */
bool ready_sleeper(const struct trace *trace, unsigned actor)
{
	(void)actor;
	return trace->sleepers_free;
}

/* Who waits for a thread goes on when it has ended, or when there is none. */
bool ready_thread(const struct trace *trace, unsigned actor)
{
	uint64_t thread = trace->actors[actor].intent.argument;

	return thread >= trace_actors(trace) ||
	       atomic_load(&trace->actors[thread].state) == ACTOR_ENDED;
}

/* Who waits for a function that another one runs, once, goes on when that has come to an end. */
bool ready_once(const struct trace *trace, unsigned actor)
{
	const struct intent *intent = &trace->actors[actor].intent;
	const struct actor_entry *runner = &trace->actors[intent->argument % LIMIT_ACTORS];

	return runner->onces != intent->size || atomic_load(&runner->state) == ACTOR_ENDED;
}
