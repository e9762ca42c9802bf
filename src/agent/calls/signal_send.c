/*
 * Sending signals: kill(2), sigqueue(3), raise(3), and to threads. Nobody outside the run gets one
 * (trace/containment.h).
 *
 * A signal that ends a process is a step: whoever sent it goes on when its target is dead. Where a
 * handler runs, whoever sent the signal goes on when that has returned, so that there is one order
 * here too, or when it has to wait for something.
 */
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>
#include "agent/calls/effect.h"
#include "agent/calls/fd_kinds.h"
#include "agent/calls/group.h"
#include "agent/calls/pending.h"
#include "agent/calls/signal.h"
#include "agent/calls/stream.h"
#include "agent/calls/treatment.h"
#include "agent/core/blind.h"
#include "agent/core/families.h"
#include "agent/core/gate.h"
#include "agent/core/life.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/threads.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"
#include "trace/baton.h"
#include "trace/containment.h"
#include "trace/system.h"

/* --- to processes ----------------------------------------------------------------------------- */

/* What is sent. */
struct sent {
	int signal;
	bool is_queued;	 /* sigqueue(3), with a value ... */
	int code;	 /* ... or by the kernel, for this reason; 0: it is that */
	bool is_threads; /* for one thread, not for its process: pthread_kill(3) ... */
	unsigned thread; /* ... which this is */
	union sigval value;
	uint32_t where;
};

/* What a process that holds it back will be told: who sent it, how, and what goes with it. */
static struct hash hash_of(const struct sent *sent)
{
	uint64_t value = sent->is_queued ? (uintptr_t)sent->value.sival_ptr : 0;
	int named =
		value > 0 && value <= INT_MAX ? trace_find_actor(agent.trace, (pid_t)value) : -1;
	struct hash hash;

	/* A pid, which is another one in every run, stands for its process. */
	if (named >= 0)
		value = UINT64_MAX - (unsigned)named;
	hash = hash_fold(hash_none(), agent_own.self);
	hash = hash_fold(hash, sent->is_queued | (uint64_t)sent->is_threads << 1 |
				       (uint64_t)(sent->is_threads ? sent->thread : 0) << 2);
	return hash_fold(hash, value);
}

/* Whether its process has several threads. */
static bool has_several(unsigned target)
{
	struct set space = set_of(agent_entry_of(target)->space);

	return set_count(trace_alive_in(agent.trace, space)) > 1;
}

static void write_kill(unsigned target, const struct sent *sent, uint8_t flags)
{
	struct record record = agent_record(OP_KILL, 0, sent->where);

	record.argument = target;
	record.value = (uint64_t)sent->signal;
	record.size = !sent->is_threads && has_several(target);
	record.flags = flags;
	agent_write(&record);
}

static siginfo_t info_of(const struct sent *sent)
{
	siginfo_t info = {.si_signo = sent->signal,
			  .si_code = sent->code	       ? sent->code
				     : sent->is_queued ? SI_QUEUE
						       : PID_PASSED_ON};

	info.si_pid = system_pid();
	info.si_uid = getuid();
	info.si_value = sent->value;
	return info;
}

/* Really, to a process of the run. */
static int deliver(pid_t pid, const struct sent *sent)
{
	siginfo_t info = info_of(sent);
	int result = sent->is_queued ? system_queue_signal(pid, sent->signal, &info)
				     : system_kill(pid, sent->signal);

	agent_set_errno(-result);
	return result ? -1 : 0;
}

/* Really, to a thread: it is for that one, or the process has it do what all of them might. */
static int deliver_to(unsigned thread, const struct sent *sent)
{
	const struct actor_entry *entry = agent_entry_of(thread);
	pid_t pid = atomic_load(&trace_space(agent.trace, thread)->pid);
	siginfo_t info = info_of(sent);
	int result;

	if (!sent->is_threads && trace_is_first(agent.trace, thread))
		return deliver(pid, sent);
	if (sent->is_threads && !sent->is_queued)
		result = system_kill_thread(pid, atomic_load(&entry->thread), sent->signal);
	else
		result = system_queue_thread(pid, atomic_load(&entry->thread), sent->signal, &info);
	agent_set_errno(-result);
	return result ? -1 : 0;
}

/* glibc holds all signals back while it makes a thread, and then another one may take it. */
static void note_making(const struct space_entry *space, unsigned taker, const struct sent *sent)
{
	if (agent.gated && agent_entry_of(taker)->makes && agent_has_takers(space, sent->signal))
		agent_blind(UNSEEN_MAKES, 0, sent->where);
}

/* What it does, and which thread has to do with it. */
static enum effect effect_on(unsigned target, const struct sent *sent, struct treatment *treatment,
			     unsigned *taker)
{
	const struct space_entry *space = trace_space(agent.trace, target);
	enum effect effect;

	if (sent->is_threads && sent->signal && sent->signal != SIGKILL) {
		*treatment = agent_thread_treatment(target);
		effect = agent_effect_by(space, sent->signal, treatment);
	} else {
		effect = agent_effect_of(space, sent->signal, treatment);
	}
	*taker = target;
	if (!sent->is_threads && effect == EFFECT_HANDLED) {
		*taker = agent_taker(space, sent->signal);
		note_making(space, *taker, sent);
	}
	return effect;
}

/* The target is dead before anybody goes on, and the tables say so. */
static void bury(unsigned target, int signal)
{
	baton_await_death(agent.trace, target);
	agent_note_death(target, signal);
}

/* A handler of somebody else's is about to run: whoever sends the signal waits for it. */
static void note_handled(unsigned target, const struct sent *sent)
{
	struct space_entry *space = trace_space_entry(agent.trace, target);

	agent_note_merging(target, sent->signal);
	space->told = hash_join(space->told, hash_of(sent));
	atomic_fetch_add(&space->signals_sent, 1);
}

/* A step that has been granted. */
static int kill_granted(unsigned target, const struct sent *sent, uint8_t flags)
{
	struct space_entry *space = trace_space_entry(agent.trace, target);
	enum effect effect = EFFECT_NONE;
	struct treatment treatment = {0};
	unsigned taker = target;
	int result;

	if (!agent_has_ended(target)) {
		agent_note_meeting(target, sent->signal);
		effect = effect_on(target, sent, &treatment, &taker);
	}
	if (sent->signal || flags & RECORD_VISIBLE)
		write_kill(target, sent, flags);
	if (space->doomed || (effect == EFFECT_FATAL && agent_doom(space->first, sent->signal)))
		return 0;
	if (effect == EFFECT_FATAL) {
		space->killed_by = (uint8_t)(agent_own.self + 1);
		agent_announce_end(space->first, (unsigned)sent->signal);
	} else if (effect == EFFECT_HANDLED) {
		note_handled(target, sent);
	}
	result = deliver_to(taker, sent);
	if (result == 0 && sent->signal)
		agent_signal_sent(space, &treatment, sent->signal, hash_of(sent));
	agent_pending_changed();
	if (effect == EFFECT_FATAL && result == 0)
		bury(space->first, sent->signal);
	if (agent.gated)
		baton_await_handlers(agent.trace);
	return result;
}

/* What the gate in front of it does not say. */
static void give(const struct sent *sent)
{
	const uint64_t words[] = {(uint64_t)sent->signal, sent->is_queued,
				  sent->is_queued ? (uintptr_t)sent->value.sival_ptr : 0,
				  sent->is_threads, sent->thread};

	agent_given_words(words, AGENT_GIVEN);
}

static int kill_seen(unsigned target, const struct sent *sent)
{
	struct gate gate = agent_gate(OP_KILL, 0, sent->where);

	gate.intent.argument = target;
	gate.intent.signal = (uint8_t)sent->signal;
	gate.intent.visible = !agent_has_ended(target);
	give(sent);
	return kill_granted(target, sent, agent_pass(&gate));
}

void agent_end_by(int signal, uint32_t where)
{
	agent_flush_console();
	agent_end(OP_DEATH, (uint64_t)signal, where);
}

/* Who is not on the stage passes no gates. */
static int kill_other(unsigned target, const struct sent *sent)
{
	return agent_on() ? kill_seen(target, sent)
			  : deliver(atomic_load(&trace_space(agent.trace, target)->pid), sent);
}

static int end_by(const struct sent *sent)
{
	agent_space()->killed_by = (uint8_t)(agent_own.self + 1);
	agent_end_by(sent->signal, sent->where);
	return deliver(system_pid(), sent);
}

/* To send it was the step. */
static int end_at_once(const struct sent *sent)
{
	agent_space()->killed_by = (uint8_t)(agent_own.self + 1);
	agent_flush_console();
	agent_end_at_once(OP_DEATH, (uint64_t)sent->signal, sent->where);
	return deliver(system_pid(), sent);
}

/* To its own process, of which another thread may take it: that one is to be let come before. */
static int kill_within(unsigned target, const struct sent *sent)
{
	struct gate gate = agent_gate(OP_KILL, 0, sent->where);
	struct treatment treatment = {0};
	enum effect effect;
	unsigned taker;
	uint8_t flags;
	int result;

	gate.intent.argument = target;
	gate.intent.signal = (uint8_t)sent->signal;
	gate.intent.size = !sent->is_threads;
	gate.intent.visible = true;
	agent_touch_common(COMMON_SIGNALS, false);
	agent_touch_common(COMMON_PENDING, true);
	give(sent);
	flags = agent_pass(&gate);
	write_kill(target, sent, flags);
	if (sent->is_threads && agent_thread_ended(target))
		return 0;
	effect = effect_on(target, sent, &treatment, &taker);
	if (effect == EFFECT_FATAL)
		return end_at_once(sent);
	if (effect == EFFECT_HANDLED && taker != agent_own.self)
		note_handled(taker, sent);
	result = deliver_to(taker, sent);
	if (result == 0)
		agent_signal_sent(agent_space(), &treatment, sent->signal, hash_of(sent));
	agent_pending_changed();
	if (agent.gated)
		baton_await_handlers(agent.trace);
	return result;
}

/* To itself: it may be the last thing that this process does. */
static int kill_self(const struct sent *sent)
{
	struct treatment treatment = {0};
	bool was_step;
	unsigned taker;
	int result;

	if (!agent_on() || sent->signal == 0)
		return deliver(system_pid(), sent);
	if (!sent->is_threads && has_several(agent_own.self))
		return kill_within(agent_space()->first, sent);
	was_step = agent_ask_common(COMMON_SIGNALS, "raise", (unsigned)sent->signal, sent->where);
	agent_settle();
	write_kill(agent_own.self, sent, 0);
	if (effect_on(agent_own.self, sent, &treatment, &taker) == EFFECT_FATAL)
		return was_step ? end_at_once(sent) : end_by(sent);
	result = deliver_to(agent_own.self, sent);
	if (result == 0)
		agent_signal_sent(agent_space(), &treatment, sent->signal, hash_of(sent));
	return result;
}

/* Whoever of the threads takes it has run its handler before anybody goes on. */
static int take_own(siginfo_t *info, unsigned thread, unsigned taker, enum effect effect)
{
	bool is_threads = thread != LIMIT_ACTORS;

	if (!is_threads && (effect != EFFECT_HANDLED || !has_several(agent_own.self)))
		return system_queue_signal(system_pid(), info->si_signo, info);
	if (effect == EFFECT_HANDLED && taker != agent_own.self)
		atomic_fetch_add(&agent_space()->signals_sent, 1);
	return system_queue_thread(system_pid(), atomic_load(&agent_entry_of(taker)->thread),
				   info->si_signo, info);
}

void agent_have_signal(siginfo_t *info, unsigned thread)
{
	struct treatment treatment = {0};
	const struct sent sent = {
		.signal = info->si_signo, .is_threads = thread != LIMIT_ACTORS, .thread = thread};
	const uint64_t what[] = {(unsigned)info->si_code, (unsigned)info->si_overrun,
				 (uintptr_t)info->si_value.sival_ptr, thread};
	enum effect effect;
	unsigned taker;

	if (agent_is_doomed() || (sent.is_threads && agent_thread_ended(thread)))
		return;
	effect = effect_on(sent.is_threads ? thread : agent_space()->first, &sent, &treatment,
			   &taker);
	if (effect == EFFECT_FATAL)
		agent_end_by(info->si_signo, 0);
	if (take_own(info, thread, taker, effect) == 0)
		agent_signal_sent(agent_space(), &treatment, info->si_signo,
				  hash_bytes(what, sizeof(what)));
	agent_pending_changed();
	if (has_several(agent_own.self))
		baton_await_handlers(agent.trace);
}

void agent_notify_by_signal(unsigned first, siginfo_t *info, uint32_t where)
{
	const struct sent sent = {.signal = info->si_signo,
				  .is_queued = true,
				  .code = info->si_code,
				  .value = info->si_value,
				  .where = where};

	if (trace_same_space(agent.trace, first, agent_own.self))
		agent_have_signal(info, LIMIT_ACTORS);
	else
		kill_granted(first, &sent, 0);
}

/* In front of who is in a group, or in any: `flags` of the record that tells what was found. */
static uint8_t pass_group(pid_t group, const struct sent *sent)
{
	struct gate gate = agent_gate(OP_KILL, 0, sent->where);

	gate.intent.argument = LIMIT_ACTORS;
	gate.intent.signal = (uint8_t)sent->signal;
	gate.intent.visible = agent_has_company();
	agent_given_words(
		(const uint64_t[]){(uint64_t)sent->signal, (uint64_t)agent_told_pid(group)}, 2);
	return agent_pass(&gate);
}

/* Where nobody else is sent anything that would say so. */
static void write_group(unsigned count, const struct sent *sent, uint8_t flags)
{
	struct record record = agent_record(OP_GROUP, 0, sent->where);

	record.argument = agent_own.self;
	record.size = GROUP_SIGNALLED;
	record.value = count;
	record.error = count ? 0 : ESRCH;
	record.flags = flags;
	agent_write(&record);
}

/* To each of several in turn: 0 if it reached one of them, else why not. */
static int send_to(struct set members, const struct sent *sent, uint8_t flags)
{
	int failed = ESRCH;

	for (int i = set_first(members); i >= 0; i = set_next(members, (unsigned)i + 1)) {
		bool is_first = i == set_first(members);
		int result;

		if (agent_has_ended((unsigned)i))
			agent_saw_end(sent->where);
		result = !agent_on() || !is_first ? kill_other((unsigned)i, sent)
						  : kill_granted((unsigned)i, sent, flags);

		if (result == 0)
			failed = 0;
		else if (failed)
			failed = errno;
	}
	return failed;
}

/*
 * Everybody of the run in a process group, or in any: `group` 0. Ourselves last; kill(2) with -1
 * leaves us out. Who is in it when the signal is sent gets it, who has ended and was not waited for
 * counts, and without anybody there it fails as the kernel's does.
 */
static int kill_many(pid_t group, const struct sent *sent)
{
	uint8_t flags = agent_on() ? pass_group(group, sent) : 0;
	struct set members = agent_group(group);
	bool is_in_it = group && REAL(getpgid)(0) == group;
	int failed;

	if (agent_on() && (set_is_empty(members) || !sent->signal))
		write_group((unsigned)set_count(members) + is_in_it, sent, flags);
	failed = send_to(members, sent, flags);
	if (is_in_it)
		return kill_self(sent);
	agent_set_errno(failed);
	return failed ? -1 : 0;
}

/* As it would be if the run were alone: but for init and our parent nobody else is there. */
static int refuse(pid_t pid)
{
	errno = pid == 1 || pid == REAL(getppid)() ? EPERM : ESRCH;
	return -1;
}

static int kill_one(pid_t pid, const struct sent *sent)
{
	int target;

	if (pid == system_pid())
		return kill_self(sent);
	target = trace_find_actor(agent.trace, pid);
	if (target >= 0 && agent_has_ended((unsigned)target))
		agent_saw_end(sent->where);
	if (target >= 0)
		return kill_other((unsigned)target, sent);
	return containment_has(agent.trace->server_pid, pid) ? deliver(pid, sent) : refuse(pid);
}

static bool is_valid(int signal)
{
	if (signal >= 0 && signal < NSIG)
		return true;
	errno = EINVAL;
	return false;
}

/* As kill(2) has it: 0 is our own group, -1 everybody, less than that a group. */
static int kill_any(pid_t pid, int signal, uint32_t where)
{
	const struct sent sent = {.signal = signal, .where = where};

	if (!is_valid(signal))
		return -1;
	if (pid > 0)
		return kill_one(pid, &sent);
	if (pid == INT_MIN) /* the number of no group */
		return refuse(pid);
	if (pid == -1)
		return kill_many(0, &sent);
	return kill_many(pid ? -pid : REAL(getpgid)(0), &sent);
}

static int wiped(int result)
{
	agent_wipe_stack();
	return result;
}

AGENT_EXPORT int kill(pid_t pid, int signal)
{
	return agent.trace ? wiped(kill_any(agent_meant_pid(pid), signal, AGENT_CALLER))
			   : REAL(kill)(pid, signal);
}

AGENT_EXPORT int killpg(pid_t group, int signal)
{
	if (!agent.trace)
		return REAL(killpg)(group, signal);
	if (group >= 0)
		return wiped(kill_any(-agent_meant_pid(group), signal, AGENT_CALLER));
	errno = EINVAL;
	return -1;
}

AGENT_EXPORT int sigqueue(pid_t pid, int signal, const union sigval value)
{
	const struct sent sent = {
		.signal = signal, .is_queued = true, .value = value, .where = AGENT_CALLER};

	if (!agent.trace)
		return REAL(sigqueue)(pid, signal, value);
	return is_valid(signal) ? wiped(kill_one(agent_meant_pid(pid), &sent)) : -1;
}

int agent_send_signal(pid_t pid, int signal, const siginfo_t *info, uint32_t where)
{
	const struct sent sent = {.signal = signal,
				  .is_queued = info && info->si_code == SI_QUEUE,
				  .value = info ? info->si_value : (union sigval){0},
				  .where = where};

	return is_valid(signal) ? wiped(kill_one(pid, &sent)) : -1;
}

/* --- to threads ------------------------------------------------------------------------------- */

AGENT_EXPORT int raise(int signal)
{
	const struct sent sent = {.signal = signal,
				  .is_threads = true,
				  .thread = agent_own.self,
				  .where = AGENT_CALLER};

	return agent_on() && signal > 0 && signal < NSIG ? kill_self(&sent) : REAL(raise)(signal);
}

/* To a thread of the run. Returns 0, or -1 with errno. */
static int kill_thread(const struct sent *sent)
{
	if (sent->thread == agent_own.self)
		return kill_self(sent);
	if (trace_same_space(agent.trace, sent->thread, agent_own.self))
		return kill_within(sent->thread, sent);
	return kill_seen(sent->thread, sent);
}

/* The thread that is held as an actor, or LIMIT_ACTORS. */
static unsigned held_thread(pthread_t thread, int signal)
{
	if (!agent_on() || signal <= 0 || signal >= NSIG)
		return LIMIT_ACTORS;
	return pthread_equal(thread, pthread_self()) ? agent_own.self
						     : agent_thread_of_handle(thread);
}

AGENT_EXPORT int pthread_kill(pthread_t thread, int signal)
{
	const struct sent sent = {.signal = signal,
				  .is_threads = true,
				  .thread = held_thread(thread, signal),
				  .where = AGENT_CALLER};

	if (sent.thread == LIMIT_ACTORS)
		return REAL(pthread_kill)(thread, signal);
	return wiped(kill_thread(&sent)) ? errno : 0;
}

AGENT_EXPORT int pthread_sigqueue(pthread_t thread, int signal, const union sigval value)
{
	const struct sent sent = {.signal = signal,
				  .is_queued = true,
				  .is_threads = true,
				  .thread = held_thread(thread, signal),
				  .value = value,
				  .where = AGENT_CALLER};

	if (sent.thread == LIMIT_ACTORS)
		return REAL(pthread_sigqueue)(thread, signal, value);
	return wiped(kill_thread(&sent)) ? errno : 0;
}

unsigned agent_find_id(pid_t process, pid_t id)
{
	unsigned number = (unsigned)(id - PID_FIRST);

	if (id < PID_FIRST || number >= trace_actors(agent.trace) || agent_thread_ended(number))
		return LIMIT_ACTORS;
	return !process || agent_meant_pid(process) ==
				       atomic_load(&trace_space(agent.trace, number)->pid)
		       ? number
		       : LIMIT_ACTORS;
}

bool agent_kill_id(pid_t process, pid_t id, int signal, uint32_t where, int *result)
{
	const struct sent sent = {.signal = signal,
				  .is_threads = true,
				  .thread = agent_find_id(process, id),
				  .where = where};

	if (sent.thread == LIMIT_ACTORS)
		return false;
	*result = is_valid(signal) ? 0 : -1;
	if (signal && *result == 0)
		*result = wiped(kill_thread(&sent));
	return true;
}

AGENT_EXPORT int tgkill(pid_t process, pid_t id, int signal)
{
	int result;

	return agent_on() && agent_kill_id(process, id, signal, AGENT_CALLER, &result)
		       ? result
		       : REAL(tgkill)(agent_meant_pid(process), agent_meant_thread(id), signal);
}
