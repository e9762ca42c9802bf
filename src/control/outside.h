/*
 * Of a free run in which everybody sleeps: who waits for somebody from outside. No record tells
 * what a process waits for that is not held; the kernel does: proc(5).
 */
#ifndef IPCSTAGE_CONTROL_OUTSIDE_H
#define IPCSTAGE_CONTROL_OUTSIDE_H

#include "trace/trace.h"

/* Those who wait for a client, if all others wait for them to end; empty: it is not so. */
struct set outside_find(const struct trace *trace);

#endif
