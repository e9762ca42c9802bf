/*
 * Masks of signals: sigprocmask(2), pthread_sigmask(3). Those that tell us of the program's
 * accesses (guard.h) are never held back: a fault that is blocked ends the process.
 */
#include "agent/calls/mask.h"

#include <pthread.h>
#include <sys/syscall.h>
#include "agent/calls/pending.h"
#include "agent/calls/treatment.h"
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/real.h"

enum { MARK_SEGV = 32, MARK_SYS = 33 };

#define MARKS (UINT64_C(1) << (MARK_SEGV - 1) | UINT64_C(1) << (MARK_SYS - 1))

static uint64_t move(uint64_t signals, int from, int to)
{
	return signals & agent_signal_bit(from) ? agent_signal_bit(to) : 0;
}

uint64_t agent_mask_marks(uint64_t signals)
{
	return move(signals, SIGSEGV, MARK_SEGV) | move(signals, SIGSYS, MARK_SYS);
}

/* As the program has it: the signals themselves in place of the marks. */
static void tell(sigset_t *mask)
{
	uint64_t bits = agent_signal_bits(mask);

	bits |= move(bits, MARK_SEGV, SIGSEGV) | move(bits, MARK_SYS, SIGSYS);
	bits &= ~MARKS;
	__builtin_memcpy(mask, &bits, sizeof(bits));
}

const sigset_t *agent_mask_without_ours(const sigset_t *wanted, sigset_t *copy)
{
	if (!wanted || !agent.trace)
		return wanted;
	*copy = *wanted;
	sigdelset(copy, SIGSEGV);
	sigdelset(copy, SIGSYS);
	return copy;
}

static const sigset_t *without_ours(int how, const sigset_t *wanted, sigset_t *copy)
{
	return how == SIG_UNBLOCK ? wanted : agent_mask_without_ours(wanted, copy);
}

typedef int mask_function(int, const sigset_t *restrict, sigset_t *restrict);

/* Past the C library, which lets nobody touch its own signals. */
static void change_marks(int how, uint64_t marks)
{
	if (marks)
		REAL(syscall)(SYS_rt_sigprocmask, how, &marks, NULL, sizeof(marks));
}

/* Within a handler, the marks that are there are treated as what they stand for. */
static int change_mask(mask_function *real, int how, const sigset_t *wanted, sigset_t *old)
{
	uint64_t named = wanted ? agent_mask_marks(agent_signal_bits(wanted)) : 0, marked;
	sigset_t copy, before;
	int result;

	if (!agent.trace)
		return real(how, wanted, old);
	if (wanted && how != SIG_UNBLOCK && agent.in_run)
		agent_space()->held_once |= agent_signal_bits(wanted);
	result = real(how, without_ours(how, wanted, &copy), &before);
	if (result != 0)
		return result;
	marked = agent_signal_bits(&before) & MARKS;
	if (wanted && how != SIG_BLOCK)
		change_marks(how == SIG_SETMASK ? SIG_BLOCK : how, marked & named);
	if (wanted && how != SIG_BLOCK && agent_on())
		agent_signals_dropped();
	tell(&before);
	if (old)
		*old = before;
	return result;
}

static void pass(int how, const sigset_t *wanted, uint32_t where)
{
	uint64_t before, after;
	sigset_t now;

	if (!wanted || !agent_on() || REAL(sigprocmask)(SIG_BLOCK, NULL, &now) != 0)
		return;
	before = agent_signal_bits(&now);
	after = agent_signal_bits(wanted);
	if (how == SIG_BLOCK)
		after |= before;
	else if (how == SIG_UNBLOCK)
		after = before & ~after;
	agent_pass_treatment(before ^ after, where);
}

AGENT_EXPORT int sigprocmask(int how, const sigset_t *restrict wanted, sigset_t *restrict old)
{
	if (!AGENT_OWN_CALL)
		pass(how, wanted, AGENT_CALLER);
	return change_mask(REAL(sigprocmask), how, wanted, old);
}

AGENT_EXPORT int pthread_sigmask(int how, const sigset_t *restrict wanted, sigset_t *restrict old)
{
	if (!AGENT_OWN_CALL)
		pass(how, wanted, AGENT_CALLER);
	return change_mask(REAL(pthread_sigmask), how, wanted, old);
}
