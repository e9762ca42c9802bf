/*
 * Births, of processes and of threads: a newborn runs first, up to its first gate; then whoever has
 * made it goes on.
 */
#ifndef IPCSTAGE_AGENT_CORE_BIRTH_H
#define IPCSTAGE_AGENT_CORE_BIRTH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * An actor is about to be made, a thread of this process or another process: enters it in the
 * table. Returns its number, or LIMIT_ACTORS with errno when there is no room.
 */
unsigned agent_bear(bool is_thread, uint32_t where);

/*
 * It was made, and a process has this pid (0: it says so itself), or it was not after all (-1):
 * wait until it has come to its first gate. A thread has the pid of its process.
 */
void agent_born(unsigned number, pid_t pid);

#endif
