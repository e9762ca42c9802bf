/*
 * A pool of processes that do tasks.
 *
 * Workers are forked when the pool is made and pull tasks from one queue (mp/queue.h); whoever is
 * free takes the next. A task is the number of a function and the bytes of its argument. Results
 * go into a table in shared memory with a semaphore for each, so anybody who has the task's
 * handle can wait for it: the process that made the pool, or a task of the same pool. (A task that
 * waits for another keeps its worker busy doing so: when all do, nobody is left.)
 *
 * A worker that dies in a task takes the result with it: waiting for it, or joining, never ends
 * without a time-out. It is not replaced. One that is killed while it pulls a task leaves the
 * queue locked. Workers of a process that died without mp_pool_terminate() wait for tasks for
 * ever.
 */
#ifndef IPCSTAGE_MP_POOL_H
#define IPCSTAGE_MP_POOL_H

#include <stddef.h>
#include <sys/types.h>
#include "mp/deadline.h"

struct mp_pool;

/*
 * What a worker does for a task: it works on a copy of the argument, puts its result into `result`,
 * which has room for result_max bytes, and returns the result's size, or -errno when it failed.
 * Both are aligned for any type. It may submit further tasks to `pool`, but not close, join,
 * terminate or free it.
 */
typedef ssize_t mp_pool_function(struct mp_pool *pool, const void *argument, size_t size,
				 void *result);

struct mp_pool_settings {
	unsigned workers; /* processes, 1 or more */
	mp_pool_function *const
		*functions;	 /* what they can do; borrowed as long as the pool lives */
	unsigned function_count; /* tasks name one of them by its index */
	unsigned task_max;	 /* tasks at a time whose result has not been taken yet */
	size_t argument_max;	 /* bytes of an argument, at most */
	size_t result_max;	 /* bytes of a result, at most */
};

/* A task that was submitted; plain data, may be copied and passed on. */
struct mp_task {
	unsigned number; /* from 1, in order of submission */
	unsigned slot;	 /* its place in the table of results */
};

/*
 * Make a pool and start its workers.
 *
 * Returns 0 and the pool in *pool, to be given back with mp_pool_free(); or -errno with *pool
 * untouched and no process left: -EINVAL for settings that are zero or too large, -ENOMEM, -EAGAIN.
 */
int mp_pool_new(struct mp_pool **pool, const struct mp_pool_settings *settings);

/*
 * Kill the workers that still run, wait for them, give everything back. NULL is allowed. Like
 * close, join and terminate for the process that made the pool, and for it alone.
 */
void mp_pool_free(struct mp_pool *pool);

/*
 * Submit a task and return without waiting for it; *task is what its result is asked for with.
 * Blocks only while the pipe of the task queue is full.
 * Returns 0, or with *task untouched -EINVAL (no such function), -EMSGSIZE (argument too long),
 * -EAGAIN (task_max results are waiting to be taken), -EPIPE (closed).
 */
int mp_pool_apply_async(struct mp_pool *pool, unsigned function, const void *argument, size_t size,
			struct mp_task *task);

/*
 * Wait for a task's result and take it, into `room` bytes, which must hold result_max. It can be
 * taken once. Returns its size, or what the function returned when it failed; -EAGAIN or
 * -ETIMEDOUT when it is not there yet; -EMSGSIZE when there is too little room; -EINVAL when it
 * was taken before.
 */
ssize_t mp_pool_get(struct mp_pool *pool, struct mp_task task, void *result, size_t room,
		    long timeout_ms);

/*
 * Do one task for each of `count` arguments of `argument_size` bytes, and put the results into
 * `results`, result_max bytes apart, in the order of the arguments. Blocks until all are done.
 * Returns 0; the error of the first that failed, after all are done; or as mp_pool_apply_async().
 */
int mp_pool_map(struct mp_pool *pool, unsigned function, const void *arguments,
		size_t argument_size, size_t count, void *results);

/* No more tasks from this process. Tasks under way may still submit others. Never blocks. */
void mp_pool_close(struct mp_pool *pool);

/*
 * Wait until every task is done, then tell the workers to end, and wait for them. Results can be
 * taken afterwards. Returns 0; -EAGAIN or -ETIMEDOUT, after which it can be called again; -EINVAL
 * when the pool is neither closed nor terminated.
 */
int mp_pool_join(struct mp_pool *pool, long timeout_ms);

/* End the workers at once with SIGTERM, whatever they do. Does not wait: join does. */
void mp_pool_terminate(struct mp_pool *pool);

/* Where the pool's shared part lies: what it is known by to those who watch. Borrowed. */
const void *mp_pool_shared(const struct mp_pool *pool);

#endif
