/*
 * The pool: workers that take tasks out of a table in shared memory (mp/private/pool_table.h), and
 * a maker that hears of each task that is done through a pipe, and of each worker's death by its
 * sentinel.
 *
 * There is no dispatcher, and no thread but those that a pool of threads is made of. Only the maker
 * reads the pipe, in its calls that wait; a task that waits for another has the semaphore of its
 * slot. What lies in shared memory are numbers only (functions by index, tasks in order of
 * submission), so that equal runs leave equal bytes.
 */
#include "mp/pool.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <ipcstage.h>
#include "mp/private/pool_chunk.h"
#include "mp/private/pool_table.h"
#include "mp/worker.h"

enum {
	BYTES_MAX = 1 << 30,	 /* of an argument or a result */
	NEWS_AT_ONCE = 64,	 /* read from the pipe */
	WITHOUT_SENTINEL_MS = 20 /* between looks at workers, where there is no pidfd_open(2) */
};

/* Who takes a task's result; without a callback, who asks for it. */
struct receiver {
	mp_pool_callback *callback;
	void *context;
};

/* What only the maker knows of a slot. Tasks that other tasks submit come and go in it as well. */
struct watch {
	unsigned noticed; /* number of the last task of which it has heard that it is done */
	unsigned number;  /* of the last task that the maker submitted, whose receiver this is: */
	struct receiver receiver;
};

struct mp_pool {
	struct mp_pool_settings settings;
	struct mp_table table;
	int news[2];   /* a pipe: struct mp_task of each that is done; only the maker reads */
	unsigned self; /* which worker this is; settings.workers: the maker */
	bool closed;
	bool terminated;
	void *argument, *result; /* a worker's copies */

	/* The maker's. */
	struct mp_worker *workers; /* `started` of them */
	struct mp_pool *seats;	   /* of threads: what of this each of them has a copy of */
	struct pollfd *polled;	   /* the pipe, then the workers' sentinels */
	struct watch *watches;	   /* by slot */
	unsigned started;
	unsigned finished; /* tasks it has heard of */
	bool dismissed;	   /* join has told the workers to end */
};

static bool has_threads(const struct mp_pool *pool)
{
	return pool->settings.options & MP_POOL_THREADS;
}

static bool is_maker(const struct mp_pool *pool)
{
	return pool->self == pool->settings.workers;
}

/* --- a worker ------------------------------------------------------------------------------- */

/* Wait for a task. NULL: there will be none. */
static struct mp_slot *pull(struct mp_pool *pool)
{
	struct mp_table_shared *shared = pool->table.shared;
	struct mp_slot *slot;
	bool closing;

	do {
		ipcstage_open(shared, "get task");
		mp_semaphore_acquire(&shared->available, MP_FOREVER);
		slot = mp_table_take(&pool->table, pool->self);
		closing = !slot && atomic_load(&shared->closing);
		ipcstage_close(shared);
	} while (!slot && !closing);
	return slot;
}

/*
 * Call the function for each item of a task; the size of the results, or the first error. It works
 * on copies: what it does with them is its own affair.
 */
static ssize_t do_items(struct mp_pool *pool, struct mp_slot *slot)
{
	mp_pool_function *function = pool->settings.functions[slot->function];
	const unsigned char *argument = mp_slot_argument(slot);
	unsigned char *result = mp_slot_result(&pool->table, slot);
	ssize_t outcome = 0;

	for (unsigned i = 0; i < slot->items; i++) {
		memcpy(pool->argument, argument + i * slot->size, slot->size);
		outcome = function(pool, pool->argument, slot->size, pool->result);
		if (outcome < 0)
			return outcome;
		assert((size_t)outcome <= pool->settings.result_max);
		memcpy(result + i * slot->result_size, pool->result, (size_t)outcome);
	}
	return slot->items == 1 ? outcome : (ssize_t)(slot->items * slot->result_size);
}

/* Whole or not at all: it is shorter than PIPE_BUF, pipe(7). */
static void tell(const struct mp_pool *pool, const struct mp_task *news)
{
	while (write(pool->news[1], news, sizeof(*news)) < 0 && errno == EINTR)
		;
}

static void deliver(struct mp_pool *pool, struct mp_slot *slot, ssize_t outcome)
{
	struct mp_table_shared *shared = pool->table.shared;
	const struct mp_task news = {.number = slot->number,
				     .slot = mp_table_index(&pool->table, slot)};

	ipcstage_open(shared, "give result");
	mp_table_finish(slot, pool->self, outcome);
	ipcstage_item_done(shared, slot->number, mp_slot_result(&pool->table, slot),
			   outcome > 0 ? (size_t)outcome : 0);
	tell(pool, &news);
	mp_table_wake(slot);
	ipcstage_close(shared);
}

/* What a worker does. */
static int work(void *argument)
{
	struct mp_pool *pool = argument;
	struct mp_slot *slot;

	ipcstage_process("worker");
	while ((slot = pull(pool)))
		deliver(pool, slot, do_items(pool, slot));
	return 0;
}

/* --- the maker and its workers -------------------------------------------------------------- */

static int start_process(struct mp_pool *pool, unsigned index)
{
	struct mp_worker *worker = &pool->workers[index];

	pool->self = index;
	int error = mp_worker_start(worker, false, work, pool);
	pool->self = pool->settings.workers;
	if (error)
		return error;
	pool->polled[1 + index] = (struct pollfd){.events = POLLIN};
	pool->polled[1 + index].fd =
		mp_process_sentinel(&worker->process); /* negative: poll(2) ignores it */
	return 0;
}

/* A thread gets what a process has after a fork: its own copy of what says who it is. */
static int start_thread(struct mp_pool *pool, unsigned index)
{
	struct mp_pool *seat = &pool->seats[index];

	*seat = *pool;
	seat->self = index;
	seat->argument = calloc(1, pool->settings.argument_max + 1);
	seat->result = calloc(1, pool->settings.result_max + 1);
	int error = -ENOMEM;
	if (seat->argument && seat->result)
		error = mp_worker_start(&pool->workers[index], true, work, seat);
	if (error) {
		free(seat->argument);
		free(seat->result);
		*seat = (struct mp_pool){0};
		return error;
	}
	pool->polled[1 + index] = (struct pollfd){.fd = -1}; /* it ends with us or by our leave */
	return 0;
}

static int start_worker(struct mp_pool *pool, unsigned index)
{
	return has_threads(pool) ? start_thread(pool, index) : start_process(pool, index);
}

/* The receiver of a task that has a callback, or NULL. */
static const struct receiver *receiver_of(const struct mp_pool *pool, struct mp_task task)
{
	const struct watch *watch = &pool->watches[task.slot];

	return watch->number == task.number && watch->receiver.callback ? &watch->receiver : NULL;
}

/* A task is done, or never will be: count it, and let its callback have the result. */
static void notice(struct mp_pool *pool, struct mp_task task)
{
	struct watch *watch = &pool->watches[task.slot];
	struct mp_slot *slot = mp_table_slot(&pool->table, task.slot);

	/* What is older was noticed before its slot was given to another. */
	if (task.number <= watch->noticed)
		return;
	watch->noticed = task.number;
	pool->finished++;
	mp_table_notice(slot);
	const struct receiver *receiver = receiver_of(pool, task);
	if (!receiver)
		return;
	receiver->callback(receiver->context, task,
			   slot->outcome < 0 ? NULL : mp_slot_result(&pool->table, slot),
			   slot->outcome);
	mp_table_collect(slot);
}

static void read_news(struct mp_pool *pool)
{
	struct mp_task news[NEWS_AT_ONCE];
	ssize_t size;

	do {
		size = read(pool->news[0], news, sizeof(news));
		for (ssize_t i = 0; i < size / (ssize_t)sizeof(news[0]); i++)
			notice(pool, news[i]);
	} while (size == sizeof(news) || (size < 0 && errno == EINTR));
}

/* Notice the tasks that were done by a worker that had no time to say so. */
static void look_at_slots(struct mp_pool *pool, unsigned worker)
{
	for (unsigned i = 0; i < pool->table.slots; i++) {
		const struct mp_slot *slot = mp_table_slot(&pool->table, i);

		if (mp_slot_done_by(slot, worker))
			notice(pool, (struct mp_task){.number = slot->number, .slot = i});
	}
}

static bool nobody_works(const struct mp_pool *pool)
{
	for (unsigned i = 0; i < pool->started; i++)
		if (!pool->workers[i].process.ended)
			return false;
	return true;
}

/* A worker has ended. What it said before it did is read first: then only what it left is new. */
static int bury(struct mp_pool *pool, unsigned index)
{
	bool forget = pool->settings.options & MP_POOL_FORGET;

	mp_worker_join(&pool->workers[index], MP_FOREVER);
	mp_worker_release(&pool->workers[index]);
	pool->polled[1 + index].fd = -1;
	read_news(pool);
	mp_table_bury(&pool->table, index, forget);
	look_at_slots(pool, index);
	if (pool->terminated && nobody_works(pool))
		mp_table_cancel(&pool->table, true);
	return pool->dismissed || pool->terminated ? 0 : start_worker(pool, index);
}

/* Whether a worker has ended and has not been buried. A thread does not end before its time. */
static bool has_ended(struct mp_pool *pool, unsigned index)
{
	struct mp_process *worker = &pool->workers[index].process;

	if (worker->ended || has_threads(pool))
		return false;
	return worker->sentinel >= 0 ? pool->polled[1 + index].revents != 0
				     : !mp_process_is_alive(worker);
}

/* How long poll(2) may wait; where a worker has no sentinel, it has to be looked at again. */
static int patience(const struct mp_pool *pool, const struct mp_deadline *deadline)
{
	int left = mp_deadline_left_ms(deadline);

	for (unsigned i = 0; i < pool->started && !has_threads(pool); i++)
		if (!pool->workers[i].process.ended && pool->workers[i].process.sentinel < 0)
			return left < 0 || left > WITHOUT_SENTINEL_MS ? WITHOUT_SENTINEL_MS : left;
	return left;
}

/* Wait until something has changed: a task is done, or a worker has ended. */
static int await_news(struct mp_pool *pool, const struct mp_deadline *deadline)
{
	bool changed = false;
	int error = 0;

	while (!changed && !error) {
		int ready = poll(pool->polled, 1 + pool->started, patience(pool, deadline));

		if (ready < 0 && errno != EINTR)
			return -errno;
		if (ready > 0 && pool->polled[0].revents) {
			read_news(pool);
			changed = true;
		}
		for (unsigned i = 0; i < pool->started && !error && ready >= 0; i++)
			if (has_ended(pool, i)) {
				error = bury(pool, i);
				changed = true;
			}
		if (!changed && !error && ready == 0 && mp_deadline_left_ms(deadline) == 0)
			error = mp_deadline_missed(deadline);
	}
	return error;
}

/* --- making and ending it ------------------------------------------------------------------- */

static bool settings_make_sense(const struct mp_pool_settings *settings)
{
	return settings->workers > 0 && settings->function_count > 0 && settings->task_max > 0 &&
	       settings->workers <= INT16_MAX && settings->argument_max <= BYTES_MAX &&
	       settings->result_max <= BYTES_MAX;
}

static int init_news(struct mp_pool *pool)
{
	if (pipe2(pool->news, O_CLOEXEC))
		return -errno;
	return fcntl(pool->news[0], F_SETFL, O_NONBLOCK) ? -errno : 0;
}

static int init_private(struct mp_pool *pool)
{
	const struct mp_pool_settings *settings = &pool->settings;

	pool->argument = calloc(1, settings->argument_max + 1);
	pool->result = calloc(1, settings->result_max + 1);
	pool->workers = calloc(settings->workers, sizeof(*pool->workers));
	pool->polled = calloc(1 + settings->workers, sizeof(*pool->polled));
	pool->watches = calloc(settings->task_max, sizeof(*pool->watches));
	if (has_threads(pool))
		pool->seats = calloc(settings->workers, sizeof(*pool->seats));
	if (!pool->argument || !pool->result || !pool->workers || !pool->polled || !pool->watches ||
	    (has_threads(pool) && !pool->seats))
		return -ENOMEM;
	pool->polled[0] = (struct pollfd){.fd = pool->news[0], .events = POLLIN};
	return 0;
}

/* Tell whoever watches what the pool is made of. */
static void annotate(struct mp_pool *pool)
{
	struct mp_table_shared *shared = pool->table.shared;
	char name[32];

	ipcstage_whole(shared, IPCSTAGE_POOL, pool->settings.workers, "pool");
	ipcstage_part(&shared->available.sem, shared);
	ipcstage_name(&shared->available.sem, "tasks");
	ipcstage_part(&shared->lock, shared);
	ipcstage_name(&shared->lock, "table lock");
	ipcstage_part_fd(pool->news[0], shared);
	ipcstage_name_fd(pool->news[0], "done");
	for (unsigned i = 0; i < pool->settings.task_max; i++) {
		struct mp_slot *slot = mp_table_slot(&pool->table, i);
		snprintf(name, sizeof(name), "result %u", i + 1);
		ipcstage_part(&slot->done.sem, shared);
		ipcstage_name(&slot->done.sem, name);
	}
}

static int start_workers(struct mp_pool *pool)
{
	int error = 0;

	while (pool->started < pool->settings.workers && !error) {
		error = start_worker(pool, pool->started);
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
	*pool = (struct mp_pool){
		.settings = *settings, .news = {-1, -1}, .self = settings->workers};
	int error = init_news(pool);
	if (!error)
		error = init_private(pool);
	if (!error)
		error = mp_table_init(&pool->table, settings->task_max, settings->argument_max,
				      settings->result_max);
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

static void dismiss_workers(struct mp_pool *pool)
{
	if (pool->dismissed)
		return;
	pool->dismissed = true;
	atomic_store(&pool->table.shared->closing, true);
	for (unsigned i = 0; i < pool->started; i++)
		mp_semaphore_release(&pool->table.shared->available);
}

/* Threads end after the tasks that they are doing. */
static void end_workers(struct mp_pool *pool)
{
	if (has_threads(pool) && !nobody_works(pool))
		mp_pool_terminate(pool);
	for (unsigned i = 0; i < pool->started; i++) {
		if (!has_threads(pool))
			mp_process_kill(&pool->workers[i].process);
		mp_worker_join(&pool->workers[i], MP_FOREVER);
		mp_worker_release(&pool->workers[i]);
	}
	for (unsigned i = 0; i < pool->started && has_threads(pool); i++) {
		free(pool->seats[i].argument);
		free(pool->seats[i].result);
	}
}

void mp_pool_free(struct mp_pool *pool)
{
	if (!pool)
		return;
	end_workers(pool);
	for (int i = 0; i < 2; i++)
		if (pool->news[i] >= 0)
			close(pool->news[i]);
	mp_table_release(&pool->table);
	free(pool->seats);
	free(pool->watches);
	free(pool->polled);
	free(pool->workers);
	free(pool->result);
	free(pool->argument);
	free(pool);
}

void mp_pool_close(struct mp_pool *pool)
{
	pool->closed = true;
}

void mp_pool_terminate(struct mp_pool *pool)
{
	pool->closed = true;
	pool->terminated = true;
	for (unsigned i = 0; i < pool->started && !has_threads(pool); i++)
		mp_process_terminate(&pool->workers[i].process);
	if (has_threads(pool)) {
		mp_table_cancel(&pool->table, false);
		dismiss_workers(pool);
	}
}

/* Wait until as many tasks are done as were submitted, also by tasks while we wait. */
static int await_tasks(struct mp_pool *pool, const struct mp_deadline *deadline)
{
	int error = 0;

	while (!error && pool->finished != atomic_load(&pool->table.shared->submitted))
		error = await_news(pool, deadline);
	return error;
}

static int await_workers(struct mp_pool *pool, const struct mp_deadline *deadline)
{
	int error = 0;

	for (unsigned i = 0; i < pool->started && !error; i++)
		error = mp_worker_join_by(&pool->workers[i], deadline);
	if (!error && pool->terminated)
		mp_table_cancel(&pool->table, true);
	return error;
}

int mp_pool_join(struct mp_pool *pool, long timeout_ms)
{
	struct mp_deadline deadline = mp_deadline_in(timeout_ms);
	int error = 0;

	if (!pool->closed)
		return -EINVAL;
	ipcstage_open(pool->table.shared, "join");
	if (!pool->terminated)
		error = await_tasks(pool, &deadline);
	if (!error)
		dismiss_workers(pool);
	if (!error)
		error = await_workers(pool, &deadline);
	ipcstage_close(pool->table.shared);
	return error;
}

/* --- tasks ---------------------------------------------------------------------------------- */

const struct mp_pool_settings *mp_pool_settings_of(const struct mp_pool *pool)
{
	return &pool->settings;
}

static void fill(struct mp_slot *slot, unsigned function, const struct mp_pool_chunk *chunk)
{
	slot->function = function;
	slot->items = chunk->items;
	slot->size = chunk->argument_size;
	slot->result_size = chunk->result_size;
	if (chunk->argument_size)
		memcpy(mp_slot_argument(slot), chunk->arguments,
		       chunk->items * chunk->argument_size);
}

/* Submit a task. Only the maker's may have a receiver. */
static int submit(struct mp_pool *pool, unsigned function, const struct mp_pool_chunk *chunk,
		  struct receiver receiver, struct mp_task *task)
{
	struct mp_table *table = &pool->table;

	if (function >= pool->settings.function_count)
		return -EINVAL;
	if (chunk->items * chunk->argument_size > pool->settings.argument_max ||
	    chunk->items * chunk->result_size > pool->settings.result_max)
		return -EMSGSIZE;
	if (pool->closed)
		return -EPIPE;
	int index = mp_table_claim(table, pool->self);
	if (index < 0)
		return index;
	struct mp_slot *slot = mp_table_slot(table, (unsigned)index);
	fill(slot, function, chunk);
	ipcstage_open_from(table->shared, "submit", chunk->caller);
	unsigned number = mp_table_submit(table, (unsigned)index);
	ipcstage_close(table->shared);
	if (is_maker(pool)) {
		pool->watches[index].number = number;
		pool->watches[index].receiver = receiver;
	}
	*task = (struct mp_task){.number = number, .slot = (unsigned)index};
	return 0;
}

int mp_pool_submit(struct mp_pool *pool, unsigned function, const struct mp_pool_chunk *chunk,
		   struct mp_task *task)
{
	return submit(pool, function, chunk, (struct receiver){0}, task);
}

int mp_pool_apply_async(struct mp_pool *pool, unsigned function, const void *argument, size_t size,
			struct mp_task *task)
{
	const struct mp_pool_chunk chunk = {.arguments = argument,
					    .argument_size = size,
					    .items = 1,
					    .caller = __builtin_return_address(0)};

	return mp_pool_submit(pool, function, &chunk, task);
}

int mp_pool_apply_then(struct mp_pool *pool, unsigned function, const void *argument, size_t size,
		       mp_pool_callback *callback, void *context, struct mp_task *task)
{
	const struct mp_pool_chunk chunk = {.arguments = argument,
					    .argument_size = size,
					    .items = 1,
					    .caller = __builtin_return_address(0)};
	const struct receiver receiver = {.callback = callback, .context = context};

	return is_maker(pool) ? submit(pool, function, &chunk, receiver, task) : -EPERM;
}

/* A task waits for another one. It says so before it looks: see mp_table_wake(). */
static int await_from_task(struct mp_slot *slot, const struct mp_deadline *deadline)
{
	int error = 0;

	atomic_store(&slot->awaited, true);
	while (!error && mp_slot_phase(slot) != MP_SLOT_DONE)
		error = mp_semaphore_acquire_by(&slot->done, deadline);
	return error;
}

static int await_from_maker(struct mp_pool *pool, const struct mp_slot *slot,
			    const struct mp_deadline *deadline)
{
	int error = 0;

	while (!error && mp_slot_phase(slot) != MP_SLOT_DONE)
		error = await_news(pool, deadline);
	return error;
}

ssize_t mp_pool_get_from(struct mp_pool *pool, struct mp_task task, void *result, size_t capacity,
			 long timeout_ms, const void *caller)
{
	struct mp_deadline deadline = mp_deadline_in(timeout_ms);

	if (capacity < pool->settings.result_max)
		return -EMSGSIZE;
	if (task.slot >= pool->table.slots)
		return -EINVAL;
	struct mp_slot *slot = mp_table_slot(&pool->table, task.slot);
	if (!mp_slot_holds(slot, task.number) || (is_maker(pool) && receiver_of(pool, task)))
		return -EINVAL;
	ipcstage_open_from(pool->table.shared, "get result", caller);
	int error = is_maker(pool) ? await_from_maker(pool, slot, &deadline)
				   : await_from_task(slot, &deadline);
	ipcstage_close(pool->table.shared);
	if (error)
		return error;
	ssize_t outcome = slot->outcome;
	if (outcome > 0)
		memcpy(result, mp_slot_result(&pool->table, slot), (size_t)outcome);
	if (is_maker(pool))
		notice(pool, task); /* it may not have heard of it yet, only seen it */
	mp_table_collect(slot);
	return outcome;
}

ssize_t mp_pool_get(struct mp_pool *pool, struct mp_task task, void *result, size_t capacity,
		    long timeout_ms)
{
	return mp_pool_get_from(pool, task, result, capacity, timeout_ms,
				__builtin_return_address(0));
}

ssize_t mp_pool_apply(struct mp_pool *pool, unsigned function, const void *argument, size_t size,
		      void *result, size_t capacity)
{
	const void *caller = __builtin_return_address(0);
	const struct mp_pool_chunk chunk = {
		.arguments = argument, .argument_size = size, .items = 1, .caller = caller};
	struct mp_task task;
	int error = mp_pool_submit(pool, function, &chunk, &task);

	return error ? error : mp_pool_get_from(pool, task, result, capacity, MP_FOREVER, caller);
}

const void *mp_pool_shared(const struct mp_pool *pool)
{
	return pool->table.shared;
}
