/*
 * How a process treats signals: sigaction(2), and the handlers of the program.
 *
 * A handler runs at once, in whatever its process waits for. What it does passes no gates, but for
 * what it has to wait for. A wait that had begun ends with EINTR as signal(7) says.
 */
#include "agent/calls/signal.h"

#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include "agent/calls/crash.h"
#include "agent/calls/effect.h"
#include "agent/calls/fd_kinds.h"
#include "agent/calls/mask.h"
#include "agent/calls/pending.h"
#include "agent/calls/ticks.h"
#include "agent/calls/treatment.h"
#include "agent/core/families.h"
#include "agent/core/gate.h"
#include "agent/core/life.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/threads.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"
#include "agent/hooks/plain.h"
#include "trace/baton.h"
#include "trace/system.h"

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
	agent_crash_action(signal, &ours);
	REAL(sigaction)(signal, &ours, NULL);
}

/* What is held back while a handler runs, with marks for what is not. */
static uint64_t held_back_in(int signal, const struct sigaction *action)
{
	uint64_t mask = agent_signal_bits(&action->sa_mask);

	if (agent_is_guards(signal) && !(action->sa_flags & SA_NODEFER))
		mask |= agent_signal_bit(signal);
	return (mask & ~AGENT_GUARDS) | agent_mask_marks(mask);
}

/* Not before it is known that it is the program's: we may have had to wait. */
static void hold_back(int signal, const struct sigaction *action)
{
	uint64_t mask = held_back_in(signal, action);

	if (agent_is_guards(signal))
		REAL(syscall)(SYS_rt_sigprocmask, SIG_BLOCK, &mask, NULL, sizeof(mask));
}

/* What the kernel calls in place of each handler of the program. */
static void handle(int signal, siginfo_t *info, void *context)
{
	const struct sigaction action = agent.actions[signal];
	const ucontext_t *interrupted = context;
	bool had_baton, waited = agent_own.waited_in_handler;
	struct actor_entry *entry = agent_entry();
	uint32_t state;
	void *fault = agent_own.fault;
	int saved = errno;

	if (agent_plain_signal(info, context) || agent_ticks_signal(info, context) ||
	    (agent.in_run && agent_is_doomed()))
		return;
	if (is_fault_held_back(signal, info, interrupted)) {
		agent_die(signal, info, context);
		return;
	}
	hold_back(signal, &action);
	agent_own.fault = NULL;
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
	agent_own.fault = fault;
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

/*
 * Those that tell us of accesses come through while any handler runs, and are never without one. It
 * is on our own stack, as we may have much to do in it.
 */
static void keep_ours(struct sigaction *ours, int signal)
{
	uint64_t mask = held_back_in(signal, ours);

	if (agent.in_run)
		agent_space()->held_once |= agent_signal_bits(&ours->sa_mask);
	if (agent_is_guards(signal)) {
		ours->sa_flags |= SA_NODEFER | SA_ONSTACK;
		mask = 0;
	}
	if (agent_is_crash(signal))
		ours->sa_flags &= ~(int)SA_RESETHAND;
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
	} else if (agent_keeps_handler(signal) ||
		   (wanted->sa_handler == SIG_DFL && agent_is_crash(signal))) {
		agent_crash_action(signal, &ours);
	}
	return ours;
}

/* Which handler: a program that exec(3) has loaded lies elsewhere in every run. */
static uint64_t place_of(const struct sigaction *action)
{
	uint32_t place = agent_where((const void *)(uintptr_t)action->sa_handler);

	return place ? place : (uintptr_t)action->sa_handler;
}

/* What this process does about its children's ends: the kernel is asked. */
static bool is_discarding(const struct sigaction *action)
{
	return action->sa_handler == SIG_IGN || action->sa_flags & SA_NOCLDWAIT;
}

static void look_at_children(void)
{
	struct sigaction action;

	if (REAL(sigaction)(SIGCHLD, NULL, &action) == 0)
		agent_space()->discards = is_discarding(&action);
}

static void note_action(int signal, const struct sigaction *wanted)
{
	uint64_t ignored = wanted->sa_handler == SIG_IGN ? agent_signal_bit(signal) : 0;
	const uint64_t set[] = {(uint64_t)signal, place_of(wanted), (unsigned)wanted->sa_flags,
				agent_signal_bits(&wanted->sa_mask)};

	agent.actions[signal] = *wanted;
	agent_untold_bytes(set, sizeof(set));
	if (agent_keeps_handler(signal))
		agent_space()->ignored =
			(agent_space()->ignored & ~agent_signal_bit(signal)) | ignored;
	if (signal == SIGCHLD)
		agent_space()->discards = is_discarding(wanted);
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

/* Its other threads may meet that, and other processes. */
static void pass_treatment(int signal, const struct sigaction *wanted, uint32_t where)
{
	agent_change_common(COMMON_SIGNALS, "sigaction",
			    (uint64_t)(unsigned)signal << 48 ^ place_of(wanted), where);
	agent_pass_treatment(agent_signal_bit(signal), where);
}

static int treat(int signal, const struct sigaction *restrict wanted,
		 struct sigaction *restrict old, uint32_t where)
{
	struct sigaction before;
	bool was_caught, was_discarding;
	int result;

	if (!agent_on() || signal < 1 || signal >= NSIG)
		return REAL(sigaction)(signal, wanted, old);
	if (wanted)
		pass_treatment(signal, wanted, where);
	else
		agent_ask_common(COMMON_SIGNALS, "sigaction", (unsigned)signal, where);
	before = agent.actions[signal];
	was_caught = agent_catches(signal);
	was_discarding = agent_space()->discards;
	result = wanted ? set_action(signal, wanted, old) : REAL(sigaction)(signal, NULL, old);
	/* A child that has ended before can be waited for, and one that ends later cannot. */
	if (agent_space()->discards != was_discarding && agent_has_living_child())
		agent_saw_end(where);
	/* What stands in for the program's own must not be seen by it. */
	if (result == 0 && old && is_handler(old)) {
		if (was_caught || agent_is_crash(signal))
			*old = before;
	}
	return result;
}

AGENT_EXPORT int sigaction(int signal, const struct sigaction *restrict wanted,
			   struct sigaction *restrict old)
{
	return treat(signal, wanted, old, AGENT_CALLER);
}

AGENT_EXPORT sighandler_t signal(int number, sighandler_t handler)
{
	struct sigaction wanted = {.sa_handler = handler, .sa_flags = SA_RESTART}, old;

	return treat(number, &wanted, &old, AGENT_CALLER) < 0 ? SIG_ERR : old.sa_handler;
}

/* --- other programs --------------------------------------------------------------------------- */

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

static void become_image(void)
{
	ignore_by_handler();
	look_at_children();
}

const struct family family_signal = {.on_image = become_image,
				     .on_begin = look_at_children,
				     .on_exec = ignore_really,
				     .ends_early = ending_early,
				     .on_doom = agent_end_doomed,
				     .on_end = agent_announce_own_end};
