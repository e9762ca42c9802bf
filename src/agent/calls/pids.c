/*
 * Calls that take or tell process ids and do nothing else that is followed here: the program has
 * ids of its own (agent/core/pids.h), the kernel is given its own.
 */
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "agent/calls/others.h"
#include "agent/core/agent.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"
#include "agent/core/untold.h"
#include "trace/system.h"

/* --- who it is ----------------------------------------------------------------------------------
 */

AGENT_EXPORT pid_t getpid(void)
{
	return agent_told_pid(system_pid());
}

/* That of the first thread is its process's. */
AGENT_EXPORT pid_t gettid(void)
{
	bool has_own = agent_on() && system_thread() != system_pid();

	return has_own ? PID_FIRST + (pid_t)agent_own.self : agent_told_pid(REAL(gettid)());
}

AGENT_EXPORT pid_t tcgetpgrp(int fd)
{
	return agent_told_pid(REAL(tcgetpgrp)(fd));
}

AGENT_EXPORT int tcsetpgrp(int fd, pid_t group)
{
	return REAL(tcsetpgrp)(fd, agent_meant_pid(group));
}

/* --- what it may use -------------------------------------------------------------------------- */

/* No record tells of it, and no memory. */
static int noted(int result, long call, pid_t pid, const void *value, size_t size)
{
	if (result < 0 || !agent_on())
		return result;
	agent_untold_pair((uint64_t)call, (uint64_t)agent_told_pid(pid));
	agent_untold_bytes(value, size);
	return result;
}

AGENT_EXPORT int sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *cpus)
{
	pid = agent_meant_thread(pid);
	agent_note_other(pid, SYS_sched_setaffinity, AGENT_CALLER);
	return noted(REAL(sched_setaffinity)(pid, size, cpus), SYS_sched_setaffinity, pid, cpus,
		     size);
}

AGENT_EXPORT int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *cpus)
{
	pid = agent_meant_thread(pid);
	agent_note_other(pid, SYS_sched_getaffinity, AGENT_CALLER);
	return REAL(sched_getaffinity)(pid, size, cpus);
}

AGENT_EXPORT int sched_setscheduler(pid_t pid, int policy, const struct sched_param *parameters)
{
	pid = agent_meant_thread(pid);
	agent_note_other(pid, SYS_sched_setscheduler, AGENT_CALLER);
	return noted(noted(REAL(sched_setscheduler)(pid, policy, parameters),
			   SYS_sched_setscheduler, pid, parameters, sizeof(*parameters)),
		     SYS_sched_setscheduler, pid, &policy, sizeof(policy));
}

AGENT_EXPORT int sched_getscheduler(pid_t pid)
{
	pid = agent_meant_thread(pid);
	agent_note_other(pid, SYS_sched_getscheduler, AGENT_CALLER);
	return REAL(sched_getscheduler)(pid);
}

AGENT_EXPORT int sched_setparam(pid_t pid, const struct sched_param *parameters)
{
	pid = agent_meant_thread(pid);
	agent_note_other(pid, SYS_sched_setparam, AGENT_CALLER);
	return noted(REAL(sched_setparam)(pid, parameters), SYS_sched_setparam, pid, parameters,
		     sizeof(*parameters));
}

AGENT_EXPORT int sched_getparam(pid_t pid, struct sched_param *parameters)
{
	pid = agent_meant_thread(pid);
	agent_note_other(pid, SYS_sched_getparam, AGENT_CALLER);
	return REAL(sched_getparam)(pid, parameters);
}
