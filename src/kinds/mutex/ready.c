#include "kinds/mutex/ready.h"

bool mutex_can_be_locked(const struct trace *trace, unsigned process, unsigned number)
{
	const struct object_entry *mutex = trace_entry(trace, number);
	unsigned owner = (unsigned)mutex->value;

	if (owner == 0 || owner > TRACE_PROCESSES) /* free, or MUTEX_UNUSABLE */
		return true;
	if (owner == process + 1)
		return mutex->options & (MUTEX_RECURSIVE | MUTEX_ERRORCHECK);
	return mutex->options & MUTEX_ROBUST &&
	       atomic_load(&trace->processes[owner - 1].state) == PROCESS_ENDED;
}

bool ready_mutex(const struct trace *trace, unsigned process)
{
	return mutex_can_be_locked(trace, process, trace->processes[process].intent.object);
}
