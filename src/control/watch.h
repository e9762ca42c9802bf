/*
 * Watching a run that is under way, for what its processes cannot tell: a death without a word, a
 * call that nothing stands in front of, memory that was written over.
 */
#ifndef IPCSTAGE_CONTROL_WATCH_H
#define IPCSTAGE_CONTROL_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "trace/trace.h"

/*
 * Write down whoever has died unheard, and take over the baton where it was lost. `silent_ms`:
 * since when nothing has been recorded; when that is too long a gated run's `stuck` says who is in
 * what, and a free run in which everybody sleeps stops with STOP_DEADLOCK.
 */
void watch_run(struct trace *trace, uint64_t silent_ms, char *stuck, size_t size);

/* Whether the segment holds numbers that none of ours has written. */
bool watch_overwritten(const struct trace *trace);

#endif
