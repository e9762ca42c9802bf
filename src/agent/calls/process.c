/*
 * The process family: fork(2), _exit(2). Signals are in signal.c, exec in program.c, wait(2) is in
 * wait.c.
 *
 * Births, waits and, unless they are free (trace->ends_free), ends are invisible: they happen as
 * soon as they can, in a fixed order, and add no interleavings. A newborn child runs first, up to
 * its first gate; then its parent.
 */
#include "agent/calls/process.h"

#include <fcntl.h>
#include <paths.h>
#include <stdlib.h>
#include <unistd.h>
#include "agent/core/blind.h"
#include "agent/core/console.h"
#include "agent/core/families.h"
#include "agent/core/gate.h"
#include "agent/core/life.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "trace/baton.h"

/* --- fork --------------------------------------------------------------------------------- */

/* Whoever is forked can reach what its parent can. */
static void inherit_objects(unsigned child)
{
	struct trace *trace = agent.trace;
	unsigned count = trace_objects(trace);

	for (unsigned i = 1; i < count; i++) {
		struct shared_set *holders = &trace->objects[i].holders;

		if (set_has(shared_set_get(holders), agent_entry()->space))
			shared_set_add(holders, trace->actors[child].space);
	}
}

/* Whether a child runs first. One that a handler forks runs while whoever sent the signal waits. */
static bool gives_way(void)
{
	return agent.gated && !agent.handlers;
}

/* The next free number, or LIMIT_ACTORS when there is none. */
static unsigned reserve_number(void)
{
	unsigned number = atomic_fetch_add(&agent.trace->actor_count, 1);
	struct actor_entry *entry;
	struct space_entry *space;

	if (number >= LIMIT_ACTORS) {
		atomic_store(&agent.trace->actor_count, LIMIT_ACTORS);
		trace_reach(agent.trace, REACHED_ACTORS);
		return LIMIT_ACTORS;
	}
	entry = &agent.trace->actors[number];
	entry->space = (uint8_t)number;
	entry->newborn = gives_way();
	entry->beside = agent.gated && agent.handlers;
	space = trace_space_entry(agent.trace, number);
	space->first = (uint8_t)number;
	space->parent = agent_entry()->space;
	space->caught = agent_space()->caught;
	space->held_once = agent_space()->held_once;
	space->ignored = agent_space()->ignored;
	space->untold = agent_space()->untold;
	space->told = agent_space()->told;
	space->stop_fd = agent_space()->stop_fd;
	__builtin_memcpy(entry->name, agent_entry()->name, sizeof(entry->name));
	inherit_objects(number);
	atomic_store(&entry->state, ACTOR_RUNNING);
	return number;
}

static void give_back_number(unsigned number)
{
	atomic_store(&agent.trace->actors[number].state, ACTOR_ENDED);
	agent.trace->actors[number].newborn = false;
	trace_space_entry(agent.trace, number)->reaped = true;
	if (gives_way())
		atomic_store(&agent.trace->runner, (uint8_t)agent.self);
}

/* No more processes: the program sees it as fork(2) tells it, and who looks on is told why. */
static void refuse_birth(void)
{
	static const char text[] = "ipcstage: no more than 64 processes in a run: fork fails\n";

	agent_print(STDERR_FILENO, text, sizeof(text) - 1);
	errno = EAGAIN;
}

unsigned agent_bear(uint32_t where)
{
	struct record record;
	unsigned number;

	agent_settle();
	number = reserve_number();
	if (number == LIMIT_ACTORS) {
		refuse_birth();
		return number;
	}
	families_share();
	record = agent_record(OP_FORK, 0, where);
	record.value = number;
	agent_write(&record);
	if (gives_way())
		atomic_store(&agent.trace->runner, (uint8_t)number);
	return number;
}

void agent_born(unsigned number, pid_t pid)
{
	if (pid < 0) {
		give_back_number(number);
		return;
	}
	atomic_store(&trace_space_entry(agent.trace, number)->pid, pid);
	if (gives_way())
		baton_await(agent.trace, agent.self, NULL);
}

pid_t agent_fork(uint32_t where)
{
	unsigned number;
	pid_t pid;

	if (!agent_on())
		return REAL(fork)();
	number = agent_bear(where);
	if (number == LIMIT_ACTORS)
		return -1;
	pid = REAL(fork)();
	if (pid == 0)
		agent_begin(number);
	else
		agent_born(number, pid);
	return pid;
}

static pid_t fork_and_tell(uint32_t where)
{
	pid_t pid = agent_told_pid(agent_fork(where));

	agent_wipe_stack();
	return pid;
}

AGENT_EXPORT pid_t fork(void)
{
	return fork_and_tell(AGENT_CALLER);
}

/* A child that borrows our memory cannot be shown beside us: give it a copy, and say so. */
AGENT_EXPORT pid_t vfork(void)
{
	agent_blind(UNSEEN_VFORK, 0, AGENT_CALLER);
	return fork_and_tell(AGENT_CALLER);
}

/* --- who the parent is --- */

/*
 * Its end changes the answer. Where ends are steps so is asking; else it is enough to write down
 * that somebody has asked.
 */
static void pass_question(unsigned parent, uint32_t where)
{
	struct gate gate = agent_gate(OP_PARENT, 0, where);
	struct record record = agent_record(OP_PARENT, 0, where);

	agent_space()->asked_parent = true;
	if (agent_has_ended(parent))
		agent_saw_end(where);
	gate.intent.visible = !agent_has_ended(parent);
	if (agent.trace->ends_free && !agent.handlers && gate.intent.visible) {
		record.flags = agent_pass(&gate);
		record.value = agent_has_ended(parent) ? 0 : parent + 1;
		agent_write(&record);
	}
	agent_untold(agent_has_ended(parent));
}

AGENT_EXPORT pid_t getppid(void)
{
	if (agent_on() && agent.gated && trace_parent(agent.trace, agent.self) != agent.self)
		pass_question(trace_parent(agent.trace, agent.self), AGENT_CALLER);
	return agent_told_pid(REAL(getppid)());
}

/* Without the handlers of pthread_atfork(3), which a program that has them does not expect. */
AGENT_EXPORT pid_t _Fork(void)
{
	return fork_and_tell(AGENT_CALLER);
}

static int leave_terminal(void)
{
	int null = open(_PATH_DEVNULL, O_RDWR);

	if (null < 0)
		return -1;
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		dup2(null, fd);
	return null > STDERR_FILENO ? close(null) : 0;
}

/* libc's own forks past us. */
AGENT_EXPORT int daemon(int keeps_folder, int keeps_terminal)
{
	uint32_t where = AGENT_CALLER;
	pid_t pid;

	if (!agent_on())
		return REAL(daemon)(keeps_folder, keeps_terminal);
	pid = agent_fork(where);
	if (pid < 0)
		return -1;
	if (pid > 0)
		_exit(0);
	if (setsid() < 0)
		return -1;
	if (!keeps_folder && chdir("/") < 0)
		return -1;
	return keeps_terminal ? 0 : leave_terminal();
}

/* --- ends --- */

AGENT_EXPORT void _exit(int status)
{
	uint32_t where = AGENT_CALLER;

	if (agent_on())
		agent_end(OP_EXIT, (uint64_t)(uint8_t)status, where);
	REAL(_exit)(status);
	__builtin_unreachable();
}

AGENT_EXPORT void _Exit(int status)
{
	uint32_t where = AGENT_CALLER;

	if (agent_on())
		agent_end(OP_EXIT, (uint64_t)(uint8_t)status, where);
	REAL(_exit)(status);
	__builtin_unreachable();
}
