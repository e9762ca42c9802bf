/*
 * A function that runs beside its caller: in a process of its own, or in a thread of the caller's.
 *
 * mp/process.h or pthread_create(3), and the same calls for both, so that a program can do its work
 * either way. What differs is what the worker has in common with who started it:
 *
 *	of a process			of a thread
 *	a copy of all memory, and	all memory
 *	what was mapped shared
 *	copies of the descriptors	the descriptors: one who closes closes for all
 *	a pid of its own		the pid
 *	exit(3) ends itself		exit(3) ends everybody
 *	a signal that kills it		a signal that kills it kills everybody
 *
 * So *argument has to last as long as the worker uses it, and each worker needs one of its own.
 */
#ifndef IPCSTAGE_MP_WORKER_H
#define IPCSTAGE_MP_WORKER_H

#include <pthread.h>
#include <stdbool.h>
#include "mp/process.h"

struct mp_worker {
	bool is_thread;
	struct mp_process process; /* of a thread only whether, and how, it ended */
	pthread_t thread;	   /* valid when is_thread; and what it runs: */
	int (*run)(void *argument);
	void *argument;
};

/*
 * Start one that calls run(argument) and ends with what that returns (its low 8 bits).
 *
 * *worker stays where it is until the worker has been joined. Never blocks. Returns 0, or -errno of
 * fork(2) or pthread_create(3). mp_worker_release() gives back what the caller holds.
 */
int mp_worker_start(struct mp_worker *worker, bool as_thread, int (*run)(void *argument),
		    void *argument);

/*
 * Wait until it has ended, as mp_process_join(). A thread may be joined by any thread, but only
 * by one at a time.
 */
int mp_worker_join(struct mp_worker *worker, long timeout_ms);

/* The same with a deadline that several waits share. */
int mp_worker_join_by(struct mp_worker *worker, const struct mp_deadline *deadline);

/* What it ended with, as mp_process_exit_code(). */
int mp_worker_exit_code(struct mp_worker *worker, int *code);

/* As mp_process_release(). A thread that was not joined goes on. */
void mp_worker_release(struct mp_worker *worker);

#endif
