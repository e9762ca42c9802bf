/*
 * Groups are the kernel's, and whoever sends a signal to one or waits for its children hangs on who
 * is in it: to go into another one is a step, and so is to ask.
 */
#include "agent/calls/group.h"

#include <sys/syscall.h>
#include <unistd.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/gate.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "trace/system.h"

struct set agent_group(pid_t group)
{
	unsigned count = trace_actors(agent.trace);
	struct set members = set_none();

	for (unsigned i = 0; i < count; i++) {
		const struct space_entry *space = trace_space(agent.trace, i);
		pid_t pid = atomic_load(&space->pid);

		if (trace_same_space(agent.trace, i, agent_own.self) || !pid || space->reaped ||
		    !trace_is_first(agent.trace, i))
			continue;
		if (!group || REAL(getpgid)(pid) == group)
			set_add(&members, i);
	}
	return members;
}

/* --- steps ------------------------------------------------------------------------------------ */

/* The process of the run that is meant, or -1; 0 is ourselves, as it is of setpgid(2). */
static int number_of(pid_t pid)
{
	return pid == 0 || pid == system_pid() ? (int)agent_own.self
					       : trace_find_actor(agent.trace, pid);
}

/* Nobody can tell the first process's group but itself. */
static bool is_own_affair(int number)
{
	return (unsigned)number == agent_own.self &&
	       trace_parent(agent.trace, agent_own.self) == agent_own.self;
}

static struct record begin(enum group_call call, int number, pid_t group, uint32_t where)
{
	struct gate gate = agent_gate(OP_GROUP, 0, where);
	struct record record;

	gate.intent.visible =
		agent_has_company() && !(call == GROUP_ASKED && is_own_affair(number));
	gate.intent.argument = (uint64_t)number;
	gate.intent.size = call;
	agent_given(NULL, (uint64_t)agent_told_pid(group));
	record = agent_record(OP_GROUP, 0, where);
	record.flags = agent_pass(&gate);
	record.argument = (uint64_t)number;
	record.size = call;
	return record;
}

/* `leader`: the kernel's, of the group or session that came of it; below 0 it failed. */
static void end(struct record *record, pid_t leader)
{
	int number = leader > 0 ? trace_find_actor(agent.trace, leader) : -1;

	record->value = (uint64_t)(number + 1);
	agent_write_result(record, leader < 0 ? -1 : 0);
}

static pid_t ask(pid_t (*real)(pid_t), pid_t pid, uint32_t where)
{
	int number = agent_on() ? number_of(pid) : -1;
	struct record record;
	pid_t result;

	if (number < 0)
		return real(pid);
	record = begin(GROUP_ASKED, number, 0, where);
	result = real(pid);
	end(&record, result);
	return result;
}

/* It is in another group: nothing in its memory says so, and whoever waits for it reads that, too,
 * when it has ended. */
static void note_moved(int number, pid_t group)
{
	unsigned parent = trace_parent(agent.trace, (unsigned)number);
	uint64_t told = (uint64_t)(trace_find_actor(agent.trace, group) + 1);
	const uint64_t what[] = {(uint64_t)number, told};
	struct hash hash = hash_bytes(what, sizeof(what));
	struct space_entry *moved = trace_space_entry(agent.trace, (unsigned)number);
	struct space_entry *waiter = trace_space_entry(agent.trace, parent);

	moved->untold = hash_join(moved->untold, hash);
	if (waiter != moved)
		waiter->untold = hash_join(waiter->untold, hash);
	agent.trace->fd_changes++;
}

/* --- setpgid ---------------------------------------------------------------------------------- */

static int move(pid_t pid, pid_t group, uint32_t where)
{
	int number = agent_on() ? number_of(pid) : -1;
	struct record record;
	int result;

	if (number < 0)
		return REAL(setpgid)(pid, group);
	record = begin(GROUP_MOVED, number, group, where);
	result = REAL(setpgid)(pid, group);
	if (result == 0)
		note_moved(number, REAL(getpgid)(pid));
	else if (errno == EACCES) /* that it has become another program is no step */
		agent_blind(UNSEEN_CALL, SYS_setpgid, where);
	end(&record, result < 0 ? -1 : REAL(getpgid)(pid));
	return result;
}

AGENT_EXPORT int setpgid(pid_t pid, pid_t group)
{
	return move(agent_meant_pid(pid), agent_meant_pid(group), AGENT_CALLER);
}

AGENT_EXPORT int setpgrp(void)
{
	return move(0, 0, AGENT_CALLER);
}

AGENT_EXPORT pid_t setsid(void)
{
	struct record record;
	pid_t result;

	if (!agent_on())
		return agent_told_pid(REAL(setsid)());
	record = begin(GROUP_LED, (int)agent_own.self, 0, AGENT_CALLER);
	result = REAL(setsid)();
	if (result > 0)
		note_moved((int)agent_own.self, result);
	end(&record, result);
	return agent_told_pid(result);
}

/* --- getpgid ---------------------------------------------------------------------------------- */

AGENT_EXPORT pid_t getpgid(pid_t pid)
{
	return agent_told_pid(ask(REAL(getpgid), agent_meant_pid(pid), AGENT_CALLER));
}

AGENT_EXPORT pid_t getpgrp(void)
{
	return agent_told_pid(ask(REAL(getpgid), 0, AGENT_CALLER));
}

AGENT_EXPORT pid_t getsid(pid_t pid)
{
	return agent_told_pid(ask(REAL(getsid), agent_meant_pid(pid), AGENT_CALLER));
}
