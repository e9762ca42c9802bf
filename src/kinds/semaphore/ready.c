#include "trace/trace.h"

bool ready_semaphore(const struct trace *trace, unsigned actor)
{
	return trace_entry(trace, trace->actors[actor].intent.object)->value > 0;
}
