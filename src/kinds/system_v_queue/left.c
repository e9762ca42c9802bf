/* A queue outlives who has made it, until somebody removes it: sysvipc(7). */
#include <sys/msg.h>
#include "trace/trace.h"

void left_system_v_queue(const struct trace *trace, unsigned object)
{
	msgctl((int)trace_entry(trace, object)->key[1], IPC_RMID, NULL);
}
