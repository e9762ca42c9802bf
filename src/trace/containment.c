#include "trace/containment.h"

#include <stddef.h>
#include <sys/syscall.h>
#include "trace/system.h"

enum { GENERATIONS = 1024 }; /* more than a run has: processes may change while we look */

bool containment_has(int32_t server, int32_t pid)
{
	for (unsigned i = 0; i < GENERATIONS && pid > 1; i++) {
		pid = system_parent(pid);
		if (pid == server)
			return true;
	}
	return false;
}

static enum signalled signals_process(int32_t server, int32_t caller, int32_t pid)
{
	if (pid == caller)
		return SIGNALS_SELF;
	return containment_has(server, pid) ? SIGNALS_RUN : SIGNALS_OUTSIDE;
}

/*
 * As kill(2) has it. A group lies within a session, and the sessions of a run begin in it or with
 * its server: so it is the run's if one of it is. But the server itself must not be in it.
 */
static enum signalled signals_by_kill(int32_t server, int32_t caller, int32_t pid)
{
	int32_t group;

	if (pid > 0)
		return signals_process(server, caller, pid);
	if (pid == -1 || pid == INT32_MIN) /* everybody, and the number of no group */
		return SIGNALS_OUTSIDE;
	group = pid ? -pid : system_group(caller);
	if (group == system_group(server))
		return SIGNALS_OUTSIDE;
	return group == system_group(caller) || containment_has(server, group) ? SIGNALS_RUN
									       : SIGNALS_OUTSIDE;
}

enum signalled containment_signals(int32_t server, int32_t caller, long call,
				   const uint64_t arguments[6])
{
	const int32_t first = (int32_t)arguments[0];

	switch (call) {
	case SYS_kill:
		return signals_by_kill(server, caller, first);
	case SYS_tkill:
		return signals_process(server, caller, system_process_of(first));
	case SYS_tgkill:
	case SYS_rt_sigqueueinfo:
	case SYS_rt_tgsigqueueinfo:
		return signals_process(server, caller, first);
	case SYS_pidfd_send_signal:
		return signals_process(server, caller, system_pidfd_process(caller, first));
	default:
		return SIGNALS_NOBODY;
	}
}
