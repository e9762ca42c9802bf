/*
 * Removing the name of one object that a run has left in the system; for the kinds that have names
 * there (kind.h, `left`). Who walks over all that is left is leftovers.h.
 */
#ifndef IPCSTAGE_TRACE_LEFT_NAME_H
#define IPCSTAGE_TRACE_LEFT_NAME_H

#include "trace/trace.h"

/* Remove it from a folder of system.h, ending with a slash or not. Never blocks. */
void left_name_remove(const struct trace *trace, unsigned object, const char *folder);

#endif
