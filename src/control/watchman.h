/*
 * The watchman: a thread of the viewer's that is asked about every system call of a run which is
 * not understood (agent/core/watched.h). It writes the call down, into the ledger or into the key
 * of the process that makes it, and lets it go on: seccomp_unotify(2). What would signal somebody
 * outside the run is refused (trace/containment.h).
 */
#ifndef IPCSTAGE_CONTROL_WATCHMAN_H
#define IPCSTAGE_CONTROL_WATCHMAN_H

#include <stdbool.h>
#include "trace/trace.h"

struct watchman;

/*
 * Begin to answer at `listener`, which is his from here on. NULL with errno: there is no memory or
 * no thread to be had; the descriptor is closed then, and calls that ask fail with ENOSYS.
 */
struct watchman *watchman_new(int listener);

/*
 * Runs of this segment are his, too; and no longer. A segment is not to be unmapped before. Returns
 * false when memory is out: then nobody would write down what is not seen of them.
 */
bool watchman_add(struct watchman *watchman, struct trace *trace);
void watchman_remove(struct watchman *watchman, const struct trace *trace);

/* End the thread. NULL is allowed. */
void watchman_free(struct watchman *watchman);

#endif
