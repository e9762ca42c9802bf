/*
 * Masks of signals: what is never held back.
 */
#ifndef IPCSTAGE_AGENT_CALLS_MASK_H
#define IPCSTAGE_AGENT_CALLS_MASK_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/* Of a set of signals, bit n - 1 for signal n: those that tell us of accesses (guard.h). */
#define AGENT_GUARDS (UINT64_C(1) << (SIGSEGV - 1) | UINT64_C(1) << (SIGSYS - 1))

static inline bool agent_is_guards(int signal)
{
	return signal == SIGSEGV || signal == SIGSYS;
}

/* Which are never without a handler of ours; SIGTRAP comes when we have had something done. */
static inline bool agent_keeps_handler(int signal)
{
	return agent_is_guards(signal) || signal == SIGTRAP;
}

/*
 * What is in the mask of a handler for those of them that the program wants in it: signals of the
 * C library's own, which no program can have. So the kernel keeps for us which of them are held
 * back, and siglongjmp(3) too.
 */
uint64_t agent_mask_marks(uint64_t signals);

/* `wanted` without the signals that tell us of accesses (guard.h); NULL stays NULL. */
const sigset_t *agent_mask_without_ours(const sigset_t *wanted, sigset_t *copy);

#endif
