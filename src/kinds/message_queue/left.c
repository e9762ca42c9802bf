/* Its name, which outlives who made it: mq_overview(7). */
#include "trace/leftovers.h"
#include "trace/system.h"

void left_message_queue(const struct trace *trace, unsigned object)
{
	leftovers_remove_name(trace, object, SYSTEM_QUEUES);
}
