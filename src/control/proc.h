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

/* The number of the system call it is in; -1 none, or nobody knows. */
long proc_call_number(int tid);

/* The process of a thread; the number itself when it is gone. */
int proc_process_of(int tid);

/* Where a thread that is in a system call has its stack pointer and will go on. False: it is in
 * none, or it may not be looked at. */
bool proc_call_place(int tid, uint64_t *stack, uint64_t *next);

/* The process that forked it; 0 when it is gone. */
int proc_parent_of(int pid);

/* Whether two processes execute the same file. */
bool proc_same_program(int pid, int other);

/* Whose code an address is: a library's, the program's, or that of a program without `library`. */
enum proc_code { PROC_LIBRARY, PROC_PROGRAM, PROC_ALONE };
enum proc_code proc_code_at(int pid, uint64_t address, const char *library);

/* Whether the call that it sleeps in ends by itself: it has a time-out. */
bool proc_wait_ends(int pid);

/*
 * For every pipe that a parked process waits to read: who holds its write end open, as a sentence
 * without its full stop; "" when nobody waits so.
 */
void proc_write_ends(const struct trace *trace, char *out, size_t size);

#endif
