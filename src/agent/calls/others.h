/*
 * What a process asks of another one, or does to it, past the calls that are followed.
 */
#ifndef IPCSTAGE_AGENT_CALLS_OTHERS_H
#define IPCSTAGE_AGENT_CALLS_OTHERS_H

#include <stdint.h>
#include <sys/types.h>

/*
 * What is done to another process of the run, or asked of it, is no step, though it is noticed
 * there; of one that has ended, too: the system call of that number goes into the ledger. -1: of
 * any.
 */
void agent_note_other(pid_t pid, long call, uint32_t where);

#endif
