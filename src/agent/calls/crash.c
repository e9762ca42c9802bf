/*
 * Deaths by a signal that the program brings upon itself: the record says which and where, and
 * the baton is handed over before the process dies of it.
 */
#include "agent/calls/crash.h"

#include <stdlib.h>
#include <unistd.h>
#include "agent/calls/mask.h"
#include "agent/calls/pending.h"
#include "agent/calls/ticks.h"
#include "agent/core/families.h"
#include "agent/core/guard.h"
#include "agent/core/life.h"
#include "agent/core/place.h"
#include "agent/core/real.h"
#include "agent/core/untold.h"
#include "agent/hooks/plain.h"
#include "trace/system.h"

static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};

bool agent_is_crash(int signal)
{
	for (size_t i = 0; i < sizeof(crashes) / sizeof(crashes[0]); i++) {
		if (crashes[i] == signal)
			return true;
	}
	return false;
}

/* Of a fault, a process dies even if it ignores the signal. */
static bool is_ignored(int signal, const siginfo_t *info)
{
	return agent_space()->ignored & agent_signal_bit(signal) && info->si_code <= 0;
}

void agent_die(int signal, siginfo_t *info, void *context)
{
	const struct sigaction once = {.sa_handler = SIG_DFL};

	if (agent_plain_signal(info, context) || agent_ticks_signal(info, context) ||
	    is_ignored(signal, info))
		return;
	/* Sent from outside to a parked process it is not ours to tell: whoever sent it does. */
	if (agent_on() &&
	    (!agent.gated || agent_own.handlers || agent.trace->runner == agent_own.self))
		agent_end(OP_DEATH, (uint64_t)signal, agent_place());
	REAL(sigaction)(signal, &once, NULL); /* not before: another thread may get here, too */
	system_kill(system_pid(), signal);
}

/* On a stack of our own, since an overflow of the program's is a crash too. */
void agent_crash_action(int signal, struct sigaction *action)
{
	*action =
		(struct sigaction){.sa_sigaction = agent_die, .sa_flags = SA_SIGINFO | SA_ONSTACK};
	if (agent_is_guards(signal)) /* it may come while we wait for its step */
		action->sa_flags |= SA_NODEFER;
	sigemptyset(&action->sa_mask);
}

/* --- the stack for that ----------------------------------------------------------------------- */

static bool is_on_ours(void)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);

	return here - (uintptr_t)agent.crash_stack < sizeof(agent.crash_stack);
}

/* It is the kernel's of the thread, and no memory tells of it. */
static void note_stack(const stack_t *wanted)
{
	const uint64_t set[] = {agent_own.self, (uintptr_t)wanted->ss_sp, wanted->ss_size,
				(unsigned)wanted->ss_flags};

	agent_untold_bytes(set, sizeof(set));
}

/*
 * Where accesses come as faults ours stays, since there may be much to do on it, and handlers are
 * on it in place of the program's own.
 */
AGENT_EXPORT int sigaltstack(const stack_t *restrict wanted, stack_t *restrict old)
{
	const stack_t now = agent.wanted_stack;

	if (wanted && agent_on())
		note_stack(wanted);
	if (!agent_on() || !agent_guard_is_wanted() || !trace_is_first(agent.trace, agent_own.self))
		return REAL(sigaltstack)(wanted, old);
	if (wanted && is_on_ours())
		return agent_fail(EPERM);
	if (wanted && !(wanted->ss_flags & SS_DISABLE) && wanted->ss_size < (size_t)MINSIGSTKSZ)
		return agent_fail(ENOMEM);
	if (wanted)
		agent.wanted_stack = *wanted;
	if (old) {
		*old = now;
		old->ss_flags = !now.ss_sp ? SS_DISABLE : is_on_ours() ? SS_ONSTACK : now.ss_flags;
	}
	return 0;
}

static void catch_crashes(void)
{
	struct sigaction now, ours;
	stack_t stack = {.ss_sp = agent.crash_stack, .ss_size = sizeof(agent.crash_stack)};

	REAL(sigaltstack)(&stack, NULL);
	for (size_t i = 0; i < sizeof(crashes) / sizeof(crashes[0]); i++) {
		agent_crash_action(crashes[i], &ours);
		if (REAL(sigaction)(crashes[i], NULL, &now) == 0 && now.sa_handler == SIG_DFL)
			REAL(sigaction)(crashes[i], &ours, NULL);
	}
}

const struct family family_crash = {.on_start = catch_crashes};
