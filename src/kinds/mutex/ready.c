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

bool ready_mutex(const struct trace *trace, unsigned actor)
{
	return mutex_can_be_locked(trace, actor, trace->actors[actor].intent.object);
}
