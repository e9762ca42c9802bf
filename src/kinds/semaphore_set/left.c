/* A set outlives who has made it, until somebody removes it: sysvipc(7). */
#include <sys/sem.h>
#include "trace/trace.h"

void left_semaphore_set(const struct trace *trace, unsigned object)
{
	semctl((int)trace_entry(trace, object)->key[1], 0, IPC_RMID);
}
