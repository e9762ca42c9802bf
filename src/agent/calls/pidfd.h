/*
 * Descriptors that stand for a process: pidfd_open(2).
 */
#ifndef IPCSTAGE_AGENT_CALLS_PIDFD_H
#define IPCSTAGE_AGENT_CALLS_PIDFD_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Of waitid(2); older headers do not have it. */
enum { AGENT_PIDFD = 3 };

/* The process that a descriptor stands for, by the kernel's id; -1: for none, or it is gone. */
pid_t agent_pidfd_process(int fd);

/* Whether it stands for one, living or not: poll(2) tells of its end. */
bool agent_is_pidfd(int fd);

/* pidfd_open(2) of a process by the program's id, called at `where`. */
long agent_open_pidfd(pid_t pid, unsigned flags, uint32_t where);

/* pidfd_send_signal(2), called at `where`. Returns whether that was ours to do. */
bool agent_signal_pidfd(int fd, int signal, const siginfo_t *info, unsigned flags, uint32_t where,
			long *result);

#endif
