/*
 * What readiness is made of and others ask for, too.
 */
#ifndef IPCSTAGE_TRACE_READY_H
#define IPCSTAGE_TRACE_READY_H

#include <stdbool.h>
#include <stdint.h>
#include "trace/trace.h"

/* Whether a wait for a child (`wanted`: its number + 1, 0 for any) would end now. */
bool ready_child_of(const struct trace *trace, unsigned actor, uint64_t wanted);

#endif
