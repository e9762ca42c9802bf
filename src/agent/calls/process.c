/*
 * The process family: fork(2), _exit(2), wait(2). Signals are in signal.c, exec in program.c.
 *
 * Births, ends and waits are invisible: they happen as soon as they can, in a fixed order, and
 * add no interleavings. A newborn child runs first, up to its first gate; then its parent.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include "agent/core/agent.h"
#include "trace/ready.h"
#include "trace/system.h"

void agent_begin(unsigned self)
{
	struct record begin;

	agent.self = self;
	agent.gated = agent.trace->run_mode == RUN_GATED;
	agent.unsettled = NULL;
	agent_attends = true;
	atomic_store(&agent_space()->pid, system_pid());
	begin = agent_record(OP_BEGIN, 0, 0);
	begin.argument = trace_parent(agent.trace, self);
	agent_write(&begin);
	agent_begin_copies();
}

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

/* Whether a child runs first. One that a handler forks runs beside whoever sent the signal. */
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
	space = trace_space_entry(agent.trace, number);
	space->first = (uint8_t)number;
	space->parent = agent_entry()->space;
	space->caught = agent_space()->caught;
	space->untold = agent_space()->untold;
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
	agent_share_files();
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

AGENT_EXPORT pid_t fork(void)
{
	unsigned number;
	pid_t pid;

	if (!agent_on())
		return REAL(fork)();
	number = agent_bear(AGENT_CALLER);
	if (number == LIMIT_ACTORS)
		return -1;
	pid = REAL(fork)();
	if (pid == 0)
		agent_begin(number);
	else
		agent_born(number, pid);
	return pid;
}

/* A child that borrows our memory cannot be shown beside us: give it a copy. */
AGENT_EXPORT pid_t vfork(void)
{
	return fork();
}

/* --- ends --------------------------------------------------------------------------------- */

void agent_end(enum operation operation, uint64_t value, uint32_t where)
{
	struct trace *trace = agent.trace;
	struct space_entry *space = agent_space();
	struct record record;

	agent_settle();
	record = agent_record(operation, 0, where);
	record.value = value;
	record.argument = space->killed_by;
	agent_write(&record);
	if (operation == OP_EXIT)
		space->exit_status = (uint8_t)value;
	else
		space->signal = (uint8_t)value;
	agent_attends = false;
	agent_announce_end(agent.self);
	trace->fd_closings++;
	trace->fd_changes++;
	agent_note_order(agent.self);
	atomic_store(&trace->leaving_pid, system_pid());
	atomic_store(&agent_entry()->state, ACTOR_ENDED);
	if (agent.gated && agent.handlers && trace->runner != agent.self)
		return; /* who sent the signal has the baton, and awaits our death */
	if (agent.gated)
		baton_leave(trace, agent.self);
	else if (set_is_empty(trace_alive(trace)))
		baton_stop(trace, STOP_END, agent.self);
}

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

/* --- wait --------------------------------------------------------------------------------- */

void agent_note_death(unsigned child, int signal)
{
	struct actor_entry *entry = &agent.trace->actors[child];
	struct space_entry *space = trace_space_entry(agent.trace, child);
	struct record record;

	if (atomic_load(&entry->state) == ACTOR_ENDED)
		return;
	space->signal = (uint8_t)signal;
	atomic_store(&entry->state, ACTOR_ENDED);
	record = agent_record(OP_DEATH, 0, 0);
	record.actor = (uint8_t)child;
	record.value = (uint64_t)signal;
	record.argument = space->killed_by;
	agent_write(&record);
}

/* A child ended past libc: nobody has heard of it. */
static void note_exit(unsigned child, int status)
{
	struct actor_entry *entry = &agent.trace->actors[child];
	struct record record;

	if (atomic_load(&entry->state) == ACTOR_ENDED)
		return;
	trace_space_entry(agent.trace, child)->exit_status = (uint8_t)status;
	atomic_store(&entry->state, ACTOR_ENDED);
	record = agent_record(OP_EXIT, 0, 0);
	record.actor = (uint8_t)child;
	record.value = (uint64_t)status;
	agent_write(&record);
}

/* Some child of ours is in the run, or the wait is for one that is. */
static bool waits_for_ours(pid_t pid, int *number)
{
	unsigned count = trace_actors(agent.trace);

	*number = pid > 0 ? trace_find_actor(agent.trace, pid) : -1;
	if (pid > 0)
		return *number >= 0;
	for (unsigned i = 1; i < count; i++) {
		const struct space_entry *child = trace_space(agent.trace, i);

		if (trace_is_first(agent.trace, i) && child->parent == agent_entry()->space &&
		    !child->reaped)
			return true;
	}
	return false;
}

/* Of several children that have ended the one with the lowest number is reaped first. */
static pid_t first_ended(pid_t pid, int number)
{
	unsigned count = trace_actors(agent.trace);

	if (!agent.gated || number >= 0)
		return pid;
	for (unsigned i = 1; i < count; i++) {
		const struct space_entry *child = trace_space(agent.trace, i);

		if (trace_is_first(agent.trace, i) && child->parent == agent_entry()->space &&
		    !child->reaped && atomic_load(&agent.trace->actors[i].state) == ACTOR_ENDED)
			return child->pid;
	}
	return pid;
}

static void write_wait(pid_t pid, int status, const struct gate *gate)
{
	int child = trace_find_actor(agent.trace, pid);
	struct record record;

	if (child < 0)
		return;
	if (WIFSIGNALED(status))
		agent_note_death((unsigned)child, WTERMSIG(status));
	else
		note_exit((unsigned)child, WEXITSTATUS(status));
	trace_space_entry(agent.trace, (unsigned)child)->reaped = true;
	record = agent_record(OP_WAIT, 0, gate->intent.where);
	record.value = (uint64_t)child;
	record.argument = gate->intent.argument;
	record.flags = gate->intent.visible && !agent.handlers ? RECORD_VISIBLE : 0;
	agent_write(&record);
}

/*
 * The gate of a wait. As long as it waits for its child the kernel gives it to the wait before a
 * handler for SIGCHLD can run and reap it: so that signal is held back until `*before` is
 * restored. Asking with WNOHANG for a child that has not ended is a step: whoever asks again and
 * again must let others go on.
 */
static void pass_wait(struct gate *gate, int options, sigset_t *before)
{
	if (agent_catches(SIGCHLD)) {
		sigset_t child_ended;

		sigemptyset(&child_ended);
		sigaddset(&child_ended, SIGCHLD);
		sigprocmask(SIG_BLOCK, &child_ended, before);
	}
	if (options & WNOHANG) {
		gate->intent.visible =
			!ready_child_of(agent.trace, agent.self, gate->intent.argument);
		gate->intent.deadline_ns = agent.trace->clock_ns;
	}
	if (gate->intent.visible || !(options & WNOHANG))
		agent_pass(gate);
}

/* A step that found nobody. */
static void write_none(const struct gate *gate, int error)
{
	struct record record = agent_record(OP_WAIT, 0, gate->intent.where);

	record.argument = gate->intent.argument;
	record.error = error;
	record.flags = gate->intent.visible ? RECORD_VISIBLE : 0;
	agent_write(&record);
}

static pid_t wait_for(pid_t pid, int *status, int options, struct rusage *usage, uint32_t where)
{
	struct gate gate = agent_gate(OP_WAIT, 0, where);
	sigset_t before;
	int number, local;
	pid_t got;

	if (!waits_for_ours(pid, &number))
		return REAL(wait4)(pid, status, options, usage);
	gate.intent.argument = (uint64_t)(number + 1);
	agent_given(status, (uint64_t)options ^ (uintptr_t)usage);
	pass_wait(&gate, options, &before);
	if (agent.interrupted) {
		got = agent_fail(EINTR);
	} else {
		got = REAL(wait4)(first_ended(pid, number), &local, options, usage);
	}
	if (got > 0 && (WIFEXITED(local) || WIFSIGNALED(local)))
		write_wait(got, local, &gate);
	else if (agent.interrupted || (gate.intent.visible && !agent.handlers))
		write_none(&gate, got < 0 ? errno : EAGAIN);
	if (got > 0 && status)
		*status = local;
	if (agent_catches(SIGCHLD))
		sigprocmask(SIG_SETMASK, &before, NULL);
	return got;
}

AGENT_EXPORT pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage)
{
	return agent_on() ? wait_for(pid, status, options, usage, AGENT_CALLER)
			  : REAL(wait4)(pid, status, options, usage);
}

AGENT_EXPORT pid_t wait3(int *status, int options, struct rusage *usage)
{
	return agent_on() ? wait_for(-1, status, options, usage, AGENT_CALLER)
			  : REAL(wait4)(-1, status, options, usage);
}

AGENT_EXPORT pid_t waitpid(pid_t pid, int *status, int options)
{
	return agent_on() ? wait_for(pid, status, options, NULL, AGENT_CALLER)
			  : REAL(wait4)(pid, status, options, NULL);
}

AGENT_EXPORT pid_t wait(int *status)
{
	return agent_on() ? wait_for(-1, status, 0, NULL, AGENT_CALLER)
			  : REAL(wait4)(-1, status, 0, NULL);
}

/* What wait(2) would say of a child; -1 when it has not ended. */
static int status_of(const siginfo_t *info)
{
	switch (info->si_pid ? info->si_code : 0) {
	case CLD_EXITED:
		return W_EXITCODE(info->si_status, 0);
	case CLD_KILLED:
	case CLD_DUMPED:
		return W_EXITCODE(0, info->si_status);
	default:
		return -1;
	}
}

/* waitid(2) may leave the child for another wait (WNOWAIT) and name it by a pidfd. */
AGENT_EXPORT int waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
	uint32_t where = AGENT_CALLER;
	struct gate gate;
	siginfo_t local = {0};
	sigset_t before;
	int number, result;

	if (!agent_on() || !(options & WEXITED))
		return REAL(waitid)(type, id, info, options);
	gate = agent_gate(OP_WAIT, 0, where);
	if (!waits_for_ours(type == P_PID ? (pid_t)id : -1, &number))
		return REAL(waitid)(type, id, info, options);
	gate.intent.argument = (uint64_t)(number + 1);
	agent_given(info, (uint64_t)options);
	pass_wait(&gate, options, &before);
	result = agent.interrupted ? agent_fail(EINTR) : REAL(waitid)(type, id, &local, options);
	if (result == 0 && status_of(&local) >= 0 && !(options & WNOWAIT))
		write_wait(local.si_pid, status_of(&local), &gate);
	else if (agent.interrupted || (gate.intent.visible && !agent.handlers))
		write_none(&gate, result < 0 ? errno : EAGAIN);
	if (info)
		*info = local;
	if (agent_catches(SIGCHLD))
		sigprocmask(SIG_SETMASK, &before, NULL);
	return result;
}
