/*
 * Deaths by a signal that the program brings upon itself: the record says which and where, and
 * the baton is handed over before the process dies of it.
 */
#include "agent/calls/crash.h"

#include <stdlib.h>
#include <unistd.h>
#include <unwind.h>
#include "agent/core/families.h"
#include "agent/core/life.h"
#include "agent/core/real.h"
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

static _Unwind_Reason_Code find_caller(struct _Unwind_Context *frame, void *context)
{
	uint32_t *place = context;
	int before = 0;
	uintptr_t at = _Unwind_GetIPInfo(frame, &before);

	/* A record's address is that after the instruction, as a return address is. */
	*place = agent_where((const void *)(at + (before ? 1 : 0)));
	return *place ? _URC_END_OF_STACK : _URC_NO_REASON;
}

/* Where in the program it happened: here, or whence the library was called where it did. */
static uint32_t place(void)
{
	uint32_t place = 0;

	_Unwind_Backtrace(find_caller, &place);
	return place;
}

static void die(int signal, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	/* Sent from outside to a parked process it is not ours to tell: whoever sent it does. */
	if (agent_on() && (!agent.gated || agent.handlers || agent.trace->runner == agent.self))
		agent_end(OP_DEATH, (uint64_t)signal, place());
	system_kill(system_pid(), signal);
}

/* On a stack of our own, since an overflow of the program's is a crash too. */
void agent_crash_action(struct sigaction *action)
{
	*action = (struct sigaction){.sa_sigaction = die,
				     .sa_flags = SA_SIGINFO | SA_ONSTACK | (int)SA_RESETHAND};
	sigemptyset(&action->sa_mask);
}

static void catch_crashes(void)
{
	struct sigaction now, ours;
	stack_t stack = {.ss_sp = agent.crash_stack, .ss_size = sizeof(agent.crash_stack)};

	agent_crash_action(&ours);
	sigaltstack(&stack, NULL);
	for (size_t i = 0; i < sizeof(crashes) / sizeof(crashes[0]); i++) {
		if (REAL(sigaction)(crashes[i], NULL, &now) == 0 && now.sa_handler == SIG_DFL)
			REAL(sigaction)(crashes[i], &ours, NULL);
	}
}

const struct family family_crash = {.on_start = catch_crashes};
