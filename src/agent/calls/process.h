/*
 * Processes: fork(2).
 */
#ifndef IPCSTAGE_AGENT_CALLS_PROCESS_H
#define IPCSTAGE_AGENT_CALLS_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

/* fork(2), called at `where`. */
pid_t agent_fork(uint32_t where);

#endif
