#include "trace/trace.h"

/* Those who had to wait go on when the last one has come. */
bool ready_barrier(const struct trace *trace, unsigned actor)
{
	return trace->actors[actor].intent.notified;
}
