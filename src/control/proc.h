/*
 * What /proc says about a process: proc(5). Everything answers something harmless when the
 * process has gone meanwhile.
 */
#ifndef IPCSTAGE_CONTROL_PROC_H
#define IPCSTAGE_CONTROL_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include "trace/trace.h"

/* What a zombie's parent would be told: the status of wait(2); SIGKILL when nobody knows any more.
 */
int proc_status(int pid);

/* 'R' running, 'S' and 'D' asleep in the kernel, 'T' stopped, …; '\0' when it is gone. */
char proc_state(int pid);

/* The system call it is in: "nanosleep", or "system call 35"; never empty. */
void proc_system_call(int pid, char *out, size_t size);

/* Whether the call that it sleeps in ends by itself: it has a time-out. */
bool proc_wait_ends(int pid);

/*
 * For every pipe that a parked process waits to read: who holds its write end open, as a sentence
 * without its full stop; "" when nobody waits so.
 */
void proc_write_ends(const struct trace *trace, char *out, size_t size);

#endif
