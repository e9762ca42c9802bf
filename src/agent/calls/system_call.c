/*
 * syscall(2): a system call by its number. Those that pass the watchman only because we stand in
 * front of the function that makes them come past us here.
 */
#include <stdarg.h>
#include <unistd.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/real.h"
#include "agent/core/watched.h"

enum { ARGUMENTS = 6 };

AGENT_EXPORT long syscall(long number, ...)
{
	long arguments[ARGUMENTS];
	va_list list;

	va_start(list, number);
	for (unsigned i = 0; i < ARGUMENTS; i++)
		arguments[i] = va_arg(list, long);
	va_end(list);
	if (agent_is_followed(number))
		agent_blind(UNSEEN_BYPASS, (uint64_t)number, AGENT_CALLER);
	return REAL(syscall)(number, arguments[0], arguments[1], arguments[2], arguments[3],
			     arguments[4], arguments[5]);
}
