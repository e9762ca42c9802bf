/*
 * syscall(2): a system call by its number. Those that pass the watchman only because we stand in
 * front of the function that makes them come past us here.
 */
#include <stdarg.h>
#include <unistd.h>
#include "agent/calls/clone.h"
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/real.h"
#include "agent/core/watched.h"
#include "trace/containment.h"

enum { ARGUMENTS = 6 };

AGENT_EXPORT long syscall(long number, ...)
{
	enum signalled signalled = SIGNALS_NOBODY;
	uint64_t arguments[ARGUMENTS];
	long result;
	va_list list;

	va_start(list, number);
	for (unsigned i = 0; i < ARGUMENTS; i++)
		arguments[i] = va_arg(list, uint64_t);
	va_end(list);
	if (agent.trace)
		signalled =
			containment_signals(agent.trace->server_pid, getpid(), number, arguments);
	if (agent_is_followed(number) || signalled == SIGNALS_OUTSIDE)
		agent_blind(UNSEEN_BYPASS, (uint64_t)number, AGENT_CALLER);
	/* So would the watchman; but where seccomp(2) is refused there is none. */
	if (signalled == SIGNALS_OUTSIDE) {
		errno = EPERM;
		return -1;
	}
	result = REAL(syscall)(number, arguments[0], arguments[1], arguments[2], arguments[3],
			       arguments[4], arguments[5]);
	agent_after_call(number, arguments, result);
	return result;
}
