/*
 * A run signals nobody outside itself. What a run is: what descends from its fork server, which
 * takes in its orphans (PR_SET_CHILD_SUBREAPER).
 *
 * The agent keeps to that in the functions that it stands in front of; what goes past them waits
 * for the watchman (control/watchman.h), who refuses it.
 */
#ifndef IPCSTAGE_TRACE_CONTAINMENT_H
#define IPCSTAGE_TRACE_CONTAINMENT_H

#include <stdbool.h>
#include <stdint.h>

/* Whom a system call would signal. */
enum signalled {
	SIGNALS_NOBODY,	 /* it sends no signal */
	SIGNALS_SELF,	 /* its own process alone */
	SIGNALS_RUN,	 /* others of the run */
	SIGNALS_OUTSIDE, /* somebody else, or that cannot be told */
};

/* Whom a system call of process `caller`, of the run of `server`, would signal. */
enum signalled containment_signals(int32_t server, int32_t caller, long call,
				   const uint64_t arguments[6]);

/* Whether a process is of the run of `server`. */
bool containment_has(int32_t server, int32_t pid);

#endif
