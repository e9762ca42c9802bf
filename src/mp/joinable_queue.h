/*
 * A queue that counts the tasks put into it until each has been said to be done.
 *
 * As JoinableQueue of Python's multiprocessing: mp/queue.h for the tasks, and beside it a count of
 * unfinished ones under a lock, with a semaphore for those who wait for the count to be zero.
 * Whoever takes a task out calls mp_joinable_queue_task_done() once it is done with it.
 *
 * A process that dies between taking a task and saying that it is done leaves it unfinished for
 * ever: a join without a time-out never returns then. What mp/queue.h says of dying inside of a
 * call holds here too; the count itself is right whenever nobody is inside of one.
 */
#ifndef IPCSTAGE_MP_JOINABLE_QUEUE_H
#define IPCSTAGE_MP_JOINABLE_QUEUE_H

#include <stddef.h>
#include <sys/types.h>
#include "mp/queue.h"

struct mp_joinable_queue;

/*
 * Make one; the arguments are those of mp_queue_new(). Before the processes that use it are forked.
 * Returns 0 and the queue in *queue, which mp_joinable_queue_free() gives back; or -errno with
 * *queue untouched.
 */
int mp_joinable_queue_new(struct mp_joinable_queue **queue, unsigned capacity, size_t message_max,
			  unsigned options, const char *name);

/* Give back this process's share. NULL is allowed. */
void mp_joinable_queue_free(struct mp_joinable_queue *queue);

/*
 * mp_queue_put(); what is put is unfinished from the beginning of the call on, or not at all when
 * it returns an error.
 */
int mp_joinable_queue_put(struct mp_joinable_queue *queue, const void *message, size_t size,
			  long timeout_ms);

/* mp_queue_get(). The task stays unfinished. */
ssize_t mp_joinable_queue_get(struct mp_joinable_queue *queue, void *message, size_t capacity,
			      long timeout_ms);

/*
 * Say that a task is done. Blocks for a moment at most, while another process counts.
 * Returns 0, or -EINVAL when there is no unfinished task: it has been called too many times.
 */
int mp_joinable_queue_task_done(struct mp_joinable_queue *queue);

/*
 * Wait until no task is unfinished; that may have changed again when it returns. Any number of
 * processes may wait. Returns 0, -EAGAIN (timeout_ms 0) or -ETIMEDOUT.
 */
int mp_joinable_queue_join(struct mp_joinable_queue *queue, long timeout_ms);

/* How many tasks were unfinished a moment ago. Never blocks. */
unsigned mp_joinable_queue_unfinished(const struct mp_joinable_queue *queue);

/* The queue of the tasks: for its size, its ends and closing it. Borrowed. */
struct mp_queue *mp_joinable_queue_tasks(struct mp_joinable_queue *queue);

#endif
