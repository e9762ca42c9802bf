/*
 * The process family: fork(2), _exit(2), wait(2), kill(2), execve(2).
 *
 * Births, ends and waits are invisible: they happen as soon as they can, in a fixed order, and
 * add no interleavings. A newborn child runs first, up to its first gate; then its parent.
 */
#include "agent/agent.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "trace/system.h"

enum { DEATH_LIMIT_MS = 1000 };

void agent_begin(unsigned self)
{
	struct process_entry *entry;
	struct record begin;

	agent.self = self;
	agent.gated = agent.trace->run_mode == RUN_GATED;
	agent.unsettled = NULL;
	agent_attends = true;
	memset(agent.cache, 0, sizeof(agent.cache)); /* private places are other objects here */
	entry = agent_entry();
	atomic_store(&entry->pid, getpid());
	begin = agent_record(OP_BEGIN, 0, 0);
	begin.argument = entry->parent;
	agent_write(&begin);
}

/* --- fork --------------------------------------------------------------------------------- */

/* Whoever is forked can reach what its parent can. */
static void inherit_objects(unsigned child)
{
	struct trace *trace = agent.trace;
	unsigned count = atomic_load(&trace->object_count);

	for (unsigned i = 1; i < count; i++) {
		_Atomic uint64_t *holders = &trace->objects[i].holders;

		if (atomic_load(holders) >> agent.self & 1)
			atomic_fetch_or(holders, UINT64_C(1) << child);
	}
}

/* The next free number, or TRACE_PROCESSES when there is none. */
static unsigned reserve_number(void)
{
	unsigned number = atomic_fetch_add(&agent.trace->process_count, 1);
	struct process_entry *entry;

	if (number >= TRACE_PROCESSES) {
		atomic_store(&agent.trace->process_count, TRACE_PROCESSES);
		return TRACE_PROCESSES;
	}
	entry = &agent.trace->processes[number];
	entry->parent = (uint8_t)agent.self;
	entry->newborn = agent.gated;
	memcpy(entry->name, agent_entry()->name, sizeof(entry->name));
	inherit_objects(number);
	atomic_store(&entry->state, PROCESS_RUNNING);
	return number;
}

static void give_back_number(unsigned number)
{
	atomic_store(&agent.trace->processes[number].state, PROCESS_ENDED);
	agent.trace->processes[number].reaped = true;
	if (agent.gated)
		agent.trace->runner = (uint8_t)agent.self;
}

AGENT_EXPORT pid_t fork(void)
{
	uint32_t where = AGENT_CALLER;
	struct record record;
	unsigned number;
	pid_t pid;

	if (!agent_on())
		return REAL(fork)();
	agent_settle();
	number = reserve_number();
	if (number == TRACE_PROCESSES) {
		errno = EAGAIN;
		return -1;
	}
	record = agent_record(OP_FORK, 0, where);
	record.value = number;
	agent_write(&record);
	if (agent.gated)
		agent.trace->runner = (uint8_t)number;
	pid = REAL(fork)();
	if (pid == 0) {
		agent_begin(number);
		return 0;
	}
	if (pid < 0) {
		give_back_number(number);
		return pid;
	}
	atomic_store(&agent.trace->processes[number].pid, pid);
	if (agent.gated)
		baton_await(agent.trace, agent.self, NULL, NULL);
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
	struct process_entry *entry = agent_entry();
	struct record record;

	agent_settle();
	record = agent_record(operation, 0, where);
	record.value = value;
	record.argument = entry->killed_by;
	agent_write(&record);
	if (operation == OP_EXIT)
		entry->exit_status = (uint8_t)value;
	else
		entry->signal = (uint8_t)value;
	agent_attends = false;
	trace->fd_closings++;
	trace->fd_changes++;
	atomic_store(&trace->leaving_pid, getpid());
	atomic_store(&entry->state, PROCESS_ENDED);
	if (agent.gated)
		baton_leave(trace, agent.self);
	else if (!trace_alive(trace))
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

/* A child died of a signal and could not say so itself. */
static void note_death(unsigned child, int signal)
{
	struct process_entry *entry = &agent.trace->processes[child];
	struct record record;

	if (atomic_load(&entry->state) == PROCESS_ENDED)
		return;
	entry->signal = (uint8_t)signal;
	atomic_store(&entry->state, PROCESS_ENDED);
	record = agent_record(OP_DEATH, 0, 0);
	record.process = (uint8_t)child;
	record.value = (uint64_t)signal;
	record.argument = entry->killed_by;
	agent_write(&record);
}

/* Some child of ours is in the run, or the wait is for one that is. */
static bool waits_for_ours(pid_t pid, int *number)
{
	unsigned count = atomic_load(&agent.trace->process_count);

	*number = pid > 0 ? trace_find_process(agent.trace, pid) : -1;
	if (pid > 0)
		return *number >= 0;
	for (unsigned i = 1; i < count; i++) {
		if (agent.trace->processes[i].parent == agent.self &&
		    !agent.trace->processes[i].reaped)
			return true;
	}
	return false;
}

/* Of several children that have ended the one with the lowest number is reaped first. */
static pid_t first_ended(pid_t pid, int number)
{
	unsigned count = atomic_load(&agent.trace->process_count);

	if (!agent.gated || number >= 0)
		return pid;
	for (unsigned i = 1; i < count; i++) {
		const struct process_entry *child = &agent.trace->processes[i];

		if (child->parent == agent.self && !child->reaped &&
		    atomic_load(&child->state) == PROCESS_ENDED)
			return child->pid;
	}
	return pid;
}

static void write_wait(pid_t pid, int status, uint64_t asked, uint32_t where)
{
	int child = trace_find_process(agent.trace, pid);
	struct record record;

	if (child < 0)
		return;
	if (WIFSIGNALED(status))
		note_death((unsigned)child, WTERMSIG(status));
	agent.trace->processes[child].reaped = true;
	record = agent_record(OP_WAIT, 0, where);
	record.value = (uint64_t)child;
	record.argument = asked;
	agent_write(&record);
}

static pid_t wait_for(pid_t pid, int *status, int options, struct rusage *usage, uint32_t where)
{
	struct gate gate = agent_gate(OP_WAIT, 0, where);
	int number, local;
	pid_t got;

	if (!waits_for_ours(pid, &number))
		return REAL(wait4)(pid, status, options, usage);
	gate.intent.argument = (uint64_t)(number + 1);
	if (!(options & WNOHANG)) {
		agent_pass(&gate);
		pid = first_ended(pid, number);
	}
	got = REAL(wait4)(pid, &local, options, usage);
	if (got > 0 && (WIFEXITED(local) || WIFSIGNALED(local)))
		write_wait(got, local, gate.intent.argument, where);
	if (got > 0 && status)
		*status = local;
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

/* waitid(2) may leave the child for another wait (WNOWAIT) and name it by a pidfd. */
AGENT_EXPORT int waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
	uint32_t where = AGENT_CALLER;
	struct gate gate;
	siginfo_t local = {0};
	int number, result;

	if (!agent_on() || !(options & WEXITED))
		return REAL(waitid)(type, id, info, options);
	gate = agent_gate(OP_WAIT, 0, where);
	if (!waits_for_ours(type == P_PID ? (pid_t)id : -1, &number))
		return REAL(waitid)(type, id, info, options);
	gate.intent.argument = (uint64_t)(number + 1);
	if (!(options & WNOHANG))
		agent_pass(&gate);
	result = REAL(waitid)(type, id, &local, options);
	if (result == 0 && local.si_pid && !(options & WNOWAIT))
		write_wait(local.si_pid, local.si_code == CLD_EXITED ? 0 : local.si_status,
			   gate.intent.argument, where);
	if (info)
		*info = local;
	return result;
}

/* --- kill --------------------------------------------------------------------------------- */

/*
 * Whether a signal ends a process with this pid: its disposition is the default (proc(5)). Our own
 * handlers make those of crash.c look caught.
 */
static bool is_fatal(pid_t pid, int signal)
{
	char path[32], line[128];
	unsigned long mask = 0, value;
	FILE *file;

	if (signal == SIGKILL || agent_is_crash(signal))
		return true;
	if (signal == 0 || signal == SIGCHLD || signal == SIGCONT || signal == SIGURG ||
	    signal == SIGWINCH || signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN ||
	    signal == SIGTTOU)
		return false;
	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "SigBlk: %lx", &value) == 1 ||
		    sscanf(line, "SigIgn: %lx", &value) == 1 ||
		    sscanf(line, "SigCgt: %lx", &value) == 1)
			mask |= value;
	}
	fclose(file);
	return !(mask >> (signal - 1) & 1);
}

static void write_kill(unsigned target, int signal, uint8_t flags, int error, uint32_t where)
{
	struct record record = agent_record(OP_KILL, 0, where);

	record.argument = target;
	record.value = (uint64_t)signal;
	record.flags = flags;
	record.error = error;
	agent_write(&record);
}

/* The target is dead before anybody goes on, and the tables say so. */
static void bury(unsigned target, int signal)
{
	struct process_entry *entry = &agent.trace->processes[target];

	system_await_death(atomic_load(&entry->pid), DEATH_LIMIT_MS);
	agent.trace->fd_closings++;
	agent.trace->fd_changes++;
	note_death(target, signal);
}

static int kill_other(unsigned target, int signal, uint32_t where)
{
	struct gate gate = agent_gate(OP_KILL, 0, where);
	struct process_entry *entry = &agent.trace->processes[target];
	bool fatal = false;
	uint8_t flags;
	int result;

	gate.intent.argument = target;
	gate.intent.visible = atomic_load(&entry->state) != PROCESS_ENDED && signal != 0;
	flags = agent_pass(&gate);
	if (atomic_load(&entry->state) != PROCESS_ENDED)
		fatal = is_fatal(atomic_load(&entry->pid), signal);
	if (fatal)
		entry->killed_by = (uint8_t)(agent.self + 1);
	result = REAL(kill)(atomic_load(&entry->pid), signal);
	if (signal != 0)
		write_kill(target, signal, flags, result < 0 ? errno : 0, where);
	if (fatal && result == 0)
		bury(target, signal);
	return result;
}

/* To itself: it may be the last thing that this process does. */
static int kill_self(int signal, uint32_t where)
{
	agent_settle();
	if (signal)
		write_kill(agent.self, signal, 0, 0, where);
	if (signal && is_fatal(getpid(), signal)) {
		agent_entry()->killed_by = (uint8_t)(agent.self + 1);
		agent_flush_console();
		agent_end(OP_DEATH, (uint64_t)signal, where);
	}
	return REAL(kill)(getpid(), signal);
}

AGENT_EXPORT int kill(pid_t pid, int signal)
{
	uint32_t where = AGENT_CALLER;
	int target;

	if (!agent_on())
		return REAL(kill)(pid, signal);
	target = trace_find_process(agent.trace, pid);
	if (pid == getpid())
		return kill_self(signal, where);
	return target < 0 ? REAL(kill)(pid, signal) : kill_other((unsigned)target, signal, where);
}

AGENT_EXPORT int raise(int signal)
{
	return agent_on() ? kill_self(signal, AGENT_CALLER) : REAL(raise)(signal);
}

/* --- exec --------------------------------------------------------------------------------- */

static void write_exec(const char *program, uint32_t where)
{
	struct record record = agent_record(OP_EXEC, 0, where);

	agent_flush_console();
	agent_write_text(&record, program, strlen(program));
}

AGENT_EXPORT int execve(const char *path, char *const argv[], char *const envp[])
{
	if (agent_on()) {
		agent_settle();
		write_exec(path, AGENT_CALLER);
	}
	return REAL(execve)(path, argv, envp);
}

AGENT_EXPORT int execv(const char *path, char *const argv[])
{
	if (agent_on()) {
		agent_settle();
		write_exec(path, AGENT_CALLER);
	}
	return REAL(execve)(path, argv, environ);
}

AGENT_EXPORT int execvp(const char *file, char *const argv[])
{
	if (agent_on()) {
		agent_settle();
		write_exec(file, AGENT_CALLER);
	}
	return REAL(execvpe)(file, argv, environ);
}
