/*
 * fcntl(2), which does many things: what it does to locks is in the file lock's folder.
 */
#include <fcntl.h>
#include <stdarg.h>
#include "agent/calls/descriptors.h"
#include "agent/calls/shared_setting.h"
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/gate.h"
#include "agent/core/pids.h"
#include "agent/core/reachable.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"
#include "agent/hooks/data.h"
#include "kinds/file_lock/calls.h"

/*
 * Flags, capacity and seals are what all see who have the description, too. Of a file others have
 * it by fork only; an end of a pipe or a socket is nearly always shared so, and is taken to be.
 */
static bool is_seen(int fd, unsigned object, int command)
{
	return (command == F_GETFL || command == F_SETFL || command == F_SETPIPE_SZ ||
		command == F_GETPIPE_SZ || command == F_ADD_SEALS || command == F_GET_SEALS) &&
	       (agent_object(object)->kind != OBJECT_FILE || agent_is_inherited(fd));
}

/* Whether somebody else is about to read or write by one of these ends, or to take a connection. */
static bool is_used(unsigned object, unsigned ends)
{
	for (unsigned i = 0; i < trace_actors(agent.trace); i++) {
		const struct actor_entry *other = agent_entry_of(i);
		unsigned operation = other->intent.operation;
		bool writes = operation == OP_WRITE;
		bool reads = operation == OP_READ || operation == OP_PEEK || operation == OP_ACCEPT;

		if (i == agent_own.self || atomic_load(&other->state) != ACTOR_PARKED)
			continue;
		if ((reads && ends & END_READ && other->intent.object == object) ||
		    (writes && ends & END_WRITE &&
		     other->intent.object == agent_written_object(object)))
			return true;
	}
	return false;
}

void agent_note_blocking(int fd, unsigned object, bool blocks, uint32_t where)
{
	bool blocked = !(REAL(fcntl)(fd, F_GETFL) & O_NONBLOCK);

	if (agent.gated && blocked != blocks && agent_object(object)->kind != OBJECT_FILE &&
	    is_used(object, agent_ends_of(fd)))
		agent_blind(UNSEEN_BLOCKING, 0, where);
}

uint8_t agent_begin_setting(unsigned object, uint64_t what, const void *given, int fd,
			    uint32_t where)
{
	struct gate gate = agent_step_gate(OP_FCNTL, object, where);

	gate.intent.argument = what;
	agent_given(given, (uint64_t)fd);
	return agent_pass(&gate);
}

void agent_end_setting(unsigned object, uint64_t what, int result, struct hash content,
		       uint8_t flags, uint32_t where)
{
	struct record record = agent_record(OP_FCNTL, object, where);

	record.flags = flags;
	record.argument = what;
	record.value = result < 0 ? 0 : (uint64_t)result;
	if (!hash_is_none(content))
		agent_text(&record, &content, sizeof(content));
	agent_write_result(&record, result < 0 ? -1 : 0);
	agent_note_change(object);
}

/* Who holds a lock or gets signals, by the ids that the program has. */
static int told(int command, void *argument, int result)
{
	struct flock *lock = argument;

	if (result >= 0 && agent_asks_lock(command) && lock->l_type != F_UNLCK)
		lock->l_pid = agent_told_pid(lock->l_pid);
	return command == F_GETOWN && result > 0 ? agent_told_pid(result) : result;
}

static int end_fcntl(int fd, int command, int result, uint8_t flags, uint32_t where)
{
	unsigned object = agent_object_fd(fd);

	if (object && result >= 0 && command == F_SETPIPE_SZ)
		agent_object(object)->size = (uint32_t)result;
	if (object)
		agent_end_setting(object, (uint64_t)command, result, hash_none(), flags, where);
	return result;
}

/* What has no argument is given none: whatever is in its register might be an address (guard.h). */
static bool asks(int command)
{
	return command == F_GETFD || command == F_GETFL || command == F_GETOWN ||
	       command == F_GETPIPE_SZ || command == F_GETLEASE || command == F_GETSIG ||
	       command == F_GET_SEALS;
}

/* What has no record of its own that says it: of a descriptor, or what it is open for. */
static bool sets_more(int command)
{
	return !asks(command) && command != F_SETOWN && command != F_DUPFD &&
	       command != F_DUPFD_CLOEXEC && command != F_SETFD && command != F_GETLK &&
	       command != F_OFD_GETLK;
}

/* Whether the kernel is to send a signal when others do something: nobody sees when it comes. */
static bool wants_signal(int command, const void *argument)
{
	return command == F_SETOWN || command == F_SETOWN_EX || command == F_NOTIFY ||
	       command == F_SETLEASE || (command == F_SETFL && (uintptr_t)argument & O_ASYNC);
}

/* What threads have in common: the descriptor, and numbers of others. */
static void pass_command(int fd, int command, const void *argument, uint32_t where)
{
	const uint64_t given = (uint64_t)(unsigned)command << 32 ^ (uintptr_t)argument;

	if (command == F_DUPFD || command == F_DUPFD_CLOEXEC || command == F_SETFD)
		agent_change_descriptor(fd, "fcntl", given, where);
	else if (asks(command))
		agent_use_descriptor(fd, "fcntl", given, where);
	else
		agent_move_descriptor(fd, "fcntl", given, where);
}

AGENT_EXPORT int fcntl(int fd, int command, ...)
{
	uint32_t where = AGENT_CALLER;
	va_list arguments;
	void *argument;
	unsigned object;
	uint8_t flags = 0;
	int result;

	va_start(arguments, command);
	argument = asks(command) ? NULL : va_arg(arguments, void *);
	va_end(arguments);
	agent_note_data(argument);
	if (agent_on() && agent_is_lock(command) && agent_can_read(argument, sizeof(struct flock)))
		return agent_lock_range(fd, command, argument, where);
	if (agent_on() && argument && agent_asks_lock(command))
		return told(command, argument, agent_ask_lock(fd, command, argument, where));
	if (command == F_SETOWN)
		argument = (void *)(intptr_t)agent_meant_pid((pid_t)(intptr_t)argument);
	if (!agent_on())
		return told(command, argument, REAL(fcntl)(fd, command, argument));
	agent_settle();
	if (wants_signal(command, argument))
		agent_blind(UNSEEN_NOTICE, 0, where);
	object = agent_object_fd(fd);
	if (object && is_seen(fd, object, command))
		flags = agent_begin_setting(object, (uint64_t)command, argument, fd, where);
	else
		pass_command(fd, command, argument, where);
	object = agent_object_fd(fd); /* others may have come between */
	if (object && command == F_SETFL)
		agent_note_blocking(fd, object, !((uintptr_t)argument & O_NONBLOCK), where);
	result = told(command, argument, REAL(fcntl)(fd, command, argument));
	if (result >= 0 && sets_more(command))
		agent_untold_pair((uint64_t)(unsigned)command << 32 | (unsigned)fd,
				  (unsigned)(uintptr_t)argument);
	if (flags || (result >= 0 && (command == F_SETPIPE_SZ || command == F_SETFL)))
		return end_fcntl(fd, command, result, flags, where);
	if (result >= 0 && (command == F_DUPFD || command == F_DUPFD_CLOEXEC))
		agent_note_copy(fd, result);
	else if (result >= 0 && command == F_SETFD)
		agent_untold_pair((unsigned)fd, (unsigned)(uintptr_t)argument);
	return result;
}

AGENT_EXPORT int fcntl64(int fd, int command, ...) __attribute__((alias("fcntl")));
