/*
 * The processor's ticks, as the program reads them past every function: rdtsc, rdtscp.
 */
#ifndef IPCSTAGE_AGENT_CALLS_TICKS_H
#define IPCSTAGE_AGENT_CALLS_TICKS_H

#include <signal.h>
#include <stdbool.h>

/*
 * SIGSEGV comes here, too. Returns whether it was such an instruction: then it is done, with the
 * run's clock in the place of ticks, and the program goes on behind it.
 */
bool agent_ticks_signal(const siginfo_t *info, void *context);

/* Another program may not have us in it: around what starts one the instruction is allowed. */
void agent_allow_ticks(bool is_allowed);

#endif
