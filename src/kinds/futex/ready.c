#include "trace/trace.h"

/* Somebody has woken it, or its time is over. */
bool ready_futex(const struct trace *trace, unsigned actor)
{
	const struct intent *intent = &trace->actors[actor].intent;

	return intent->notified || intent->deadline_ns <= trace->clock_ns;
}
