/*
 * Accesses of shared memory by code without the memory hooks. Such memory is closed (core/guard.h):
 * each comes as a fault, and is a load, a store, both, or an atomic operation, as the instruction
 * says.
 */
#ifndef IPCSTAGE_AGENT_HOOKS_PLAIN_H
#define IPCSTAGE_AGENT_HOOKS_PLAIN_H

#include <signal.h>
#include <stdbool.h>

/*
 * Signals that the processor or the kernel brings about come here first. Returns whether it was
 * ours: then the program goes on, and knows nothing of it.
 */
bool agent_plain_signal(const siginfo_t *info, void *context);

#endif
