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

bool mutex_is_foreign(const struct trace *trace, unsigned actor, unsigned number)
{
	const struct object_entry *mutex = trace_entry(trace, number);
	unsigned owner = (unsigned)mutex->value;

	return mutex->options & MUTEX_UNSHARED && owner > 0 && owner <= LIMIT_ACTORS &&
	       !trace_same_space(trace, owner - 1, actor) && !mutex->owner_space;
}

bool ready_mutex(const struct trace *trace, unsigned actor)
{
	unsigned number = trace->actors[actor].intent.object;

	return mutex_can_be_locked(trace, actor, number) || mutex_is_foreign(trace, actor, number);
}
