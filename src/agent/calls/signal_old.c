/*
 * Signals by their older names: what signal(2) is for a program that asks for plain POSIX or ISO C
 * (sysv_signal(3)), sigset(3) and its like, siginterrupt(3). Within the C library they come to
 * sigaction(2) past us, and a handler that we do not know of would be a death.
 */
#include <signal.h>
#include "agent/core/agent.h"

static sigset_t only(int signal)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, signal);
	return set;
}

static int change(int how, int signal)
{
	const sigset_t set = only(signal);

	return signal > 0 && signal < NSIG ? sigprocmask(how, &set, NULL) : agent_fail(EINVAL);
}

static sighandler_t set_handler(int signal, sighandler_t handler, int flags)
{
	const struct sigaction wanted = {.sa_handler = handler, .sa_flags = flags};
	struct sigaction old;

	if (handler == SIG_ERR) {
		errno = EINVAL;
		return SIG_ERR;
	}
	return sigaction(signal, &wanted, &old) < 0 ? SIG_ERR : old.sa_handler;
}

/* --- signal ----------------------------------------------------------------------------------- */

/* A handler is used up by its first signal. */
AGENT_EXPORT sighandler_t __sysv_signal(int number, sighandler_t handler)
{
	return set_handler(number, handler, (int)SA_RESETHAND | SA_NODEFER);
}

AGENT_EXPORT sighandler_t sysv_signal(int number, sighandler_t handler)
{
	return set_handler(number, handler, (int)SA_RESETHAND | SA_NODEFER);
}

AGENT_EXPORT sighandler_t bsd_signal(int number, sighandler_t handler);

AGENT_EXPORT sighandler_t bsd_signal(int number, sighandler_t handler)
{
	return set_handler(number, handler, SA_RESTART);
}

AGENT_EXPORT sighandler_t ssignal(int number, sighandler_t handler)
{
	return set_handler(number, handler, SA_RESTART);
}

AGENT_EXPORT int siginterrupt(int number, int interrupts)
{
	struct sigaction action;

	if (sigaction(number, NULL, &action) < 0)
		return -1;
	action.sa_flags &= ~SA_RESTART;
	action.sa_flags |= interrupts ? 0 : SA_RESTART;
	return sigaction(number, &action, NULL);
}

/* --- of System V ------------------------------------------------------------------------------ */

AGENT_EXPORT int sighold(int number)
{
	return change(SIG_BLOCK, number);
}

AGENT_EXPORT int sigrelse(int number)
{
	return change(SIG_UNBLOCK, number);
}

AGENT_EXPORT int sigignore(int number)
{
	return set_handler(number, SIG_IGN, 0) == SIG_ERR ? -1 : 0;
}

/* What there was is SIG_HOLD when the signal was blocked, whatever it does. */
AGENT_EXPORT sighandler_t sigset(int number, sighandler_t handler)
{
	struct sigaction action;
	sighandler_t before;
	sigset_t mask;

	sigprocmask(SIG_BLOCK, NULL, &mask);
	if (handler == SIG_HOLD) {
		if (sigaction(number, NULL, &action) < 0 || change(SIG_BLOCK, number) < 0)
			return SIG_ERR;
		before = action.sa_handler;
	} else {
		before = set_handler(number, handler, 0);
		if (before == SIG_ERR || change(SIG_UNBLOCK, number) < 0)
			return SIG_ERR;
	}
	return sigismember(&mask, number) == 1 ? SIG_HOLD : before;
}

/* The name of X/Open's, which takes a signal and not a mask: <signal.h> makes it of this one. */
AGENT_EXPORT int sigpause(int number)
{
	sigset_t mask;

	if (number < 1 || number >= NSIG)
		return agent_fail(EINVAL);
	sigprocmask(SIG_BLOCK, NULL, &mask);
	sigdelset(&mask, number);
	return sigsuspend(&mask);
}
