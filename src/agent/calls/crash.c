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
#include "agent/core/life.h"
#include "agent/core/place.h"
#include "agent/core/real.h"
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

static void catch_crashes(void)
{
	struct sigaction now, ours;
	stack_t stack = {.ss_sp = agent.crash_stack, .ss_size = sizeof(agent.crash_stack)};

	sigaltstack(&stack, NULL);
	for (size_t i = 0; i < sizeof(crashes) / sizeof(crashes[0]); i++) {
		agent_crash_action(crashes[i], &ours);
		if (REAL(sigaction)(crashes[i], NULL, &now) == 0 && now.sa_handler == SIG_DFL)
			REAL(sigaction)(crashes[i], &ours, NULL);
	}
}

const struct family family_crash = {.on_start = catch_crashes};
