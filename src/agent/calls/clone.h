/*
 * Processes that are made by a system call, past fork(3).
 */
#ifndef IPCSTAGE_AGENT_CALLS_CLONE_H
#define IPCSTAGE_AGENT_CALLS_CLONE_H

#include <stdint.h>

/* A system call was made by its number: in the process that it made, if it did, nothing is shown.
 */
void agent_after_call(long number, const uint64_t arguments[6], long result);

#endif
