/*
 * Deaths by a signal that the program brings upon itself.
 */
#ifndef IPCSTAGE_AGENT_CALLS_CRASH_H
#define IPCSTAGE_AGENT_CALLS_CRASH_H

#include <signal.h>
#include <stdbool.h>

/* Whether a signal is one that we catch to say that the process dies of it. */
bool agent_is_crash(int signal);

/* What such a signal is to do while the program does not catch it. */
void agent_crash_action(int signal, struct sigaction *action);

/* Die of a fault: the handler of the program, if there is one, is not to have it. */
void agent_die(int signal, siginfo_t *info, void *context);

#endif
