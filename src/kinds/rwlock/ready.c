#include "trace/trace.h"

/* Many may read, or one writes. Its writer is told that it would wait for itself (EDEADLK). */
bool ready_rwlock(const struct trace *trace, unsigned actor)
{
	const struct intent *intent = &trace->actors[actor].intent;
	uint64_t value = trace_entry(trace, intent->object)->value;

	if (value & RWLOCK_WRITER)
		return value == (RWLOCK_WRITER | (actor + 1));
	return value == 0 || intent->operation != OP_RWLOCK_WRITE;
}
