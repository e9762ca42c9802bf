/*
 * Workers of a demo: processes, or threads with its option --threads.
 *
 * Apart from support.h, so that a demo without threads names none: one that does is looked at for
 * what they share before it is shown.
 */
#ifndef IPCSTAGE_DEMOS_START_H
#define IPCSTAGE_DEMOS_START_H

#include "mp/worker.h"

/* mp_worker_start(); where that fails it is said, and the process exits. */
void start_worker(struct mp_worker *worker, int as_thread, int (*run)(void *argument),
		  void *argument);

/* Wait until it has ended. Returns what it ended with. */
int join_worker(struct mp_worker *worker);

#endif
