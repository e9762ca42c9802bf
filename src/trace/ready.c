/*
 * Whether operations that are about no object could finish now: operations.def, column `ready`.
 * Those about an object are beside its kind, kinds/KIND/ready.c.
 */
#include "trace/ready.h"

bool ready_always(const struct trace *trace, unsigned process)
{
	(void)trace;
	(void)process;
	return true;
}

/* A wait can finish when a child that it is for has ended, or when there is no such child. */
bool ready_child_of(const struct trace *trace, unsigned process, uint64_t wanted)
{
	unsigned count = trace_processes(trace);
	bool waiting_for_one = false;

	for (unsigned i = 1; i < count; i++) {
		const struct process_entry *child = &trace->processes[i];

		if (child->parent != process || child->reaped || (wanted && wanted != i + 1))
			continue;
		if (atomic_load(&child->state) == PROCESS_ENDED)
			return true;
		waiting_for_one = true;
	}
	return !waiting_for_one;
}

bool ready_child(const struct trace *trace, unsigned process)
{
	return ready_child_of(trace, process, trace->processes[process].intent.argument);
}

/* A sleeper whose time has not come yet. */
bool ready_sleeper(const struct trace *trace, unsigned process)
{
	(void)process;
	return trace->sleepers_free;
}
