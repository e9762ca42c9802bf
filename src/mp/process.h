/*
 * A child process that runs a function.
 *
 * fork(2) and waitpid(2). The child is a copy: it has all the memory and descriptors its parent
 * had at that moment; what either changes afterwards the other does not see, except in shared
 * memory. Only the parent can wait for it, so a struct mp_process is of use in the process that
 * started it. Fork before starting threads: only the calling thread lives on in the child.
 *
 * A child that nobody joins stays behind as a zombie until its parent ends. A parent that dies
 * does not take its children with it.
 */
#ifndef IPCSTAGE_MP_PROCESS_H
#define IPCSTAGE_MP_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>
#include "mp/deadline.h"

struct mp_process {
	pid_t pid;     /* of the child */
	int sentinel;  /* its pidfd, -1 until somebody asks for it */
	int exit_code; /* see mp_process_exit_code(); valid when ended */
	bool ended;    /* and has been waited for */
};

/*
 * Start a child that calls run(argument) and exits with what that returns (its low 8 bits).
 *
 * Buffered output is flushed before, so that it is not written twice, and by the child at its
 * end; functions given to atexit(3) do not run in the child. Never blocks. Returns 0, or -errno
 * of fork(2) with *process untouched. mp_process_release() gives back what the parent holds.
 */
int mp_process_start(struct mp_process *process, int (*run)(void *argument), void *argument);

/*
 * Wait until it has ended, however it did. May be called again, then returns at once.
 * Returns 0, -EAGAIN or -ETIMEDOUT when it still runs, or -ECHILD when somebody else has waited for
 * it. A wait with a time-out asks for its sentinel, and without one it looks every 20 ms.
 */
int mp_process_join(struct mp_process *process, long timeout_ms);

/* The same with a deadline that several waits share. */
int mp_process_join_by(struct mp_process *process, const struct mp_deadline *deadline);

/* Whether it still runs. Never blocks. */
bool mp_process_is_alive(struct mp_process *process);

/*
 * What it ended with: 0 to 255 as it exited, or minus the number of the signal that killed it.
 * Returns 0, or as mp_process_join() with *code untouched: -EAGAIN while it still runs.
 */
int mp_process_exit_code(struct mp_process *process, int *code);

/*
 * Send SIGTERM, or SIGKILL. Locks it holds stay taken, messages it is in the middle of stay torn,
 * its own children live on. Returns 0, or -ESRCH once it has been joined. kill(2), signal(7).
 */
int mp_process_terminate(struct mp_process *process);
int mp_process_kill(struct mp_process *process);

/*
 * A descriptor that poll(2) finds readable once the child has ended: pidfd_open(2). Close-on-exec,
 * owned by *process until its release. Returns it, or -errno; -ESRCH once it has been joined.
 */
int mp_process_sentinel(struct mp_process *process);

/* Close the sentinel. Neither ends the child nor waits for it: join it first. */
void mp_process_release(struct mp_process *process);

#endif
