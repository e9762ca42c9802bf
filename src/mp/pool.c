/*
 * The pool: a queue of tasks, workers that pull from it, a table of results.
 *
 * There is no dispatcher and there are no threads: whoever wants a result waits on the semaphore
 * of its slot, and `finished` gets a token for every task that is done, which join counts. What
 * lies in shared memory and in the queue are numbers only (functions by index, tasks in order of
 * submission), so that equal runs leave equal bytes.
 */
#include "mp/pool.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipcstage.h>
#include "mp/memory.h"
#include "mp/process.h"
#include "mp/queue.h"
#include "mp/semaphore.h"

enum { BYTES_MAX = 1 << 30 }; /* of an argument, a result, and the whole table */

/* The place of one task's result. */
struct slot {
	struct mp_semaphore done; /* one token once the result is there */
	atomic_bool used;	  /* from submission until the result is taken */
	unsigned number;	  /* of the task */
	ssize_t outcome;	  /* size of the result, or -errno */
	alignas(max_align_t) unsigned char result[];
};

struct shared {
	struct mp_semaphore finished;		    /* one token for each task that is done */
	atomic_uint submitted;			    /* tasks so far: the newest one's number */
	alignas(max_align_t) unsigned char slots[]; /* task_max of them, `stride` apart */
};

/* A task on its way to a worker. A message without a byte tells a worker to end. */
struct order {
	unsigned number;
	unsigned slot;
	unsigned function;
	alignas(max_align_t) unsigned char argument[];
};

struct mp_pool {
	struct mp_pool_settings settings;
	size_t stride;		 /* bytes from one slot to the next */
	struct mp_memory memory; /* holds *shared */
	struct shared *shared;
	struct mp_queue *tasks;
	struct order *incoming; /* worker: the task it works on */
	void *result;		/* worker: that task's result */
	struct order *outgoing; /* the task that is being submitted; a worker may do that too */
	struct mp_process *processes;
	unsigned started;   /* of processes[] */
	unsigned finished;  /* tokens that join has taken from shared->finished */
	unsigned dismissed; /* workers that join has told to end */
	bool closed;
	bool terminated;
};

static struct slot *slot_at(const struct mp_pool *pool, unsigned index)
{
	return (void *)(pool->shared->slots + index * pool->stride);
}

/* Wait for a task to do. False: there will be none. */
static bool pull(struct mp_pool *pool, size_t *argument_size)
{
	size_t room = sizeof(struct order) + pool->settings.argument_max;

	ipcstage_open(pool->shared, "get task");
	ssize_t size = mp_queue_get(pool->tasks, pool->incoming, room, MP_FOREVER);
	if (size > 0)
		ipcstage_item_take(pool->shared, pool->incoming->number);
	ipcstage_close(pool->shared);
	if (size <= 0)
		return false;
	*argument_size = (size_t)size - sizeof(struct order);
	return true;
}

static void deliver(struct mp_pool *pool, ssize_t outcome)
{
	struct slot *slot = slot_at(pool, pool->incoming->slot);
	size_t size = outcome > 0 ? (size_t)outcome : 0;

	assert(size <= pool->settings.result_max);
	ipcstage_open(pool->shared, "give result");
	memcpy(slot->result, pool->result, size);
	slot->outcome = outcome;
	ipcstage_item_done(pool->shared, pool->incoming->number, pool->result, size);
	mp_semaphore_release(&slot->done);
	mp_semaphore_release(&pool->shared->finished);
	ipcstage_close(pool->shared);
}

/* What a worker process does. */
static int work(void *argument)
{
	struct mp_pool *pool = argument;
	struct order *order = pool->incoming;
	size_t size;

	ipcstage_process("worker");
	while (pull(pool, &size)) {
		mp_pool_function *function = pool->settings.functions[order->function];
		deliver(pool, function(pool, order->argument, size, pool->result));
	}
	return 0;
}

static bool settings_make_sense(const struct mp_pool_settings *settings)
{
	return settings->workers > 0 && settings->function_count > 0 && settings->task_max > 0 &&
	       settings->workers <= INT_MAX - settings->task_max &&
	       settings->argument_max <= BYTES_MAX && settings->result_max <= BYTES_MAX;
}

static int init_shared(struct mp_pool *pool)
{
	unsigned task_max = pool->settings.task_max;

	pool->stride = sizeof(struct slot) + pool->settings.result_max;
	pool->stride += -pool->stride % alignof(max_align_t);
	if (task_max > BYTES_MAX / pool->stride)
		return -EINVAL;
	int error = mp_memory_init(&pool->memory, sizeof(struct shared) + task_max * pool->stride);
	if (error)
		return error;
	pool->shared = pool->memory.at;
	error = mp_semaphore_init(&pool->shared->finished, 0);
	for (unsigned i = 0; i < task_max && !error; i++)
		error = mp_semaphore_init(&slot_at(pool, i)->done, 0);
	return error;
}

static int init_private(struct mp_pool *pool)
{
	size_t order_size = sizeof(struct order) + pool->settings.argument_max;

	pool->incoming = calloc(1, order_size);
	pool->outgoing = calloc(1, order_size);
	pool->result = calloc(1, pool->settings.result_max + 1);
	pool->processes = calloc(pool->settings.workers, sizeof(*pool->processes));
	return pool->incoming && pool->outgoing && pool->result && pool->processes ? 0 : -ENOMEM;
}

/* Room for every task there can be and for what tells the workers to end: no put ever waits. */
static int init_tasks(struct mp_pool *pool)
{
	const struct mp_pool_settings *settings = &pool->settings;

	return mp_queue_new(&pool->tasks, settings->task_max + settings->workers,
			    sizeof(struct order) + settings->argument_max, 0, "tasks");
}

/* Tell whoever watches what the pool is made of. */
static void annotate(struct mp_pool *pool)
{
	struct shared *shared = pool->shared;
	char name[32];

	ipcstage_whole(shared, IPCSTAGE_POOL, pool->settings.workers, "pool");
	ipcstage_part_whole(mp_queue_shared(pool->tasks), shared);
	ipcstage_part(&shared->finished.sem, shared);
	ipcstage_name(&shared->finished.sem, "finished");
	for (unsigned i = 0; i < pool->settings.task_max; i++) {
		struct slot *slot = slot_at(pool, i);
		snprintf(name, sizeof(name), "result %u", i + 1);
		ipcstage_part(&slot->done.sem, shared);
		ipcstage_name(&slot->done.sem, name);
	}
}

static int start_workers(struct mp_pool *pool)
{
	int error = 0;

	while (pool->started < pool->settings.workers && !error) {
		error = mp_process_start(&pool->processes[pool->started], work, pool);
		if (!error)
			pool->started++;
	}
	return error;
}

int mp_pool_new(struct mp_pool **out, const struct mp_pool_settings *settings)
{
	if (!settings_make_sense(settings))
		return -EINVAL;
	struct mp_pool *pool = calloc(1, sizeof(*pool));
	if (!pool)
		return -ENOMEM;
	pool->settings = *settings;
	int error = init_private(pool);
	if (!error)
		error = init_shared(pool);
	if (!error)
		error = init_tasks(pool);
	if (!error) {
		annotate(pool);
		error = start_workers(pool);
	}
	if (error) {
		mp_pool_free(pool);
		return error;
	}
	*out = pool;
	return 0;
}

void mp_pool_free(struct mp_pool *pool)
{
	if (!pool)
		return;
	for (unsigned i = 0; i < pool->started; i++) {
		mp_process_kill(&pool->processes[i]);
		mp_process_join(&pool->processes[i], MP_FOREVER);
		mp_process_release(&pool->processes[i]);
	}
	mp_queue_free(pool->tasks);
	mp_memory_release(&pool->memory);
	free(pool->processes);
	free(pool->result);
	free(pool->outgoing);
	free(pool->incoming);
	free(pool);
}

/* Find a free slot and take it; tasks of the pool may be doing the same. Its index, or -EAGAIN. */
static int claim_slot(struct mp_pool *pool)
{
	unsigned slots = pool->settings.task_max;
	unsigned first = atomic_load(&pool->shared->submitted) % slots;

	for (unsigned i = 0; i < slots; i++) {
		unsigned index = (first + i) % slots;
		bool used = false;
		if (atomic_compare_exchange_strong(&slot_at(pool, index)->used, &used, true))
			return (int)index;
	}
	return -EAGAIN;
}

/* Send what is in pool->outgoing on its way. */
static int submit(struct mp_pool *pool, size_t size, struct mp_task *task)
{
	struct shared *shared = pool->shared;
	struct order *order = pool->outgoing;
	struct slot *slot = slot_at(pool, order->slot);

	order->number = atomic_fetch_add(&shared->submitted, 1) + 1;
	slot->number = order->number;
	ipcstage_item_put(shared, order->number, order->argument, size);
	int error = mp_queue_put(pool->tasks, order, sizeof(*order) + size, MP_FOREVER);
	if (error) {
		/* It has a number and will never be done: join must not wait for it. */
		mp_semaphore_release(&shared->finished);
		slot->used = false;
		return error;
	}
	*task = (struct mp_task){.number = order->number, .slot = order->slot};
	return 0;
}

int mp_pool_apply_async(struct mp_pool *pool, unsigned function, const void *argument, size_t size,
			struct mp_task *task)
{
	if (function >= pool->settings.function_count)
		return -EINVAL;
	if (size > pool->settings.argument_max)
		return -EMSGSIZE;
	if (pool->closed)
		return -EPIPE;
	int slot = claim_slot(pool);
	if (slot < 0)
		return slot;
	pool->outgoing->slot = (unsigned)slot;
	pool->outgoing->function = function;
	if (size > 0)
		memcpy(pool->outgoing->argument, argument, size);
	ipcstage_open(pool->shared, "submit");
	int error = submit(pool, size, task);
	ipcstage_close(pool->shared);
	return error;
}

ssize_t mp_pool_get(struct mp_pool *pool, struct mp_task task, void *result, size_t room,
		    long timeout_ms)
{
	if (room < pool->settings.result_max)
		return -EMSGSIZE;
	if (task.slot >= pool->settings.task_max)
		return -EINVAL;
	struct slot *slot = slot_at(pool, task.slot);
	if (!slot->used || slot->number != task.number)
		return -EINVAL;
	ipcstage_open(pool->shared, "get result");
	int error = mp_semaphore_acquire(&slot->done, timeout_ms);
	ipcstage_close(pool->shared);
	if (error)
		return error;
	ssize_t outcome = slot->outcome;
	if (outcome > 0)
		memcpy(result, slot->result, (size_t)outcome);
	slot->used = false;
	return outcome;
}

int mp_pool_map(struct mp_pool *pool, unsigned function, const void *arguments,
		size_t argument_size, size_t count, void *results)
{
	const char *argument = arguments;
	char *result = results;
	size_t result_max = pool->settings.result_max;
	size_t window = count < pool->settings.task_max ? count : pool->settings.task_max;
	size_t submitted = 0, taken = 0;
	int error = 0, failed = 0; /* of submitting; of the first task that failed */

	struct mp_task *tasks = calloc(window + 1, sizeof(*tasks));
	if (!tasks)
		return -ENOMEM;
	while (taken < submitted || (submitted < count && !error)) {
		if (submitted < count && submitted - taken < window && !error) {
			error = mp_pool_apply_async(pool, function,
						    argument + submitted * argument_size,
						    argument_size, &tasks[submitted % window]);
			submitted += error ? 0 : 1;
			continue;
		}
		ssize_t size = mp_pool_get(pool, tasks[taken % window], result + taken * result_max,
					   result_max, MP_FOREVER);
		if (size < 0 && !failed)
			failed = (int)size;
		taken++;
	}
	free(tasks);
	return error ? error : failed;
}

void mp_pool_close(struct mp_pool *pool)
{
	pool->closed = true;
}

void mp_pool_terminate(struct mp_pool *pool)
{
	pool->closed = true;
	pool->terminated = true;
	for (unsigned i = 0; i < pool->started; i++)
		mp_process_terminate(&pool->processes[i]);
}

/* Wait until as many tasks are done as were submitted, also by tasks while we wait. */
static int await_tasks(struct mp_pool *pool, const struct mp_deadline *deadline)
{
	int error = 0;

	while (!error && pool->finished != atomic_load(&pool->shared->submitted)) {
		error = mp_semaphore_acquire_by(&pool->shared->finished, deadline);
		if (!error)
			pool->finished++;
	}
	return error;
}

static int dismiss_workers(struct mp_pool *pool)
{
	int error = 0;

	while (!error && pool->dismissed < pool->started) {
		error = mp_queue_put(pool->tasks, NULL, 0, MP_FOREVER);
		if (!error)
			pool->dismissed++;
	}
	return error;
}

static int await_workers(struct mp_pool *pool, const struct mp_deadline *deadline)
{
	int error = 0;

	for (unsigned i = 0; i < pool->started && !error; i++)
		error = mp_process_join_by(&pool->processes[i], deadline);
	return error;
}

int mp_pool_join(struct mp_pool *pool, long timeout_ms)
{
	struct mp_deadline deadline = mp_deadline_in(timeout_ms);
	int error = 0;

	if (!pool->closed)
		return -EINVAL;
	ipcstage_open(pool->shared, "join");
	if (!pool->terminated)
		error = await_tasks(pool, &deadline);
	if (!pool->terminated && !error)
		error = dismiss_workers(pool);
	if (!error)
		error = await_workers(pool, &deadline);
	ipcstage_close(pool->shared);
	return error;
}

const void *mp_pool_shared(const struct mp_pool *pool)
{
	return pool->shared;
}
