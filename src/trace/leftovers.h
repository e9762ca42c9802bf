/*
 * What a run has made outside of itself and not removed: names of semaphores and message queues,
 * files of sockets and FIFOs.
 */
#ifndef IPCSTAGE_TRACE_LEFTOVERS_H
#define IPCSTAGE_TRACE_LEFTOVERS_H

#include "trace/trace.h"

/*
 * Remove all of it. Called when nobody of the run is alive, by the fork server or, from `outside`,
 * by the viewer or a guardian: there what the run has to itself (trace->has_own_names) went with
 * it, and whatever is called like that is somebody else's.
 */
void leftovers_remove(struct trace *trace, bool outside);

#endif
