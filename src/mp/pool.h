/*
 * A pool of processes, or threads, that do tasks.
 *
 * Workers are started when the pool is made; whoever is free takes the task that has waited
 * longest. A task is the number of a function and the bytes of its argument. Results go into a
 * table in shared memory, so anybody who has the task's handle can wait for it: the process that
 * made the pool, its maker, or a task of the same pool. (A task that waits for another keeps its
 * worker busy doing so: when all do, nobody is left.)
 *
 * Workers are copies of the maker (mp/process.h), those that replace dead ones too, and keep open
 * what it had open then: a pipe whose end somebody waits for is not to be open in the maker.
 *
 * The maker looks after the workers in its own calls that wait: there is no thread. A worker that
 * died, at whatever moment, is replaced then, and the result of the task it was doing is
 * -EOWNERDEAD; no other task is lost. (Python's Pool replaces the worker too, but whoever waits for
 * its task waits for ever; MP_POOL_FORGET does the same.) Workers of a maker that died without
 * mp_pool_terminate() wait for tasks for ever.
 *
 * With MP_POOL_THREADS the workers are threads of the maker, as of Python's ThreadPool: tasks have
 * its memory and its descriptors. What ends one of them ends the maker too, so none is ever
 * replaced.
 */
#ifndef IPCSTAGE_MP_POOL_H
#define IPCSTAGE_MP_POOL_H

#include <stddef.h>
#include <sys/types.h>
#include "mp/deadline.h"

struct mp_pool;

/*
 * What a worker does for a task: it works on a copy of the argument, puts its result into
 * `result`, which has space for result_max bytes, and returns the result's size, or -errno when it
 * failed. Both are aligned for any type. It may submit further tasks to `pool`, but not close,
 * join, terminate or free it.
 */
typedef ssize_t mp_pool_function(struct mp_pool *pool, const void *argument, size_t size,
				 void *result);

/* Options of a pool. */
enum {
	MP_POOL_FORGET = 1,  /* nobody is told that a task was lost with its worker */
	MP_POOL_THREADS = 2, /* workers are threads; tasks are not to end theirs */
};

struct mp_pool_settings {
	unsigned workers; /* processes or threads, 1 or more */
	mp_pool_function *const
		*functions;	 /* what they can do; borrowed as long as the pool lives */
	unsigned function_count; /* tasks name one of them by its index */
	unsigned task_max;	 /* tasks at a time whose result has not been taken yet */
	size_t argument_max;	 /* bytes of an argument, at most */
	size_t result_max;	 /* bytes of a result, at most */
	unsigned options;	 /* MP_POOL_… */
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
 * untouched and no process left: -EINVAL for settings that are zero or too large, -ENOMEM, -EAGAIN,
 * -EMFILE.
 */
int mp_pool_new(struct mp_pool **pool, const struct mp_pool_settings *settings);

/*
 * Kill the workers that still run (threads: let them finish what they are doing), wait for them,
 * give everything back. NULL is allowed. Like close, join and terminate for the maker, and for it
 * alone.
 */
void mp_pool_free(struct mp_pool *pool);

/*
 * Submit a task and return without waiting for it; *task is what its result is asked for with.
 * Never blocks for long: others may be submitting at the same time.
 * Returns 0, or with *task untouched -EINVAL (no such function), -EMSGSIZE (argument too long),
 * -EAGAIN (task_max results are waiting to be taken), -EPIPE (closed).
 */
int mp_pool_apply_async(struct mp_pool *pool, unsigned function, const void *argument, size_t size,
			struct mp_task *task);

/*
 * Called in the maker with a task's result, or with its -errno and NULL, in one of its calls that
 * wait. It may submit tasks; it must not wait for any.
 */
typedef void mp_pool_callback(void *context, struct mp_task task, const void *result,
			      ssize_t outcome);

/* The same with a callback, which takes the result: nobody else can. Returns -EPERM in a worker. */
int mp_pool_apply_then(struct mp_pool *pool, unsigned function, const void *argument, size_t size,
		       mp_pool_callback *callback, void *context, struct mp_task *task);

/*
 * Wait for a task's result and take it, into `capacity` bytes, which must hold result_max. It can
 * be taken once. Returns its size, or what the function returned when it failed; -EOWNERDEAD when
 * its worker died with it, -ECANCELED when the pool was terminated before; -EAGAIN or -ETIMEDOUT
 * when it is not there yet; -EMSGSIZE when `capacity` is too small; -EINVAL when it was taken
 * before.
 */
ssize_t mp_pool_get(struct mp_pool *pool, struct mp_task task, void *result, size_t capacity,
		    long timeout_ms);

/* Submit a task and wait for its result: mp_pool_apply_async() and mp_pool_get(). */
ssize_t mp_pool_apply(struct mp_pool *pool, unsigned function, const void *argument, size_t size,
		      void *result, size_t capacity);

/* Many arguments for one function. */
struct mp_pool_items {
	const void *arguments; /* one after the other; borrowed until all results are taken */
	size_t argument_size;  /* bytes of each */
	size_t result_size;    /* bytes from one result to the next; a result has no more */
	size_t count;
	unsigned chunk; /* items in a task; 0: count / (4 x workers), rounded up, as in Python */
};

/*
 * Call the function for each item and put the results into `results`, items->result_size apart, in
 * the order of the arguments. A task does a chunk of items, or as many as fit into argument_max
 * and result_max. Blocks until all are done. When the function fails for an item the rest of its
 * chunk is not done. Returns 0; the error of the first chunk that failed, after all are done;
 * -EMSGSIZE when not even one item fits; or as mp_pool_apply_async().
 */
int mp_pool_map(struct mp_pool *pool, unsigned function, const struct mp_pool_items *items,
		void *results);

/*
 * The same bit by bit: results come one at a time, in the order of the arguments, while later items
 * are under way. A task does one item; items->chunk is ignored.
 *
 * Returns 0 and *imap, to be given back with mp_pool_imap_free() (which waits for the items
 * under way), or -ENOMEM, -EMSGSIZE. At most task_max items are under way.
 */
struct mp_pool_imap;
int mp_pool_imap_new(struct mp_pool_imap **imap, struct mp_pool *pool, unsigned function,
		     const struct mp_pool_items *items);
void mp_pool_imap_free(struct mp_pool_imap *imap);

/*
 * The next result, into items->result_size bytes. Returns 1 with *outcome its size or -errno; 0
 * after the last; or an error of mp_pool_apply_async() or mp_pool_get().
 */
int mp_pool_imap_next(struct mp_pool_imap *imap, void *result, ssize_t *outcome, long timeout_ms);

/* No more tasks from this process. Tasks under way may still submit others. Never blocks. */
void mp_pool_close(struct mp_pool *pool);

/*
 * Wait until every task is done, then tell the workers to end, and wait for them. Results can be
 * taken afterwards. Returns 0; -EAGAIN or -ETIMEDOUT, after which it can be called again; -EINVAL
 * when the pool is neither closed nor terminated; an error of fork(2) when dead workers could not
 * be replaced.
 */
int mp_pool_join(struct mp_pool *pool, long timeout_ms);

/*
 * End the workers at once with SIGTERM, whatever they do; threads end after the task they are
 * doing. Does not wait: join does.
 */
void mp_pool_terminate(struct mp_pool *pool);

/* Where the pool's shared part lies: what it is known by to those who watch. Borrowed. */
const void *mp_pool_shared(const struct mp_pool *pool);

#endif
