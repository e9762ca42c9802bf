#include "kinds/mutex/ready.h"

bool mutex_can_be_locked(const struct trace *trace, unsigned actor, unsigned number)
{
	const struct object_entry *mutex = trace_entry(trace, number);
	unsigned owner = (unsigned)mutex->value;

	if (owner == 0 || owner > LIMIT_ACTORS) /* free, or MUTEX_UNUSABLE */
		return true;
	if (owner == actor + 1)
		return mutex->options & (MUTEX_RECURSIVE | MUTEX_ERRORCHECK);
	return mutex->options & MUTEX_ROBUST &&
	       atomic_load(&trace->actors[owner - 1].state) == ACTOR_ENDED;
}

/* Whoever comes to one that is not process-shared while another process has it goes to sleep. */
bool ready_mutex(const struct trace *trace, unsigned actor)
{
	unsigned number = trace->actors[actor].intent.object;
	const struct object_entry *mutex = trace_entry(trace, number);

	return mutex_can_be_locked(trace, actor, number) ||
	       (mutex->options & MUTEX_UNSHARED && mutex->value != actor + 1);
}
