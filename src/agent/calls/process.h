/*
 * Births.
 */
#ifndef IPCSTAGE_AGENT_CALLS_PROCESS_H
#define IPCSTAGE_AGENT_CALLS_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

/*
 * A child is about to be made: enters it in the table. Returns its number, or LIMIT_ACTORS with
 * errno when there is no room. Then, when its pid is known (-1: it was not made after all), the
 * parent waits until it has come to its first gate.
 */
unsigned agent_bear(uint32_t where);
void agent_born(unsigned number, pid_t pid);

/* fork(2), called at `where`. */
pid_t agent_fork(uint32_t where);

#endif
