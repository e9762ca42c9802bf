/*
 * fcntl(2), which does many things: what it does to locks is in the file lock's folder.
 */
#include <fcntl.h>
#include <stdarg.h>
#include "agent/calls/descriptors.h"
#include "agent/core/agent.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "kinds/file_lock/calls.h"

static void note_fcntl(int fd, int command, int result, uint32_t where)
{
	unsigned object = agent_object_fd(fd);
	struct record record = agent_record(OP_FCNTL, object, where);

	if (!object)
		return;
	if (command == F_SETPIPE_SZ)
		agent_object(object)->size = (uint32_t)result;
	record.argument = (uint64_t)command;
	record.value = (uint64_t)result;
	agent_write(&record);
	agent_note_change(object);
}

AGENT_EXPORT int fcntl(int fd, int command, ...)
{
	uint32_t where = AGENT_CALLER;
	va_list arguments;
	void *argument;
	int result;

	va_start(arguments, command);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	if (agent_on() && agent_is_lock(command))
		return agent_lock_range(fd, command, argument, where);
	result = REAL(fcntl)(fd, command, argument);
	if (!agent_on() || result < 0)
		return result;
	agent_settle();
	if (command == F_DUPFD || command == F_DUPFD_CLOEXEC)
		agent_note_copy(fd, result);
	else if (command == F_SETPIPE_SZ || command == F_SETFL)
		note_fcntl(fd, command, result, where);
	else if (command == F_SETFD)
		agent_untold((uint64_t)(unsigned)fd << 32 | (unsigned)(uintptr_t)argument);
	return result;
}

AGENT_EXPORT int fcntl64(int fd, int command, ...) __attribute__((alias("fcntl")));
