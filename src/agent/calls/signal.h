/*
 * Signals that a process of the run sends itself.
 */
#ifndef IPCSTAGE_AGENT_CALLS_SIGNAL_H
#define IPCSTAGE_AGENT_CALLS_SIGNAL_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Have the signal of a timer, with what its handler is to be told: the handler runs at once, or the
 * process ends, when there is none and it is not held back. It is for `thread`, or with
 * LIMIT_ACTORS for the process.
 */
void agent_have_signal(siginfo_t *info, unsigned thread);

/*
 * What this process has done is told to the process of `first` by a signal, as the kernel does: it
 * is a part of the step.
 */
void agent_notify_by_signal(unsigned first, siginfo_t *info, uint32_t where);

/* This process is about to have a signal that ends it: nothing more is heard of it. */
void agent_end_by(int signal, uint32_t where);

/* kill(2), or with `info` sigqueue(3), called at `where`; the id is the kernel's. */
int agent_send_signal(pid_t pid, int signal, const siginfo_t *info, uint32_t where);

/* The actor of this id, if it is a thread of that process (0: of any); else LIMIT_ACTORS. */
unsigned agent_find_id(pid_t process, pid_t id);

/*
 * tgkill(2), with the ids that the program has; `process` 0: of whatever process it is. Returns
 * false for what is no thread of the run.
 */
bool agent_kill_id(pid_t process, pid_t id, int signal, uint32_t where, int *result);

#endif
