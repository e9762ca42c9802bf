/*
 * Waiting for children.
 */
#ifndef IPCSTAGE_AGENT_CALLS_WAIT_H
#define IPCSTAGE_AGENT_CALLS_WAIT_H

#include <stdint.h>
#include <sys/types.h>

struct rusage;

/* wait4(2), called at `where`. */
pid_t agent_wait_for(pid_t pid, int *status, int options, struct rusage *usage, uint32_t where);

#endif
