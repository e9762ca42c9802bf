/*
 * The kernel's ids behind them are ours to give, and a signal that is sent by one is sent as by
 * kill(2). Older libraries have no functions for these calls, which are made by their numbers then.
 */
#include "agent/calls/pidfd.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "agent/calls/signal.h"
#include "agent/core/agent.h"
#include "agent/core/life.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"
#include "trace/system.h"

AGENT_EXPORT int pidfd_open(pid_t pid, unsigned flags);
AGENT_EXPORT int pidfd_send_signal(int fd, int signal, siginfo_t *info, unsigned flags);

pid_t agent_pidfd_process(int fd)
{
	return system_pidfd_process(system_pid(), fd);
}

bool agent_is_pidfd(int fd)
{
	char path[40], target[40];
	ssize_t length;

	if (fd < 0)
		return false;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	length = REAL(readlinkat)(AT_FDCWD, path, target, sizeof(target) - 1);
	if (length < 0)
		return false;
	target[length] = '\0';
	return strstr(target, "pidfd") != NULL;
}

/* Whoever is asked for has ended, or might have. */
long agent_open_pidfd(pid_t pid, unsigned flags, uint32_t where)
{
	int number;
	long result;

	pid = agent_meant_pid(pid);
	result = REAL(syscall)(SYS_pidfd_open, pid, flags);
	number = agent_on() ? trace_find_actor(agent.trace, pid) : -1;
	if (number >= 0 && agent_has_ended((unsigned)number))
		agent_saw_end(where);
	return result;
}

AGENT_EXPORT int pidfd_open(pid_t pid, unsigned flags)
{
	return (int)agent_open_pidfd(pid, flags, AGENT_CALLER);
}

bool agent_signal_pidfd(int fd, int signal, const siginfo_t *info, unsigned flags, uint32_t where,
			long *result)
{
	pid_t pid = agent_pidfd_process(fd);

	/* Whoever is outside is none of ours: syscall(2) refuses that (trace/containment.h). */
	if (pid <= 0 || flags || (pid != system_pid() && trace_find_actor(agent.trace, pid) < 0))
		return false;
	*result = agent_send_signal(pid, signal, info, where);
	return true;
}

AGENT_EXPORT int pidfd_send_signal(int fd, int signal, siginfo_t *info, unsigned flags)
{
	long result;

	if (agent.trace && agent_signal_pidfd(fd, signal, info, flags, AGENT_CALLER, &result))
		return (int)result;
	return (int)syscall(SYS_pidfd_send_signal, fd, signal, info, flags);
}
