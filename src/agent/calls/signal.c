/*
 * Signals: kill(2), sigaction(2), and the handlers of the program. Nobody outside the run gets one
 * (trace/containment.h).
 *
 * A signal that ends a process is a step: whoever sent it goes on when its target is dead. A
 * handler runs at once, in whatever its process waits for, and whoever sent the signal goes on
 * when the handler has returned, so that there is one order here too. What a handler does passes
 * no gates, but for what it has to wait for: then whoever sent the signal goes on at once. A wait
 * that it interrupts ends with EINTR as signal(7) says.
 */
#include "agent/calls/signal.h"

#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>
#include "agent/calls/crash.h"
#include "agent/calls/fd_kinds.h"
#include "agent/calls/group.h"
#include "agent/calls/mask.h"
#include "agent/calls/pending.h"
#include "agent/calls/stream.h"
#include "agent/calls/ticks.h"
#include "agent/core/families.h"
#include "agent/core/gate.h"
#include "agent/core/guard.h"
#include "agent/core/life.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/threads.h"
#include "agent/core/untold.h"
#include "trace/baton.h"
#include "trace/containment.h"
#include "trace/system.h"

enum { DEATH_LIMIT_MS = 1000 };

/* --- handlers ------------------------------------------------------------------------------- */

/* SO_RCVTIMEO and SO_SNDTIMEO: what they limit is never gone on with. */
static bool has_own_time_out(const struct intent *intent)
{
	return intent->deadline_ns != UINT64_MAX && fd_kind_of(intent->object)->timed;
}

/* Whether a handler ends such a wait: signal(7), "Interruption of system calls". */
static bool ends_early(const struct sigaction *action, const struct intent *intent)
{
	switch ((enum early)operation_row(intent->operation)->early) {
	case EARLY_ALWAYS:
		return true;
	case EARLY_TIMED:
		return !(action->sa_flags & SA_RESTART) || has_own_time_out(intent);
	case EARLY_RESTARTS:
		return !(action->sa_flags & SA_RESTART);
	case EARLY_NEVER:
	case EARLY_MUTEX:
		break;
	}
	return false;
}

/* Whether it ends what its process waits for now. */
static bool interrupts(const struct sigaction *action, const struct actor_entry *entry)
{
	return atomic_load(&entry->state) == ACTOR_PARKED && !entry->intent.unbegun &&
	       baton_may_wait(agent.trace, agent_own.self) && ends_early(action, &entry->intent);
}

static uint64_t ending_early(const struct intent *intent)
{
	uint64_t caught = agent_space()->caught, ending = 0;
	sigset_t mask;

	if (!caught || operation_row(intent->operation)->early == EARLY_NEVER)
		return 0;
	sigprocmask(SIG_BLOCK, NULL, &mask);
	caught &= ~agent_signal_bits(&mask);
	for (int signal = 1; signal < NSIG; signal++) {
		if (caught & agent_signal_bit(signal) && ends_early(&agent.actions[signal], intent))
			ending |= agent_signal_bit(signal);
	}
	return ending;
}

/* A fault in a handler that holds it back: the mark is there in its stead. */
static bool is_fault_held_back(int signal, const siginfo_t *info, const ucontext_t *interrupted)
{
	return info->si_code > 0 && agent_signal_bits(&interrupted->uc_sigmask) &
					    agent_mask_marks(agent_signal_bit(signal));
}

/* From now on it has no handler: SA_RESETHAND. Of a crash we still want to hear. */
static void reset_action(int signal)
{
	struct sigaction ours;

	agent.actions[signal] = (struct sigaction){.sa_handler = SIG_DFL};
	agent_space()->caught &= ~agent_signal_bit(signal);
	if (!agent_is_crash(signal))
		return;
	agent_crash_action(&ours);
	REAL(sigaction)(signal, &ours, NULL);
}

/* What the kernel calls in place of each handler of the program. */
static void handle(int signal, siginfo_t *info, void *context)
{
	const struct sigaction action = agent.actions[signal];
	const ucontext_t *interrupted = context;
	bool had_baton, waited = agent_own.waited_in_handler;
	struct actor_entry *entry = agent_entry();
	uint32_t state;
	int saved = errno;

	if (agent_guard_signal(info, context) || agent_ticks_signal(info, context) ||
	    (agent.in_run && agent_is_doomed()))
		return;
	if (is_fault_held_back(signal, info, interrupted)) {
		agent_die(signal, info, context);
		return;
	}
	had_baton = trace_runner(agent.trace) == agent_own.self;
	state = atomic_load(&entry->state);
	agent_own.waited_in_handler = false;
	agent_signal_taken(signal, action.sa_flags & SA_SIGINFO);
	if (action.sa_flags & (int)SA_RESETHAND)
		reset_action(signal);
	agent_own.handlers++;
	agent_tell_sender(info);
	if (action.sa_flags & SA_SIGINFO)
		action.sa_sigaction(signal, info, context);
	else
		action.sa_handler(signal);
	agent_own.handlers--;
	agent_own.handled++;
	entry = agent_entry(); /* another one's in a child that the handler has forked */
	if (agent_own.waited_in_handler)
		atomic_store(&entry->state, state);
	if (interrupts(&action, entry))
		entry->intent.interrupted = true;
	/* As it will be when we have returned: the sender may send the next at once. */
	sigprocmask(SIG_SETMASK, &interrupted->uc_sigmask, NULL);
	if (entry->intent.unbegun) /* it may have set another handler */
		entry->intent.unbegun = ending_early(&entry->intent);
	baton_handled(agent_space());
	if (agent_own.waited_in_handler && !had_baton)
		baton_hand_over(agent.trace, agent_own.self);
	agent_own.waited_in_handler = waited;
	errno = saved;
}

static bool is_handler(const struct sigaction *action)
{
	return action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN;
}

/* Those that tell us of accesses come through while any handler runs, and are never without one. */
static void keep_ours(struct sigaction *ours, int signal)
{
	uint64_t mask = agent_signal_bits(&ours->sa_mask);

	if (agent.in_run)
		agent_space()->held_once |= mask;
	if (agent_is_guards(signal) && !(ours->sa_flags & SA_NODEFER))
		mask |= agent_signal_bit(signal);
	if (agent_is_guards(signal))
		ours->sa_flags |= SA_NODEFER;
	if (agent_is_crash(signal))
		ours->sa_flags &= ~(int)SA_RESETHAND;
	mask = (mask & ~AGENT_GUARDS) | agent_mask_marks(mask);
	memcpy(&ours->sa_mask, &mask, sizeof(mask));
}

/* What the kernel is to be told when the program asks for `wanted`. */
static struct sigaction replaced(int signal, const struct sigaction *wanted)
{
	struct sigaction ours = *wanted;

	if (is_handler(wanted)) {
		ours.sa_flags |= SA_SIGINFO;
		ours.sa_sigaction = handle;
		keep_ours(&ours, signal);
	} else if (agent_is_guards(signal) ||
		   (wanted->sa_handler == SIG_DFL && agent_is_crash(signal))) {
		agent_crash_action(&ours);
	}
	return ours;
}

/* Which handler: a program that exec(3) has loaded lies elsewhere in every run. */
static uint64_t place_of(const struct sigaction *action)
{
	uint32_t place = agent_where((const void *)(uintptr_t)action->sa_handler);

	return place ? place : (uintptr_t)action->sa_handler;
}

static void note_action(int signal, const struct sigaction *wanted)
{
	uint64_t ignored = wanted->sa_handler == SIG_IGN ? agent_signal_bit(signal) : 0;

	agent.actions[signal] = *wanted;
	agent_untold_pair((uint64_t)signal, place_of(wanted));
	if (agent_is_guards(signal))
		agent_space()->ignored =
			(agent_space()->ignored & ~agent_signal_bit(signal)) | ignored;
	if (is_handler(wanted))
		agent_space()->caught |= agent_signal_bit(signal);
	else
		agent_space()->caught &= ~agent_signal_bit(signal);
}

/* No signal comes between what the kernel is told and what we know of it. */
static int set_action(int signal, const struct sigaction *wanted, struct sigaction *old)
{
	const struct sigaction ours = replaced(signal, wanted), asked = *wanted;
	sigset_t all, before;
	int result;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	result = REAL(sigaction)(signal, &ours, old);
	if (result == 0)
		note_action(signal, &asked);
	if (result == 0 && !is_handler(&asked))
		agent_signals_dropped();
	sigprocmask(SIG_SETMASK, &before, NULL);
	return result;
}

AGENT_EXPORT int sigaction(int signal, const struct sigaction *restrict wanted,
			   struct sigaction *restrict old)
{
	struct sigaction before;
	bool was_caught;
	int result;

	if (!agent_on() || signal < 1 || signal >= NSIG)
		return REAL(sigaction)(signal, wanted, old);
	before = agent.actions[signal];
	was_caught = agent_catches(signal);
	result = wanted ? set_action(signal, wanted, old) : REAL(sigaction)(signal, NULL, old);
	/* What stands in for the program's own must not be seen by it. */
	if (result == 0 && old && is_handler(old)) {
		if (was_caught || agent_is_crash(signal))
			*old = before;
	}
	return result;
}

AGENT_EXPORT sighandler_t signal(int number, sighandler_t handler)
{
	struct sigaction wanted = {.sa_handler = handler, .sa_flags = SA_RESTART}, old;

	return sigaction(number, &wanted, &old) < 0 ? SIG_ERR : old.sa_handler;
}

/* --- what a signal does to a process ---------------------------------------------------------- */

enum effect { EFFECT_NONE, EFFECT_HANDLED, EFFECT_FATAL };

static enum effect effect_by(const struct space_entry *space, int signal,
			     const struct treatment *treatment)
{
	if (signal == 0 || space->doomed)
		return EFFECT_NONE;
	if (signal == SIGKILL)
		return EFFECT_FATAL;
	if ((treatment->blocked | treatment->ignored) & agent_signal_bit(signal))
		return EFFECT_NONE;
	if (space->caught & agent_signal_bit(signal))
		return EFFECT_HANDLED;
	return agent_is_harmless(signal) ? EFFECT_NONE : EFFECT_FATAL;
}

/* `treatment` is of the process before it has the signal; left alone when that counts for nothing.
 */
static enum effect effect_of(const struct space_entry *space, int signal,
			     struct treatment *treatment)
{
	if (signal != 0 && signal != SIGKILL && !space->doomed)
		*treatment = agent_treatment(space);
	return effect_by(space, signal, treatment);
}

/*
 * Of several that wait the kernel keeps one: signal(7). Here a handler runs at once, and whether
 * the one before had run by then nobody has seen of a process that has not taken a step since.
 */
static void note_merging(unsigned target, int signal)
{
	struct space_entry *space = trace_space_entry(agent.trace, target);
	const struct blind_spot spot = {.detail = (uint64_t)signal,
					.where = agent.trace->actors[target].intent.where,
					.step = (uint32_t)agent.trace->steps,
					.what = UNSEEN_MERGED,
					.actor = (uint8_t)target};

	if (!agent.gated || signal >= SIGRTMIN || target == agent_own.self)
		return;
	if (space->came & agent_signal_bit(signal))
		ledger_note(&agent.trace->ledger, &spot);
	space->came |= agent_signal_bit(signal);
}

/*
 * A process is about to die: if its parent has a handler for that, it will be called; if it holds
 * that back, it will be told of this child one day. `how`: the signal, or the status above it.
 */
static void announce_end(unsigned child, unsigned how)
{
	unsigned number = trace_parent(agent.trace, child);
	struct space_entry *parent = trace_space_entry(agent.trace, number);
	const uint64_t ended[] = {child + UINT64_C(1), how};
	struct treatment treatment;

	if (number == child || agent_has_ended(number) ||
	    !((agent.gated ? parent->caught | parent->held_once : parent->caught) &
	      agent_signal_bit(SIGCHLD)))
		return;
	if (effect_of(parent, SIGCHLD, &treatment) == EFFECT_HANDLED) {
		note_merging(number, SIGCHLD);
		atomic_fetch_add(&parent->signals_sent, 1);
	}
	agent_signal_sent(parent, &treatment, SIGCHLD, hash_bytes(ended, sizeof(ended)));
}

static void announce_own_end(void)
{
	const struct space_entry *space = agent_space();

	announce_end(agent_own.self, space->signal | (unsigned)space->exit_status << 8);
}

/* What is ignored stays so in another program, which the kernel is to know of ... */
static void ignore_really(uint32_t where)
{
	const struct sigaction ignoring = {.sa_handler = SIG_IGN};

	(void)where;
	for (int signal = 1; signal < NSIG; signal++) {
		if (agent_space()->ignored & agent_signal_bit(signal))
			REAL(sigaction)(signal, &ignoring, NULL);
	}
}

/* ... until that one is there, or we are still here. */
static void ignore_by_handler(void)
{
	const struct sigaction ignoring = {.sa_handler = SIG_IGN};

	for (int signal = 1; signal < NSIG; signal++) {
		const struct sigaction ours = replaced(signal, &ignoring);

		if (!(agent_space()->ignored & agent_signal_bit(signal)))
			continue;
		REAL(sigaction)(signal, &ours, NULL);
		agent.actions[signal] = ignoring;
	}
}

const struct family family_signal = {.on_image = ignore_by_handler,
				     .on_exec = ignore_really,
				     .ends_early = ending_early,
				     .on_doom = agent_end_doomed,
				     .on_end = announce_own_end};

/* --- kill ----------------------------------------------------------------------------------- */

/* What is sent. */
struct sent {
	int signal;
	bool is_queued;	 /* sigqueue(3), with a value */
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

/* It may be pending: whoever waits for one, or has a signalfd, has to ask the kernel anew. */
static void note_sent(void)
{
	agent.trace->fd_closings++;
	agent.trace->fd_changes++;
}

static siginfo_t info_of(const struct sent *sent)
{
	siginfo_t info = {.si_signo = sent->signal,
			  .si_code = sent->is_queued ? SI_QUEUE : PID_PASSED_ON};

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

/* What it does, and which thread has to do with it. */
static enum effect effect_on(unsigned target, const struct sent *sent, struct treatment *treatment,
			     unsigned *taker)
{
	const struct space_entry *space = trace_space(agent.trace, target);
	enum effect effect;

	if (sent->is_threads && sent->signal && sent->signal != SIGKILL) {
		*treatment = agent_thread_treatment(target);
		effect = effect_by(space, sent->signal, treatment);
	} else {
		effect = effect_of(space, sent->signal, treatment);
	}
	*taker = target;
	if (!sent->is_threads && effect == EFFECT_HANDLED)
		*taker = agent_taker(space, sent->signal);
	return effect;
}

/* The target is dead before anybody goes on, and the tables say so. */
static void bury(unsigned target, int signal)
{
	system_await_death(atomic_load(&trace_space(agent.trace, target)->pid), DEATH_LIMIT_MS);
	agent_note_death(target, signal);
}

/* A handler of somebody else's is about to run: whoever sends the signal waits for it. */
static void note_handled(unsigned target, const struct sent *sent)
{
	struct space_entry *space = trace_space_entry(agent.trace, target);

	note_merging(target, sent->signal);
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

	if (!agent_has_ended(target))
		effect = effect_on(target, sent, &treatment, &taker);
	if (sent->signal)
		write_kill(target, sent, flags);
	if (space->doomed || (effect == EFFECT_FATAL && agent_doom(space->first, sent->signal)))
		return 0;
	if (effect == EFFECT_FATAL) {
		space->killed_by = (uint8_t)(agent_own.self + 1);
		announce_end(space->first, (unsigned)sent->signal);
	} else if (effect == EFFECT_HANDLED) {
		note_handled(target, sent);
	}
	result = deliver_to(taker, sent);
	if (result == 0 && sent->signal)
		agent_signal_sent(space, &treatment, sent->signal, hash_of(sent));
	note_sent();
	if (effect == EFFECT_FATAL && result == 0)
		bury(space->first, sent->signal);
	if (agent.gated)
		baton_await_handlers(agent.trace);
	return result;
}

static int kill_seen(unsigned target, const struct sent *sent)
{
	struct gate gate = agent_gate(OP_KILL, 0, sent->where);

	gate.intent.argument = target;
	gate.intent.signal = (uint8_t)sent->signal;
	gate.intent.visible = !agent_has_ended(target) && sent->signal != 0;
	agent_given_words(
		(const uint64_t[]){(uint64_t)sent->signal, sent->is_queued,
				   sent->is_queued ? (uintptr_t)sent->value.sival_ptr : 0},
		3);
	return kill_granted(target, sent, agent_pass(&gate));
}

void agent_end_by(int signal, uint32_t where)
{
	agent_flush_console();
	agent_end(OP_DEATH, (uint64_t)signal, where);
}

/* Threads other than the first pass no gates. */
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
	flags = agent_pass(&gate);
	write_kill(target, sent, flags);
	if (sent->is_threads && agent_thread_ended(target))
		return 0;
	effect = effect_on(target, sent, &treatment, &taker);
	if (effect == EFFECT_FATAL) {
		agent_space()->killed_by = (uint8_t)(agent_own.self + 1);
		agent_flush_console();
		agent_end_at_once(OP_DEATH, (uint64_t)sent->signal, sent->where);
		return deliver(system_pid(), sent);
	}
	if (effect == EFFECT_HANDLED && taker != agent_own.self)
		note_handled(taker, sent);
	result = deliver_to(taker, sent);
	if (result == 0)
		agent_signal_sent(agent_space(), &treatment, sent->signal, hash_of(sent));
	note_sent();
	if (agent.gated)
		baton_await_handlers(agent.trace);
	return result;
}

/* To itself: it may be the last thing that this process does. */
static int kill_self(const struct sent *sent)
{
	struct treatment treatment = {0};
	unsigned taker;
	int result;

	if (!agent_on() || sent->signal == 0)
		return deliver(system_pid(), sent);
	if (!sent->is_threads && has_several(agent_own.self))
		return kill_within(agent_space()->first, sent);
	agent_settle();
	write_kill(agent_own.self, sent, 0);
	if (effect_on(agent_own.self, sent, &treatment, &taker) == EFFECT_FATAL)
		return end_by(sent);
	result = deliver_to(agent_own.self, sent);
	if (result == 0)
		agent_signal_sent(agent_space(), &treatment, sent->signal, hash_of(sent));
	return result;
}

/* Whoever of the threads takes it has run its handler before anybody goes on. */
static int take_own(siginfo_t *info, enum effect effect)
{
	unsigned taker = agent_taker(agent_space(), info->si_signo);

	if (effect != EFFECT_HANDLED || !has_several(agent_own.self))
		return system_queue_signal(system_pid(), info->si_signo, info);
	if (taker != agent_own.self)
		atomic_fetch_add(&agent_space()->signals_sent, 1);
	return system_queue_thread(system_pid(), atomic_load(&agent_entry_of(taker)->thread),
				   info->si_signo, info);
}

void agent_have_signal(siginfo_t *info)
{
	struct treatment treatment = {0};
	const uint64_t what[] = {(unsigned)info->si_code, (unsigned)info->si_overrun,
				 (uintptr_t)info->si_value.sival_ptr};
	enum effect effect;

	if (agent_is_doomed())
		return;
	effect = effect_of(agent_space(), info->si_signo, &treatment);
	if (effect == EFFECT_FATAL)
		agent_end_by(info->si_signo, 0);
	if (take_own(info, effect) == 0)
		agent_signal_sent(agent_space(), &treatment, info->si_signo,
				  hash_bytes(what, sizeof(what)));
	note_sent();
	if (has_several(agent_own.self))
		baton_await_handlers(agent.trace);
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

/* The actor of this id, if it is a thread of that process (0: of any); else LIMIT_ACTORS. */
static unsigned find_id(pid_t process, pid_t id)
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
				  .thread = find_id(process, id),
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
