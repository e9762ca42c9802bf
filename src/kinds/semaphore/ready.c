#include "trace/trace.h"

bool ready_semaphore(const struct trace *trace, unsigned process)
{
	return trace_entry(trace, trace->processes[process].intent.object)->value > 0;
}
