/*
 * Waiting for children.
 */
#ifndef IPCSTAGE_AGENT_CALLS_WAIT_H
#define IPCSTAGE_AGENT_CALLS_WAIT_H

#include <stdint.h>
#include <sys/types.h>

/* Wait for one child, by the kernel's id, for a call of the program's at `where`. */
pid_t agent_wait_for(pid_t pid, int *status, uint32_t where);

#endif
