/* The file behind a named one: sem_overview(7). */
#include "trace/leftovers.h"
#include "trace/system.h"

void left_semaphore(const struct trace *trace, unsigned object)
{
	leftovers_remove_name(trace, object, SYSTEM_SEMAPHORES);
}
