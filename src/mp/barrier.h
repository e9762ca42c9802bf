/*
 * A barrier between processes: each waits until all have come, round after round.
 *
 * A condition (mp/condition.h) and some numbers, as in Python's multiprocessing, in memory that all
 * its users share (mp/memory.h), initialised before they are forked. pthread_barrier_t could do
 * less: it knows no time-out, so that one party that has died holds up all others for ever. Here
 * one who has waited long enough breaks the barrier, and all learn of it.
 *
 * A process that dies in a wait counts as one that has come; for one that dies before, the others
 * wait up to their time-out. mp/condition.h says what else one leaves that is killed in a wait.
 */
#ifndef IPCSTAGE_MP_BARRIER_H
#define IPCSTAGE_MP_BARRIER_H

#include "mp/condition.h"

struct mp_barrier {
	struct mp_condition changed; /* for the functions below */
	unsigned parties;	     /* so many must come */
	unsigned waiting;	     /* so many have, in this round */
	unsigned rounds;	     /* that are complete */
	unsigned resets;	     /* and how often those who waited were sent away */
	int broken;		     /* nobody can wait at it until it is reset */
};

/*
 * Make it for so many parties. `name` is what it is called on stage. Returns 0; -EINVAL for no
 * party, or -errno.
 */
int mp_barrier_init(struct mp_barrier *barrier, unsigned parties, const char *name);

/* Once nobody uses it any more; its memory is the caller's. */
void mp_barrier_destroy(struct mp_barrier *barrier);

/*
 * Wait for the others; blocks until all parties are there.
 *
 * Returns the caller's place in the order of arrival, from 0 on, so that one of them may do what
 * is to be done once. -EAGAIN (timeout_ms 0) or -ETIMEDOUT: the others have not come in time, and
 * the barrier is broken; -ECANCELED: it is broken, or was reset meanwhile.
 */
int mp_barrier_wait(struct mp_barrier *barrier, long timeout_ms);

/* Break it: all who wait and all who come are told (-ECANCELED). Returns 0 or -errno. */
int mp_barrier_abort(struct mp_barrier *barrier);

/* Make it as new; who waits is sent away (-ECANCELED). Returns 0 or -errno. */
int mp_barrier_reset(struct mp_barrier *barrier);

/* How it is at this moment; out of date as soon as somebody else runs. */
unsigned mp_barrier_waiting(struct mp_barrier *barrier);
bool mp_barrier_is_broken(struct mp_barrier *barrier);

#endif
