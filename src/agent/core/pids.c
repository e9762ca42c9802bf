#include "agent/core/pids.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "agent/core/agent.h"

/* A pid may be used again in a run: the last process that had it has it. */
static int number_of(pid_t pid)
{
	for (unsigned i = trace_actors(agent.trace); i-- > 0;) {
		if (trace_is_first(agent.trace, i) &&
		    atomic_load(&trace_space(agent.trace, i)->pid) == pid)
			return (int)i;
	}
	return -1;
}

pid_t agent_told_pid(pid_t pid)
{
	int number;

	if (!agent.trace || !agent.in_run || pid <= 0)
		return pid;
	if (pid == agent.trace->server_pid)
		return PID_OUTSIDE;
	number = number_of(pid);
	return number < 0 ? pid : PID_FIRST + number;
}

pid_t agent_meant_pid(pid_t pid)
{
	pid_t real;

	if (!agent.trace || !agent.in_run || pid == 0)
		return pid;
	if (pid < -1)
		return -agent_meant_pid(-pid);
	if (pid == PID_OUTSIDE)
		return agent.trace->server_pid;
	if (pid < PID_FIRST || (unsigned)(pid - PID_FIRST) >= trace_actors(agent.trace))
		return pid;
	real = atomic_load(&trace_space(agent.trace, (unsigned)(pid - PID_FIRST))->pid);
	return real ? real : pid;
}

pid_t agent_meant_thread(pid_t id)
{
	unsigned number = (unsigned)(id - PID_FIRST);

	if (!agent.trace || !agent.in_run || id < PID_FIRST ||
	    number >= trace_actors(agent.trace) || trace_is_first(agent.trace, number))
		return agent_meant_pid(id);
	return atomic_load(&agent_entry_of(number)->thread);
}

const char *agent_meant_path(const char *path, char meant[PID_PATH])
{
	static const char folder[] = "/proc/";
	size_t length = sizeof(folder) - 1;
	pid_t told, pid;
	char *rest;

	if (strncmp(path, folder, length) != 0 || path[length] < '1' || path[length] > '9')
		return path;
	told = (pid_t)strtol(path + length, &rest, 10);
	pid = agent_meant_pid(told);
	if (pid == told || (*rest && *rest != '/') ||
	    snprintf(meant, PID_PATH, "%s%d%s", folder, pid, rest) >= PID_PATH)
		return path;
	return meant;
}

void agent_tell_sender(siginfo_t *info)
{
	if (info->si_code == PID_PASSED_ON)
		info->si_code = SI_USER;
	switch (info->si_code) {
	case SI_USER:
	case SI_QUEUE:
	case SI_TKILL:
	case SI_MESGQ:
		info->si_pid = agent_told_pid(info->si_pid);
		break;
	default:
		if (info->si_signo == SIGCHLD && info->si_code > 0)
			info->si_pid = agent_told_pid(info->si_pid);
	}
}
