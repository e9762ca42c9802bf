/*
 * Signals that a process of the run holds back: which ones, how many of each, with which words and
 * in which order. A set of signals is bit n - 1 for signal n.
 */
#ifndef IPCSTAGE_AGENT_CALLS_PENDING_H
#define IPCSTAGE_AGENT_CALLS_PENDING_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include "base/hash.h"
#include "trace/space.h"

/* How a process treats signals. */
struct treatment {
	uint64_t blocked;
	uint64_t ignored;
	uint64_t pending; /* for the process, or for a thread of it */
	uint64_t merging; /* ... for whom it is sent to: another one for it is none of its own */
	uint64_t own;	  /* for one thread of it, the last that was looked at */
};

static inline uint64_t agent_signal_bit(int signal)
{
	return UINT64_C(1) << (signal - 1);
}

static inline uint64_t agent_signal_bits(const sigset_t *set)
{
	uint64_t bits;

	__builtin_memcpy(&bits, set, sizeof(bits));
	return bits;
}

/* Whether a signal does nothing to a process that has no handler for it. */
bool agent_is_harmless(int signal);

/* As the kernel says of another process, or of this one. */
struct treatment agent_treatment(const struct space_entry *space);

/* The same of one thread, of a signal that is for it alone. */
struct treatment agent_thread_treatment(unsigned actor);

/*
 * The thread that takes a signal for a process: the first that does not hold it back, or the first
 * of all. The kernel, too, prefers that one; of the others it may take any.
 */
unsigned agent_taker(const struct space_entry *space, int signal);

/* Whether more than one thread might take it. */
bool agent_has_takers(const struct space_entry *space, int signal);

/*
 * A signal is about to be sent to a process that treats it so. If it is held back there, `what` is
 * kept: of who sends it, why, and what goes with it.
 */
void agent_signal_sent(struct space_entry *to, const struct treatment *treatment, int signal,
		       struct hash what);

/* What is pending may be another thing: whoever waits for it, or has a signalfd, asks anew. */
void agent_pending_changed(void);

/*
 * This process has had a signal: by a handler, sigwaitinfo(2) or a signalfd. `is_told`: not only
 * its number.
 */
void agent_signal_taken(int signal, bool is_told);

/* Signals may be gone: this process ignores some, or lets in what it has no handler for. */
void agent_signals_dropped(void);

/* Those that are held back here, now; and of some, those that do anything to this process. */
uint64_t agent_pending_signals(void);
uint64_t agent_effective_signals(uint64_t signals);

#endif
