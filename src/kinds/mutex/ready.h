#ifndef IPCSTAGE_KINDS_MUTEX_READY_H
#define IPCSTAGE_KINDS_MUTEX_READY_H

#include "trace/trace.h"

/* Whether a process that locks a mutex would not wait: also when it is told of an error. */
bool mutex_can_be_locked(const struct trace *trace, unsigned actor, unsigned number);

/*
 * Whether one that is not process-shared, but lies in shared memory, is another process's: whoever
 * comes to it goes to sleep, and nobody ever wakes him.
 */
bool mutex_is_foreign(const struct trace *trace, unsigned actor, unsigned number);

#endif
