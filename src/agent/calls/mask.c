/*
 * Masks of signals: sigprocmask(2), pthread_sigmask(3). Those that tell us of the program's
 * accesses (guard.h) are never held back: a fault that is blocked ends the process.
 */
#include <pthread.h>
#include <signal.h>
#include "agent/core/agent.h"
#include "agent/core/real.h"

static const sigset_t *without_ours(int how, const sigset_t *wanted, sigset_t *copy)
{
	if (!wanted || !agent.trace || how == SIG_UNBLOCK)
		return wanted;
	*copy = *wanted;
	sigdelset(copy, SIGSEGV);
	sigdelset(copy, SIGSYS);
	return copy;
}

AGENT_EXPORT int sigprocmask(int how, const sigset_t *restrict wanted, sigset_t *restrict old)
{
	sigset_t copy;

	return REAL(sigprocmask)(how, without_ours(how, wanted, &copy), old);
}

AGENT_EXPORT int pthread_sigmask(int how, const sigset_t *restrict wanted, sigset_t *restrict old)
{
	sigset_t copy;

	return REAL(pthread_sigmask)(how, without_ours(how, wanted, &copy), old);
}
