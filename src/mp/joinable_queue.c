/*
 * The count and those who wait for it. Whoever brings it to zero gives each waiting process a
 * token, so that a join waits once and never misses the moment: sem_overview(7).
 */
#include "mp/joinable_queue.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <ipcstage.h>
#include "mp/lock.h"
#include "mp/memory.h"
#include "mp/semaphore.h"

struct shared {
	struct mp_lock lock;	      /* of both numbers */
	struct mp_semaphore all_done; /* a token for each process that has waited long enough */
	atomic_uint unfinished;	      /* atomic for those who only look */
	unsigned waiting;	      /* processes in join */
};

struct mp_joinable_queue {
	struct mp_queue *tasks;
	struct mp_memory memory; /* holds *shared */
	struct shared *shared;
};

static const void *whole_of(const struct mp_joinable_queue *queue)
{
	return mp_queue_shared(queue->tasks);
}

/* Tell whoever watches what it has besides its queue. */
static void annotate(struct mp_joinable_queue *queue)
{
	struct shared *shared = queue->shared;

	ipcstage_tell(whole_of(queue), "joinable");
	ipcstage_part(&shared->lock, whole_of(queue));
	ipcstage_name(&shared->lock.semaphore.sem, "count lock");
	ipcstage_part(&shared->all_done, whole_of(queue));
	ipcstage_name(&shared->all_done.sem, "all done");
}

static int init_shared(struct mp_joinable_queue *queue)
{
	int error = mp_memory_init(&queue->memory, sizeof(*queue->shared));

	if (error)
		return error;
	queue->shared = queue->memory.at;
	error = mp_lock_init(&queue->shared->lock);
	return error ? error : mp_semaphore_init(&queue->shared->all_done, 0);
}

int mp_joinable_queue_new(struct mp_joinable_queue **out, unsigned capacity, size_t message_max,
			  unsigned options, const char *name)
{
	struct mp_joinable_queue *queue = calloc(1, sizeof(*queue));

	if (!queue)
		return -ENOMEM;
	int error = mp_queue_new(&queue->tasks, capacity, message_max, options, name);
	if (!error)
		error = init_shared(queue);
	if (error) {
		mp_joinable_queue_free(queue);
		return error;
	}
	annotate(queue);
	*out = queue;
	return 0;
}

void mp_joinable_queue_free(struct mp_joinable_queue *queue)
{
	if (!queue)
		return;
	mp_queue_free(queue->tasks);
	mp_memory_release(&queue->memory);
	free(queue);
}

/* One task less. At zero everybody who waits may go. Under the lock. */
static int count_down(struct shared *shared)
{
	if (shared->unfinished == 0)
		return -EINVAL;
	if (--shared->unfinished > 0)
		return 0;
	for (; shared->waiting > 0; shared->waiting--)
		mp_semaphore_release(&shared->all_done);
	return 0;
}

int mp_joinable_queue_put(struct mp_joinable_queue *queue, const void *message, size_t size,
			  long timeout_ms)
{
	struct shared *shared = queue->shared;

	ipcstage_open(whole_of(queue), "put");
	mp_lock_acquire(&shared->lock, MP_FOREVER);
	shared->unfinished++;
	mp_lock_release(&shared->lock);
	int error = mp_queue_put(queue->tasks, message, size, timeout_ms);
	if (error) {
		mp_lock_acquire(&shared->lock, MP_FOREVER);
		count_down(shared);
		mp_lock_release(&shared->lock);
	}
	ipcstage_close(whole_of(queue));
	return error;
}

ssize_t mp_joinable_queue_get(struct mp_joinable_queue *queue, void *message, size_t capacity,
			      long timeout_ms)
{
	ipcstage_open(whole_of(queue), "get");
	ssize_t size = mp_queue_get(queue->tasks, message, capacity, timeout_ms);
	ipcstage_close(whole_of(queue));
	return size;
}

int mp_joinable_queue_task_done(struct mp_joinable_queue *queue)
{
	struct shared *shared = queue->shared;

	ipcstage_open(whole_of(queue), "task_done");
	mp_lock_acquire(&shared->lock, MP_FOREVER);
	int error = count_down(shared);
	mp_lock_release(&shared->lock);
	if (!error)
		ipcstage_tell(whole_of(queue), "done");
	ipcstage_close(whole_of(queue));
	return error;
}

/* Its time is over; but a token may have come for it in the meantime. */
static int give_up(struct shared *shared, int error)
{
	mp_lock_acquire(&shared->lock, MP_FOREVER);
	if (mp_semaphore_acquire(&shared->all_done, 0) == 0)
		error = 0;
	else
		shared->waiting--;
	mp_lock_release(&shared->lock);
	return error;
}

static int await_zero(struct shared *shared, long timeout_ms)
{
	struct mp_deadline deadline = mp_deadline_in(timeout_ms);

	mp_lock_acquire(&shared->lock, MP_FOREVER);
	unsigned unfinished = shared->unfinished;
	shared->waiting += unfinished > 0;
	mp_lock_release(&shared->lock);
	if (unfinished == 0)
		return 0;
	int error = mp_semaphore_acquire_by(&shared->all_done, &deadline);
	return error ? give_up(shared, error) : 0;
}

int mp_joinable_queue_join(struct mp_joinable_queue *queue, long timeout_ms)
{
	ipcstage_open(whole_of(queue), "join");
	int error = await_zero(queue->shared, timeout_ms);
	ipcstage_close(whole_of(queue));
	return error;
}

unsigned mp_joinable_queue_unfinished(const struct mp_joinable_queue *queue)
{
	return queue->shared->unfinished;
}

struct mp_queue *mp_joinable_queue_tasks(struct mp_joinable_queue *queue)
{
	return queue->tasks;
}
