#ifndef IPCSTAGE_KINDS_MUTEX_READY_H
#define IPCSTAGE_KINDS_MUTEX_READY_H

#include "trace/trace.h"

/* Whether a process that locks a mutex would not wait: also when it is told of an error. */
bool mutex_can_be_locked(const struct trace *trace, unsigned actor, unsigned number);

#endif
