/*
 * The mask of signals that is in force for one wait: ppoll(2), pselect(2), epoll_pwait(2).
 */
#ifndef IPCSTAGE_AGENT_CALLS_WAIT_MASK_H
#define IPCSTAGE_AGENT_CALLS_WAIT_MASK_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include "trace/record.h"

struct wait_mask {
	const sigset_t *asked; /* for the kernel; NULL: the one there is */
	sigset_t copy;
	sigset_t kept; /* that there was */
	bool visible;  /* it lets in what others may send, and how it ends hangs on that */
};

/*
 * Begin to wait with that mask. What it holds back is held back from now on, to which the process
 * comes by a step; what it lets in stays where it is until the call itself is made.
 */
void agent_begin_wait(struct wait_mask *mask, const sigset_t *asked, uint32_t where);

/* Whether a signal has come that ends the wait. */
bool agent_wait_is_over(const struct wait_mask *mask);

/*
 * When such a signal ends the process, the call that is about to be made is its last: that is said,
 * and `record` of the call is written. Not if there is something that the call would return.
 */
void agent_end_in_wait(const struct wait_mask *mask, const struct record *record);

/* As agent_given(): by the mask, too, what the call was given. */
void agent_given_wait(const struct wait_mask *mask, const volatile void *where, uint64_t what);

/* The mask there was is in force again. */
void agent_end_wait(const struct wait_mask *mask);

#endif
