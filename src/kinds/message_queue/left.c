/* Its name, which outlives who made it: mq_overview(7). */
#include "trace/left_name.h"
#include "trace/system.h"

void left_message_queue(const struct trace *trace, unsigned object)
{
	left_name_remove(trace, object, SYSTEM_QUEUES);
}
