/*
 * Deaths by a signal that the program brings upon itself: the record says which and where, and
 * the baton is handed over before the process dies of it.
 */
#include "agent/agent.h"

#include <signal.h>
#include <stdlib.h>
#include <ucontext.h>

static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};

bool agent_is_crash(int signal)
{
	for (size_t i = 0; i < sizeof(crashes) / sizeof(crashes[0]); i++) {
		if (crashes[i] == signal)
			return true;
	}
	return false;
}

static uint32_t place(const ucontext_t *context)
{
#if defined(__x86_64__)
	uintptr_t at = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
	uintptr_t at = (uintptr_t)context->uc_mcontext.pc;
#else
	uintptr_t at = 0;
#endif
	/* A record's address is that after the instruction, as a return address is. */
	return agent_where((const void *)(at + 1));
}

static void die(int signal, siginfo_t *info, void *context)
{
	(void)info;
	/* Sent from outside to a parked process it is not ours to tell: whoever sent it does. */
	if (agent_on() && (!agent.gated || agent.handlers || agent.trace->runner == agent.self))
		agent_end(OP_DEATH, (uint64_t)signal, place(context));
	REAL(kill)(getpid(), signal);
}

/* On a stack of our own, since an overflow of the program's is a crash too. */
void agent_crash_action(struct sigaction *action)
{
	*action = (struct sigaction){.sa_sigaction = die,
				     .sa_flags = SA_SIGINFO | SA_ONSTACK | (int)SA_RESETHAND};
	sigemptyset(&action->sa_mask);
}

void agent_catch_crashes(void)
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
