/*
 * Calls that the kernel refuses because they are given memory that is not there: fault_calls.def.
 */
#ifndef IPCSTAGE_AGENT_HOOKS_FAULTS_H
#define IPCSTAGE_AGENT_HOOKS_FAULTS_H

#include <stdbool.h>
#include <stdint.h>
#include "agent/core/agent.h"
#include "trace/library_call.h"

/* Whether a function can be refused so. */
bool agent_may_fault(enum library_call call);

/*
 * What stands for a function that is called with these arguments, and sets errno: NULL when it is
 * given nothing that is not there.
 */
real_function *agent_fault(enum library_call call, const uintptr_t *arguments);

#endif
