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
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>
#include "agent/core/birth.h"
#include "agent/core/blind.h"
#include "agent/core/console.h"
#include "agent/core/errand.h"
#include "agent/core/families.h"
#include "agent/core/gate.h"
#include "agent/core/life.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"
#include "agent/hooks/touched.h"
#include "trace/baton.h"

/* --- fork --------------------------------------------------------------------------------- */

/*
 * The handlers of pthread_atfork(3) are the program's and may have to wait: those that come before
 * are its parent's own, and have been called when ours is, those that come after have not, on
 * either side. As ours are the first that were made they are the innermost.
 */
static void before_fork(void)
{
	if (!agent_own.forks)
		return;
	agent_note_forking();
	agent_own.born = agent_bear(false, agent_own.forks_at);
	if (agent.threaded && agent_own.born != LIMIT_ACTORS)
		agent_note_made(agent_own.born); /* what others have done is not before it all */
	errno = 0;
}

/* It has another error than 0 if there is no child. */
static void after_fork_in_parent(void)
{
	int error = errno;

	if (!agent_own.forks)
		return;
	agent_own.forks = false;
	if (agent_own.born != LIMIT_ACTORS)
		agent_born(agent_own.born, error == EAGAIN || error == ENOMEM ? -1 : 0);
	errno = error;
}

/* One that there was no more room for has never been. */
static void after_fork_in_child(void)
{
	if (!agent_own.forks)
		return;
	agent_own.forks = false;
	if (agent_own.born == LIMIT_ACTORS)
		REAL(_exit)(EXIT_FAILURE);
	agent_begin(agent_own.born);
	agent_begin_errand();
}

/* What pthread_atfork(3) calls in glibc, with the library that the handlers go with. */
extern int __register_atfork(void (*before)(void), void (*in_parent)(void), void (*in_child)(void),
			     void *library);

/* With none: while one thread is in exit(3), which is done with us, another may fork yet. */
static void stand_around_forks(void)
{
	__register_atfork(before_fork, after_fork_in_parent, after_fork_in_child, NULL);
}

const struct family family_process = {.on_start = stand_around_forks};

pid_t agent_fork(uint32_t where)
{
	const int error = errno;
	pid_t pid;

	if (!agent_on())
		return REAL(fork)();
	if (trace_actors(agent.trace) == LIMIT_ACTORS) {
		agent_bear(false, where);
		return -1;
	}
	agent_touch_all_common();
	agent_own.forks = true;
	agent_own.forks_at = where;
	pid = REAL(fork)();
	/* In a free run it may not have come to say so yet, and can be killed before that. */
	if (pid > 0 && agent_own.born != LIMIT_ACTORS)
		atomic_store(&trace_space_entry(agent.trace, agent_own.born)->pid, pid);
	if (pid >= 0)
		errno = error; /* which before_fork() has cleared */
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
	if (agent.trace->ends_free && !agent_own.handlers && gate.intent.visible) {
		record.flags = agent_pass(&gate);
		record.value = agent_has_ended(parent) ? 0 : parent + 1;
		agent_write(&record);
	}
	agent_untold(agent_has_ended(parent));
}

AGENT_EXPORT pid_t getppid(void)
{
	if (agent_on() && agent.gated &&
	    trace_parent(agent.trace, agent_own.self) != agent_own.self)
		pass_question(trace_parent(agent.trace, agent_own.self), AGENT_CALLER);
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
