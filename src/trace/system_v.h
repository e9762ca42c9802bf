/*
 * Objects of System V in the tables: what the end of a process does to them. The kernel does the
 * same when it is dead.
 */
#ifndef IPCSTAGE_TRACE_SYSTEM_V_H
#define IPCSTAGE_TRACE_SYSTEM_V_H

#include <stdbool.h>
#include "trace/trace.h"

/* The set that a semaphore is one of; any other object is its own. */
unsigned system_v_whole(const struct trace *trace, unsigned object);

/*
 * A process has ended: what it had attached no longer is, and its semaphores get back what they
 * are owed. To be called with `after` 0, and then with what it returned, until that is 0: each
 * time `out` becomes a record of actor `actor` to be written.
 */
unsigned system_v_end(struct trace *trace, unsigned actor, unsigned after, struct record *out);

/* Whether what an actor is about to do tells it whether another one has begun to wait. */
bool system_v_counts(const struct trace *trace, unsigned actor, unsigned waiter);

#endif
