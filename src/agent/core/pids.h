/*
 * Process ids as the program knows them: the same in every run, so that knowing, storing or sending
 * one tells no run from another. The kernel's are in the tables.
 */
#ifndef IPCSTAGE_AGENT_CORE_PIDS_H
#define IPCSTAGE_AGENT_CORE_PIDS_H

#include <signal.h>
#include <sys/types.h>

/* Process N of the run is PID_FIRST + N; whoever has started the run, and its group, PID_OUTSIDE.
 */
enum { PID_OUTSIDE = 999, PID_FIRST = 1000, PID_PATH = 256 };

/* The si_code of a signal that kill(2) sends to a process, and that we give to a thread of it. */
enum { PID_PASSED_ON = -100 };

/* What the program is told of the kernel's `pid`, and which one it means by what it was told. What
 * is no process of the run stays what it is; so do groups (negative), but for the run's own. */
pid_t agent_told_pid(pid_t pid);
pid_t agent_meant_pid(pid_t pid);

/* The same of the id of a thread: actor N of the run is PID_FIRST + N. */
pid_t agent_meant_thread(pid_t id);

/* The path that is meant by one that may lead through /proc and a process id: itself, or another
 * one in `meant`. */
const char *agent_meant_path(const char *path, char meant[PID_PATH]);

/* The sender of a signal, or the child that has ended, as the program is told it. */
void agent_tell_sender(siginfo_t *info);

#endif
