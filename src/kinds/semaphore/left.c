/* The file behind a named one: sem_overview(7). */
#include "trace/left_name.h"
#include "trace/system.h"

void left_semaphore(const struct trace *trace, unsigned object)
{
	left_name_remove(trace, object, SYSTEM_SEMAPHORES);
}
