/*
 * eventfd(2): a number in the kernel that is added to by writing and taken by reading.
 *
 * All eventfds are one anonymous inode, so that which one a descriptor means is kept beside it:
 * children inherit that with their descriptors, and a new program image does not know it.
 */
#include <sys/eventfd.h>
#include "agent/calls/descriptors.h"
#include "agent/calls/fd_kinds.h"
#include "agent/core/agent.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/hooks/common.h"

const struct fd_kind fd_eventfd = {.kept = true, .find = agent_kept_object};

AGENT_EXPORT int eventfd(unsigned count, int flags)
{
	struct record record;
	unsigned object;
	int fd;

	agent_change_common(COMMON_DESCRIPTORS, "eventfd", count, AGENT_CALLER);
	fd = REAL(eventfd)(count, flags);
	if (!agent_on() || fd < 0)
		return fd;
	object = agent_new_kept(fd, OBJECT_EVENTFD);
	if (!object)
		return fd;
	agent_object(object)->value = count;
	record = agent_record(OP_EVENTFD, object, AGENT_CALLER);
	record.argument = (uint64_t)fd;
	record.value = count;
	agent_write(&record);
	return fd;
}
