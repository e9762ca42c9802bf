/*
 * fcntl(2), which does many things: what it does to locks is in the file lock's folder.
 */
#include <fcntl.h>
#include <stdarg.h>
#include "agent/calls/descriptors.h"
#include "agent/core/agent.h"
#include "agent/core/gate.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "kinds/file_lock/calls.h"

/*
 * Flags and capacity are what all see who have the description, too. Of a file others have it by
 * fork only; an end of a pipe or a socket is nearly always shared so, and is taken to be.
 */
static bool is_seen(int fd, unsigned object, int command)
{
	return (command == F_GETFL || command == F_SETFL || command == F_SETPIPE_SZ) &&
	       (agent_object(object)->kind != OBJECT_FILE || agent_is_inherited(fd));
}

static uint8_t pass(int fd, int command, const void *argument, uint32_t where)
{
	unsigned object = agent_object_fd(fd);
	struct gate gate;

	if (!object || !is_seen(fd, object, command))
		return 0;
	gate = agent_step_gate(OP_FCNTL, object, where);
	gate.intent.argument = (uint64_t)command;
	agent_given(argument, (uint64_t)fd);
	return agent_pass(&gate);
}

static void note_fcntl(int fd, int command, int result, uint8_t flags, uint32_t where)
{
	unsigned object = agent_object_fd(fd);
	struct record record = agent_record(OP_FCNTL, object, where);

	if (!object)
		return;
	record.flags = flags;
	if (command == F_SETPIPE_SZ)
		agent_object(object)->size = (uint32_t)result;
	record.argument = (uint64_t)command;
	record.value = (uint64_t)result;
	agent_write(&record);
	agent_note_change(object);
}

/* Who holds a lock or gets signals, by the ids that the program has. */
static int told(int command, void *argument, int result)
{
	struct flock *lock = argument;

	if (result >= 0 && command == F_GETLK && lock->l_type != F_UNLCK)
		lock->l_pid = agent_told_pid(lock->l_pid);
	return command == F_GETOWN && result > 0 ? agent_told_pid(result) : result;
}

AGENT_EXPORT int fcntl(int fd, int command, ...)
{
	uint32_t where = AGENT_CALLER;
	va_list arguments;
	void *argument;
	uint8_t flags;
	int result;

	va_start(arguments, command);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	if (agent_on() && agent_is_lock(command))
		return agent_lock_range(fd, command, argument, where);
	if (command == F_SETOWN)
		argument = (void *)(intptr_t)agent_meant_pid((pid_t)(intptr_t)argument);
	if (!agent_on())
		return told(command, argument, REAL(fcntl)(fd, command, argument));
	agent_settle();
	flags = pass(fd, command, argument, where);
	result = told(command, argument, REAL(fcntl)(fd, command, argument));
	if (result < 0)
		return result;
	if (command == F_DUPFD || command == F_DUPFD_CLOEXEC)
		agent_note_copy(fd, result);
	else if (command == F_SETPIPE_SZ || command == F_SETFL || flags)
		note_fcntl(fd, command, result, flags, where);
	else if (command == F_SETFD)
		agent_untold((uint64_t)(unsigned)fd << 32 | (unsigned)(uintptr_t)argument);
	return result;
}

AGENT_EXPORT int fcntl64(int fd, int command, ...) __attribute__((alias("fcntl")));
