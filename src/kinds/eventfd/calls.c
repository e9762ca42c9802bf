/*
 * eventfd(2): a number in the kernel that is added to by writing and taken by reading.
 *
 * All eventfds are one anonymous inode, so that which one a descriptor means is kept beside it:
 * children inherit that with their descriptors, and a new program image does not know it.
 */
#include <sys/eventfd.h>
#include "agent/core/agent.h"

unsigned agent_eventfd(int fd)
{
	unsigned object = fd >= 0 && fd < AGENT_FILES ? agent.files[fd] : 0;

	return object && agent_object(object)->kind == OBJECT_EVENTFD ? object : 0;
}

AGENT_EXPORT int eventfd(unsigned count, int flags)
{
	int fd = REAL(eventfd)(count, flags);
	struct record record;
	uint64_t key[2] = {(uint64_t)KEY_EVENTFD << KEY_SHIFT, 0};
	unsigned object;
	bool created;

	if (!agent_on() || fd < 0 || fd >= AGENT_FILES)
		return fd;
	agent_settle();
	key[1] = ++agent.trace->mappings;
	object = trace_object(agent.trace, OBJECT_EVENTFD, key, agent_alone(), &created);
	agent.files[fd] = (uint16_t)object;
	agent_object(object)->value = count;
	agent_note_descriptor(fd, object);
	record = agent_record(OP_EVENTFD, object, AGENT_CALLER);
	record.argument = (uint64_t)fd;
	record.value = count;
	agent_write(&record);
	return fd;
}
