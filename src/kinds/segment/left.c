/* A segment outlives who has made it, until somebody removes it: sysvipc(7). */
#include <sys/shm.h>
#include "trace/trace.h"

void left_segment(const struct trace *trace, unsigned object)
{
	shmctl((int)trace_entry(trace, object)->key[1], IPC_RMID, NULL);
}
