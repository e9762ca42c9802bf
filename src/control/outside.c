#include "control/outside.h"

#include <sys/syscall.h>
#include "control/proc.h"

enum waits { WAITS_FOR_CLIENT, WAITS_FOR_CHILD, WAITS_OTHERWISE };

/* Whether it has a socket open that clients connect to. */
static bool listens(const struct trace *trace, unsigned actor)
{
	unsigned count = trace_objects(trace);

	for (unsigned i = 1; i < count; i++) {
		const struct object_entry *object = &trace->objects[i];

		if (object->kind == OBJECT_LISTENER && object->options & LISTENER_LISTENS &&
		    set_has(shared_set_get(&object->holders), trace->actors[actor].space))
			return true;
	}
	return false;
}

static enum waits what_for(const struct trace *trace, unsigned actor)
{
	int32_t thread = atomic_load(&trace->actors[actor].thread);

	if (!thread)
		thread = atomic_load(&trace_space(trace, actor)->pid);
	switch (proc_call_number(thread)) {
	case SYS_accept:
	case SYS_accept4:
		return WAITS_FOR_CLIENT;
	case SYS_wait4:
	case SYS_waitid:
		return WAITS_FOR_CHILD;
	case SYS_ppoll:
	case SYS_pselect6:
	case SYS_epoll_pwait:
#if defined(SYS_poll)
	case SYS_poll:
	case SYS_select:
	case SYS_epoll_wait:
#endif
		return listens(trace, actor) ? WAITS_FOR_CLIENT : WAITS_OTHERWISE;
	default:
		return WAITS_OTHERWISE;
	}
}

struct set outside_find(const struct trace *trace)
{
	struct set outside = set_none();

	for (struct set alive = trace_alive(trace); !set_is_empty(alive); set_drop_first(&alive)) {
		unsigned actor = (unsigned)set_first(alive);
		enum waits waits = what_for(trace, actor);

		if (waits == WAITS_OTHERWISE)
			return set_none();
		if (waits == WAITS_FOR_CLIENT)
			set_add(&outside, actor);
	}
	return outside;
}
