/*
 * Waiting for children: wait(2), waitid(2). It is invisible, as births and ends are (process.c).
 */
#include "agent/calls/wait.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "agent/calls/pidfd.h"
#include "agent/calls/wait_order.h"
#include "agent/core/blind.h"
#include "agent/core/gate.h"
#include "agent/core/life.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/result.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"
#include "agent/hooks/data.h"
#include "trace/ready.h"

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

/* The process group whose children wait(2) is to take, 0: of any. */
static pid_t group_of(pid_t pid)
{
	return pid == 0 ? REAL(getpgid)(0) : pid < -1 ? -pid : 0;
}

static bool is_of_group(pid_t child, pid_t group)
{
	return group == 0 || REAL(getpgid)(child) == group;
}

/*
 * Groups are the kernel's: whether a child of one has ended it has to say. That there is none is
 * found when the wait begins; whoever leaves the group later does not end it, nor does its end.
 */
struct group_wait {
	pid_t group; /* 0: it is for no group */
	bool is_none;
};

static int look_at_group(const struct group_wait *wait, siginfo_t *info)
{
	return REAL(waitid)(P_PGID, (id_t)wait->group, info, WEXITED | WNOHANG | WNOWAIT);
}

static bool any_of_group_ended(void *context)
{
	const struct group_wait *wait = context;
	siginfo_t info = {0};

	return wait->is_none || (look_at_group(wait, &info) == 0 && info.si_pid != 0);
}

/* Of several children that have ended the one with the lowest number is reaped first. */
static pid_t first_ended(pid_t pid, int number)
{
	pid_t group = group_of(pid);
	unsigned count = trace_actors(agent.trace);

	if (!agent.gated || number >= 0)
		return pid;
	for (unsigned i = 1; i < count; i++) {
		const struct space_entry *child = trace_space(agent.trace, i);

		if (trace_is_first(agent.trace, i) && child->parent == agent_entry()->space &&
		    !child->reaped && agent_has_ended(i) && is_of_group(child->pid, group))
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
		agent_note_exit((unsigned)child, WEXITSTATUS(status));
	trace_space_entry(agent.trace, (unsigned)child)->reaped = true;
	readings_ended(&agent.trace->readings, agent_own.self, (unsigned)child);
	record = agent_record(OP_WAIT, 0, gate->intent.where);
	record.value = (uint64_t)child;
	record.argument = gate->intent.argument;
	record.flags = gate->intent.visible && !agent_own.handlers ? RECORD_VISIBLE : 0;
	agent_write(&record);
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

/* Whom a wait has left to be waited for again, or, below 0, that there is nobody any more. No step,
 * and no part of what anybody does: what comes before what hangs on it. */
static void write_seen(int child, uint32_t where)
{
	struct record record = agent_record(OP_END_SEEN, 0, where);

	record.argument = child < 0 ? LIMIT_ACTORS : (uint64_t)child;
	if (agent.trace->hooked)
		agent_write(&record);
}

/*
 * A child that ends before its parent has come to wait for it gives it to the handler of SIGCHLD;
 * one that ends later gives it to the wait. And who is in a group counts as it is now.
 */
static void come_to_wait(const struct gate *wait)
{
	struct gate gate = *wait;

	gate.intent.visible = agent_has_company();
	gate.intent.deadline_ns = agent.trace->clock_ns;
	if (!agent.gated || agent_own.handlers || !gate.intent.visible)
		return;
	agent_pass(&gate);
	write_none(&gate, EAGAIN);
}

/*
 * The gate of a wait. As long as it waits for its child the kernel gives it to the wait before a
 * handler for SIGCHLD can run and reap it: so that signal is held back until `*before` is
 * restored. Asking with WNOHANG for a child that has not ended is a step: whoever asks again and
 * again must let others go on.
 */
static void pass_wait(struct gate *gate, int options, struct group_wait *group, sigset_t *before)
{
	siginfo_t info;

	if (!(options & WNOHANG) &&
	    (group->group || (agent_catches(SIGCHLD) && agent.trace->ends_free)))
		come_to_wait(gate);
	if (group->group) {
		group->is_none = look_at_group(group, &info) < 0;
		gate->ask = any_of_group_ended;
		gate->context = group;
	}
	if (agent_catches(SIGCHLD)) {
		sigset_t child_ended;

		sigemptyset(&child_ended);
		sigaddset(&child_ended, SIGCHLD);
		sigprocmask(SIG_BLOCK, &child_ended, before);
	}
	if (options & WNOHANG) {
		gate->intent.visible = group->group ? agent_has_company()
						    : !ready_child_of(agent.trace, agent_own.self,
								      gate->intent.argument);
		gate->intent.deadline_ns = agent.trace->clock_ns;
	}
	if (gate->intent.visible || !(options & WNOHANG))
		agent_pass(gate);
}

/* Where threads meet in it, who comes first is a step, and whom the kernel gives a child is not. */
static void pass_children(const char *call, uint32_t where)
{
	if (agent_change_common(COMMON_CHILDREN, call, 0, where))
		agent_blind(UNSEEN_WAITERS, 0, where);
}

/* The program's call, by the kernel's ids. */
struct wait {
	pid_t pid;
	int *status, options;
	struct rusage *usage;
	uint32_t where;
	const void *behind; /* where it returns to; NULL: one of our own */
};

static enum wait_tells tells_of(const struct wait *wait)
{
	if (wait->pid > 0 || !agent_has_several_children())
		return WAIT_TELLS_NOTHING;
	if (wait->usage || !wait->behind || agent_result_is_used(wait->behind))
		return WAIT_TELLS_CHILD;
	return wait->status ? WAIT_TELLS_STATUS : WAIT_TELLS_NOTHING;
}

static pid_t take_child(const struct wait *wait)
{
	const uint32_t where = wait->where;
	const int options = wait->options;
	struct gate gate = agent_gate(OP_WAIT, 0, where);
	struct group_wait group = {.group = group_of(wait->pid)};
	const uint64_t given[] = {(uintptr_t)wait->status, (uint64_t)options,
				  (uintptr_t)wait->usage, (uint64_t)agent_told_pid(group.group)};
	enum wait_tells tells;
	sigset_t before;
	int number, local;
	pid_t got;

	if (wait->pid <= 0)
		pass_children("wait", where);
	if (!waits_for_ours(wait->pid, &number)) {
		agent_note_data(wait->status);
		return REAL(wait4)(wait->pid, wait->status, options, wait->usage);
	}
	gate.intent.argument = (uint64_t)(number + 1);
	agent_given_words(given, 4);
	pass_wait(&gate, options, &group, &before);
	tells = tells_of(wait);
	if (agent_own.interrupted) {
		got = agent_fail(EINTR);
	} else {
		got = REAL(wait4)(first_ended(wait->pid, number), &local, options, wait->usage);
	}
	if ((got > 0 || agent_space()->discards) && options & WNOHANG && !agent_own.handlers)
		agent_saw_end(where);
	if (got > 0 && (WIFEXITED(local) || WIFSIGNALED(local))) {
		write_wait(got, local, &gate);
		agent_note_order_told(tells, local, where);
	} else if (agent_own.interrupted || (gate.intent.visible && !agent_own.handlers)) {
		write_none(&gate, got < 0 ? errno : EAGAIN);
	} else if (got < 0 && errno == ECHILD) {
		write_seen(-1, where);
	}
	if (agent_catches(SIGCHLD))
		sigprocmask(SIG_SETMASK, &before, NULL);
	if (got > 0 && !agent_tell_there(wait->status, &local, sizeof(local), (uint64_t)got, where))
		return -1;
	return got;
}

pid_t agent_wait_for(pid_t pid, int *status, uint32_t where)
{
	return take_child(&(struct wait){.pid = pid, .status = status, .where = where});
}

/* By the ids that the program has. */
static pid_t wait_for(pid_t pid, int *status, int options, struct rusage *usage, const void *behind)
{
	const struct wait wait = {agent_on() ? agent_meant_pid(pid) : pid,
				  status,
				  options,
				  usage,
				  agent_where(behind),
				  behind};

	if (!agent_on())
		return REAL(wait4)(pid, status, options, usage);
	agent_note_data(usage);
	pid = agent_told_pid(take_child(&wait));
	agent_wipe_stack();
	return pid;
}

AGENT_EXPORT pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage)
{
	return wait_for(pid, status, options, usage, __builtin_return_address(0));
}

AGENT_EXPORT pid_t wait3(int *status, int options, struct rusage *usage)
{
	return wait_for(-1, status, options, usage, __builtin_return_address(0));
}

AGENT_EXPORT pid_t waitpid(pid_t pid, int *status, int options)
{
	return wait_for(pid, status, options, NULL, __builtin_return_address(0));
}

AGENT_EXPORT pid_t wait(int *status)
{
	return wait_for(-1, status, 0, NULL, __builtin_return_address(0));
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

/* The one process that is waited for, or -1. */
static pid_t one_of(idtype_t type, id_t id)
{
	pid_t pid = (int)type == AGENT_PIDFD ? agent_pidfd_process((int)id) : (pid_t)id;

	return (int)type == AGENT_PIDFD || type == P_PID ? pid : -1;
}

/* waitid(2) may leave the child for another wait (WNOWAIT) and name it by a pidfd. */
static int wait_for_id(idtype_t type, id_t id, siginfo_t *info, int options, uint32_t where)
{
	struct group_wait group = {0};
	struct gate gate;
	siginfo_t local = {0};
	sigset_t before;
	int number, result;
	bool has_several;

	if (type == P_PID || type == P_PGID)
		id = (id_t)agent_meant_pid((pid_t)id);
	if (!agent_on() || !(options & WEXITED) ||
	    ((int)type == AGENT_PIDFD && one_of(type, id) <= 0)) /* of nobody, or no pidfd */
		return REAL(waitid)(type, id, info, options);
	if (type == P_ALL || type == P_PGID)
		pass_children("waitid", where);
	gate = agent_gate(OP_WAIT, 0, where);
	if (!waits_for_ours(one_of(type, id), &number))
		return REAL(waitid)(type, id, info, options);
	gate.intent.argument = (uint64_t)(number + 1);
	if (type == P_PGID)
		group.group = id ? (pid_t)id : REAL(getpgid)(0);
	agent_given_words((const uint64_t[]){(uintptr_t)info, (uint64_t)options, (uint64_t)type,
					     (uint64_t)agent_told_pid(group.group)},
			  4);
	pass_wait(&gate, options, &group, &before);
	has_several = number < 0 && agent_has_several_children();
	result =
		agent_own.interrupted ? agent_fail(EINTR) : REAL(waitid)(type, id, &local, options);
	if (result == 0 && status_of(&local) >= 0 && options & WNOHANG && !agent_own.handlers)
		agent_saw_end(where);
	if (result == 0 && options & WNOWAIT && has_several)
		agent_blind(UNSEEN_CALL, SYS_waitid, where);
	if (result == 0 && status_of(&local) >= 0)
		agent_note_order_told(has_several ? WAIT_TELLS_CHILD : WAIT_TELLS_NOTHING,
				      status_of(&local), where);
	if (result == 0 && status_of(&local) >= 0 && !(options & WNOWAIT))
		write_wait(local.si_pid, status_of(&local), &gate);
	else if (result == 0 && status_of(&local) >= 0)
		write_seen(trace_find_actor(agent.trace, local.si_pid), where);
	else if (agent_own.interrupted || (gate.intent.visible && !agent_own.handlers))
		write_none(&gate, result < 0 ? errno : EAGAIN);
	else if (result < 0 && errno == ECHILD)
		write_seen(-1, where);
	if (agent_catches(SIGCHLD))
		sigprocmask(SIG_SETMASK, &before, NULL);
	agent_tell_sender(&local);
	return agent_tell_there(info, &local, sizeof(local), (uint64_t)result, where) ? result : -1;
}

AGENT_EXPORT int waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
	int result = wait_for_id(type, id, info, options, AGENT_CALLER);

	agent_wipe_stack();
	return result;
}
