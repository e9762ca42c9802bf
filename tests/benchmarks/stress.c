/*
 * Each mechanism of libmp under eight processes for some seconds: nothing may be lost, nobody may
 * wait for ever. tests/stress runs it.
 */
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "mp/barrier.h"
#include "mp/bounded_semaphore.h"
#include "mp/event.h"
#include "mp/joinable_queue.h"
#include "mp/lock.h"
#include "mp/memory.h"
#include "mp/pipe.h"
#include "mp/pool.h"
#include "mp/process.h"
#include "mp/queue.h"
#include "mp/rlock.h"
#include "mp/semaphore.h"
#include "mp/shared_objects.h"

enum { PROCESSES = 8, TOKENS = 3, GRACE_MS = 20000, MS_PER_S = 1000, MESSAGE = 64 << 10 };

/* What all processes share. */
struct shared {
	struct mp_lock lock;
	struct mp_rlock rlock;
	struct mp_semaphore semaphore;
	struct mp_bounded_semaphore bounded;
	struct mp_condition condition;
	struct mp_event event;
	struct mp_barrier barrier;
	atomic_bool over;     /* the time is */
	atomic_uint inside;   /* processes with a token */
	unsigned turn;	      /* whose it is, in the condition's row */
	long counter;	      /* added to without being atomic */
	long done[PROCESSES]; /* by each: what there should be */
};

struct bench {
	struct mp_memory memory;
	struct shared *shared;
	struct mp_queue *queue;
	struct mp_joinable_queue *tasks;
	struct mp_connection ends[PROCESSES]; /* of who is even and the one after it */
	struct mp_manager *manager;
	struct mp_proxy value, value_lock;
};

/* One mechanism. */
struct row {
	const char *name;
	/* In each process, once. False: something was wrong. */
	bool (*work)(struct bench *bench, unsigned who);
	/* In the parent, when the time is over; NULL nothing. */
	void (*stop)(struct bench *bench);
	/* In the parent, after all have ended; NULL: the counter is what was done. */
	bool (*is_right)(struct bench *bench);
};

static long sum_of(const struct shared *shared)
{
	long sum = 0;

	for (unsigned i = 0; i < PROCESSES; i++)
		sum += shared->done[i];
	return sum;
}

static bool add_locked(struct bench *bench, unsigned who)
{
	struct shared *s = bench->shared;

	for (; !s->over; s->done[who]++) {
		mp_lock_acquire(&s->lock, MP_FOREVER);
		s->counter++;
		mp_lock_release(&s->lock);
	}
	return true;
}

static bool add_locked_twice(struct bench *bench, unsigned who)
{
	struct shared *s = bench->shared;

	for (; !s->over; s->done[who]++) {
		if (mp_rlock_acquire(&s->rlock, MP_FOREVER) || mp_rlock_acquire(&s->rlock, 0))
			return false;
		s->counter++;
		if (mp_rlock_release(&s->rlock) || mp_rlock_release(&s->rlock))
			return false;
	}
	return true;
}

static bool visit(struct shared *s)
{
	bool right = atomic_fetch_add(&s->inside, 1) < TOKENS;

	atomic_fetch_sub(&s->inside, 1);
	return right;
}

static bool take_tokens(struct bench *bench, unsigned who)
{
	struct shared *s = bench->shared;

	for (; !s->over; s->done[who]++)
		if (mp_semaphore_acquire(&s->semaphore, MP_FOREVER) || !visit(s) ||
		    mp_semaphore_release(&s->semaphore))
			return false;
	return true;
}

static bool tokens_are_back(struct bench *bench)
{
	return mp_semaphore_value(&bench->shared->semaphore) == TOKENS;
}

static bool take_bounded_tokens(struct bench *bench, unsigned who)
{
	struct shared *s = bench->shared;

	for (; !s->over; s->done[who]++)
		if (mp_bounded_semaphore_acquire(&s->bounded, MP_FOREVER) || !visit(s) ||
		    mp_bounded_semaphore_release(&s->bounded))
			return false;
	return true;
}

static bool bounded_tokens_are_back(struct bench *bench)
{
	struct mp_bounded_semaphore *bounded = &bench->shared->bounded;

	return mp_bounded_semaphore_value(bounded) == TOKENS &&
	       mp_bounded_semaphore_release(bounded) == -EOVERFLOW;
}

/* Each in turn: one lost notification stops all. */
static bool take_turns(struct bench *bench, unsigned who)
{
	struct shared *s = bench->shared;

	mp_condition_acquire(&s->condition, MP_FOREVER);
	while (!s->over) {
		while (s->turn != who && !s->over)
			mp_condition_wait(&s->condition, MP_FOREVER);
		if (s->turn == who) {
			s->turn = (who + 1) % PROCESSES;
			s->counter++;
			s->done[who]++;
			mp_condition_notify_all(&s->condition);
		}
	}
	return mp_condition_release(&s->condition) == 0;
}

static void stop_turns(struct bench *bench)
{
	mp_condition_acquire(&bench->shared->condition, MP_FOREVER);
	mp_condition_notify_all(&bench->shared->condition);
	mp_condition_release(&bench->shared->condition);
}

/* The first one sets and clears; who waits must see each time that it is in. */
static bool pulse(struct bench *bench, unsigned who)
{
	struct shared *s = bench->shared;

	for (; !s->over; s->done[who]++) {
		int error = who ? mp_event_wait(&s->event, GRACE_MS) : mp_event_set(&s->event);
		if (error || (who == 0 && mp_event_clear(&s->event)))
			return false;
	}
	return who || mp_event_set(&s->event) == 0;
}

static bool all_took_part(struct bench *bench)
{
	bool right = true;

	for (unsigned i = 0; i < PROCESSES; i++)
		right = right && bench->shared->done[i] > 0;
	return right;
}

static bool meet(struct bench *bench, unsigned who)
{
	struct shared *s = bench->shared;
	int place;

	while ((place = mp_barrier_wait(&s->barrier, MP_FOREVER)) >= 0)
		s->done[who]++;
	return place == -ECANCELED;
}

static void stop_meeting(struct bench *bench)
{
	mp_barrier_abort(&bench->shared->barrier);
}

static bool rounds_are_equal(struct bench *bench)
{
	const struct shared *s = bench->shared;
	bool right = s->done[0] > 0;

	for (unsigned i = 1; i < PROCESSES; i++)
		right = right && s->done[i] == s->done[0];
	return right;
}

/* Half of them put numbers, the others take them out and take them away from what was put. */
static bool put_and_get(struct bench *bench, unsigned who)
{
	struct shared *s = bench->shared;
	ssize_t size = 0;
	long number = 0;

	if (who % 2 == 0) {
		for (; !s->over; s->done[who] += number++)
			if (mp_queue_put(bench->queue, &number, sizeof(number), MP_FOREVER))
				return false;
		return true;
	}
	mp_queue_close(bench->queue);
	while ((size = mp_queue_get(bench->queue, &number, sizeof(number), MP_FOREVER)) > 0)
		s->done[who] -= number;
	return size == -EPIPE;
}

static bool nothing_is_missing(struct bench *bench)
{
	return bench->shared->done[0] > 0 && sum_of(bench->shared) == 0;
}

static bool do_tasks(struct bench *bench, unsigned who)
{
	struct shared *s = bench->shared;
	struct mp_joinable_queue *tasks = bench->tasks;
	long number = 1;
	int error = 0;

	if (who % 2) {
		do {
			if (mp_joinable_queue_get(tasks, &number, sizeof(number), MP_FOREVER) < 0)
				return false;
			s->done[who] -= number;
			error = mp_joinable_queue_task_done(tasks);
		} while (number && !error);
		return !error;
	}
	for (; !s->over && !error; s->done[who] += number++)
		error = mp_joinable_queue_put(tasks, &number, sizeof(number), MP_FOREVER);
	if (error || mp_joinable_queue_join(tasks, GRACE_MS))
		return false;
	number = 0;
	return mp_joinable_queue_put(tasks, &number, sizeof(number), MP_FOREVER) == 0;
}

static bool tasks_are_done(struct bench *bench)
{
	return nothing_is_missing(bench) && mp_joinable_queue_unfinished(bench->tasks) == 0;
}

static void keep_end(struct bench *bench, unsigned who)
{
	for (unsigned i = 0; i < PROCESSES; i++)
		if (i != who)
			mp_connection_close(&bench->ends[i]);
}

/* Messages of many sizes to the neighbour and back. */
static bool converse(struct bench *bench, unsigned who)
{
	static unsigned char sent[MESSAGE], got[MESSAGE];
	struct shared *s = bench->shared;
	struct mp_connection *end = &bench->ends[who];
	ssize_t size = 0;

	keep_end(bench, who);
	if (who % 2) {
		while ((size = mp_connection_receive(end, got, sizeof(got))) >= 0)
			if (mp_connection_send(end, got, (size_t)size))
				return false;
		return size == -EPIPE;
	}
	for (; !s->over; s->done[who]++) {
		size = s->done[who] * 7919 % MESSAGE;
		memset(sent, (int)s->done[who], (size_t)size);
		if (mp_connection_send(end, sent, (size_t)size) ||
		    mp_connection_receive(end, got, sizeof(got)) != size ||
		    memcmp(sent, got, (size_t)size) != 0)
			return false;
	}
	return true;
}

static bool all_conversed(struct bench *bench)
{
	bool right = true;

	for (unsigned i = 0; i < PROCESSES; i += 2)
		right = right && bench->shared->done[i] > 0;
	return right;
}

/* A get and a set of a manager's value, made one by a manager's lock. */
static bool add_by_manager(struct bench *bench, unsigned who)
{
	struct shared *s = bench->shared;
	struct mp_variant value;

	for (; !s->over; s->done[who]++) {
		if (mp_shared_lock_acquire(&bench->value_lock) ||
		    mp_shared_value_get(&bench->value, &value))
			return false;
		long number = value.type == MP_INTEGER ? value.integer : 0;
		if (mp_shared_value_set(&bench->value, mp_integer(number + 1)) ||
		    mp_shared_lock_release(&bench->value_lock))
			return false;
	}
	return true;
}

static bool manager_has_all(struct bench *bench)
{
	struct mp_variant value;

	return mp_shared_value_get(&bench->value, &value) == 0 && value.type == MP_INTEGER &&
	       value.integer == sum_of(bench->shared);
}

static ssize_t twice(struct mp_pool *pool, const void *argument, size_t size, void *result)
{
	long number;

	(void)pool;
	memcpy(&number, argument, size);
	number *= 2;
	memcpy(result, &number, size);
	return (ssize_t)size;
}

/* A pool of eight for the first of them; the others have nothing to do. */
static bool map(struct bench *bench, unsigned who)
{
	enum { ITEMS = 1000 };
	mp_pool_function *const functions[] = {twice};
	const struct mp_pool_settings settings = {PROCESSES, functions, 1, 32, 64, 64, 0};
	long arguments[ITEMS], results[ITEMS];
	const struct mp_pool_items items = {arguments, sizeof(long), sizeof(long), ITEMS, 0};
	struct mp_pool *pool;
	bool right = true;

	if (who)
		return true;
	if (mp_pool_new(&pool, &settings))
		return false;
	for (; !bench->shared->over && right; bench->shared->done[who]++) {
		for (long i = 0; i < ITEMS; i++)
			arguments[i] = i + bench->shared->done[who];
		right = mp_pool_map(pool, 0, &items, results) == 0;
		for (long i = 0; i < ITEMS; i++)
			right = right && results[i] == 2 * arguments[i];
	}
	mp_pool_close(pool);
	right = right && mp_pool_join(pool, GRACE_MS) == 0;
	mp_pool_free(pool);
	return right;
}

static bool was_mapped(struct bench *bench)
{
	return bench->shared->done[0] > 0;
}

static const struct row rows[] = {
	{"lock", add_locked, NULL, NULL},
	{"rlock", add_locked_twice, NULL, NULL},
	{"semaphore", take_tokens, NULL, tokens_are_back},
	{"bounded-semaphore", take_bounded_tokens, NULL, bounded_tokens_are_back},
	{"condition", take_turns, stop_turns, NULL},
	{"event", pulse, NULL, all_took_part},
	{"barrier", meet, stop_meeting, rounds_are_equal},
	{"queue", put_and_get, NULL, nothing_is_missing},
	{"joinable-queue", do_tasks, NULL, tasks_are_done},
	{"pipe", converse, NULL, all_conversed},
	{"pool", map, NULL, was_mapped},
	{"manager", add_by_manager, NULL, manager_has_all},
};

struct job {
	struct bench *bench;
	const struct row *row;
	unsigned who;
};

static int run_job(void *argument)
{
	struct job *job = argument;

	return job->row->work(job->bench, job->who) ? EXIT_SUCCESS : EXIT_FAILURE;
}

static bool open_bench(struct bench *bench)
{
	static const struct mp_class *const classes[] = {&mp_shared_value, &mp_shared_lock};

	if (mp_memory_init(&bench->memory, sizeof(struct shared)))
		return false;
	struct shared *s = bench->shared = bench->memory.at;
	/* Before pipes are made: its server would keep their ends open. */
	if (mp_manager_start(&bench->manager, classes, 2) ||
	    mp_manager_create(bench->manager, &mp_shared_value, &bench->value) ||
	    mp_manager_create(bench->manager, &mp_shared_lock, &bench->value_lock))
		return false;
	for (unsigned i = 0; i < PROCESSES; i += 2)
		if (mp_pipe(&bench->ends[i], &bench->ends[i + 1], true, "pipe"))
			return false;
	return !mp_lock_init(&s->lock) && !mp_rlock_init(&s->rlock) &&
	       !mp_semaphore_init(&s->semaphore, TOKENS) &&
	       !mp_bounded_semaphore_init(&s->bounded, TOKENS) &&
	       !mp_condition_init(&s->condition) && !mp_event_init(&s->event, "event") &&
	       !mp_barrier_init(&s->barrier, PROCESSES, "barrier") &&
	       !mp_queue_new(&bench->queue, 64, sizeof(long), 0, "queue") &&
	       !mp_joinable_queue_new(&bench->tasks, 64, sizeof(long), 0, "tasks");
}

static void close_bench(struct bench *bench)
{
	mp_manager_free(bench->manager);
	mp_joinable_queue_free(bench->tasks);
	mp_queue_free(bench->queue);
	mp_memory_release(&bench->memory);
}

/* Wait for a process's end; whoever does not come to it has been forgotten by somebody. */
static bool ended_well(struct mp_process *actor, const struct mp_deadline *deadline)
{
	int code = -1;

	if (mp_process_join_by(actor, deadline)) {
		mp_process_kill(actor);
		mp_process_join(actor, MP_FOREVER);
	}
	mp_process_exit_code(actor, &code);
	mp_process_release(actor);
	return code == EXIT_SUCCESS;
}

static bool run_row(struct bench *bench, const struct row *row, long seconds)
{
	struct mp_process actors[PROCESSES];
	struct job jobs[PROCESSES];
	struct timespec length = {.tv_sec = seconds};
	unsigned started = 0;
	bool right = true;

	for (; started < PROCESSES && right; started += right) {
		jobs[started] = (struct job){bench, row, started};
		right = mp_process_start(&actors[started], run_job, &jobs[started]) == 0;
	}
	keep_end(bench, PROCESSES);
	mp_queue_close(bench->queue);
	nanosleep(&length, NULL);
	bench->shared->over = true;
	if (row->stop)
		row->stop(bench);
	const struct mp_deadline deadline = mp_deadline_in(GRACE_MS);
	for (unsigned i = 0; i < started; i++)
		right = ended_well(&actors[i], &deadline) && right;
	if (row->is_right)
		return row->is_right(bench) && right;
	return bench->shared->counter == sum_of(bench->shared) && right;
}

static bool stress(const struct row *row, long seconds)
{
	struct bench bench = {0};
	bool right = open_bench(&bench) && run_row(&bench, row, seconds);

	printf("%-20s %s\n", row->name, right ? "nothing lost" : "LOST");
	fflush(stdout);
	close_bench(&bench);
	return right;
}

int main(int argc, char *argv[])
{
	long seconds = argc > 1 ? strtol(argv[1], NULL, 10) : 5;
	bool right = true;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (argc < 3 || !strcmp(argv[2], rows[i].name))
			right = stress(&rows[i], seconds) && right;
	return right ? EXIT_SUCCESS : EXIT_FAILURE;
}
