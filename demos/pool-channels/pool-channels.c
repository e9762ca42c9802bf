/*
 * pool-channels: the tasks of a pool answer through a channel of their own.
 *
 * Workers are forked when the pool is made: they have what there was by then. A pipe or a queue
 * that is made later, they have not; an object of a manager they reach by its number.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipcstage.h>
#include "mp/manager.h"
#include "mp/pipe.h"
#include "mp/pool.h"
#include "mp/queue.h"
#include "mp/shared_objects.h"
#include "../options.h"
#include "../support.h"

enum scenario { SHARED_PIPE, QUEUES, MANAGER };
enum { WORKERS = 2, TASKS = 3, SHORT = sizeof(int), LONG = 20000 };

struct task {
	enum scenario answer_by;
	int a, b;
	size_t size; /* of the answer: the product, and zeros */
	struct mp_connection out;
	struct mp_proxy results;
};

static struct mp_queue *inputs, *outputs; /* QUEUES; inherited, if they are made in time */

static ssize_t multiply(struct mp_pool *pool, const void *argument, size_t size, void *result)
{
	struct task task = *(const struct task *)argument;
	int product = task.a * task.b;
	static char message[LONG];

	(void)pool, (void)size, (void)result;
	ipcstage_note("%d x %d", task.a, task.b);
	if (task.answer_by == MANAGER)
		return mp_shared_queue_put(&task.results, mp_integer(product));
	memcpy(message, &product, sizeof(product));
	return mp_connection_send(&task.out, message, task.size);
}

/* A task that works until its queue says that it is over. */
static ssize_t serve(struct mp_pool *pool, const void *argument, size_t size, void *result)
{
	struct task task;

	(void)pool, (void)argument, (void)size, (void)result;
	if (!inputs)
		return -EBADF; /* made after this process was */
	while (mp_queue_get(inputs, &task, sizeof(task), MP_FOREVER) > 0 && task.a) {
		int product = task.a * task.b;
		ipcstage_note("%d x %d", task.a, task.b);
		stop_if_failed(mp_queue_put(outputs, &product, sizeof(product), MP_FOREVER), "put");
	}
	return 0;
}

enum { MULTIPLY, SERVE, FUNCTIONS };
static mp_pool_function *const functions[FUNCTIONS] = {[MULTIPLY] = multiply, [SERVE] = serve};

static const struct task tasks[TASKS] = {{.a = 1, .b = 2}, {.a = 3, .b = 4}, {.a = 5, .b = 6}};

static struct mp_pool *start_pool(void)
{
	const struct mp_pool_settings settings = {.workers = WORKERS,
						  .functions = functions,
						  .function_count = FUNCTIONS,
						  .task_max = TASKS,
						  .argument_max = sizeof(struct task)};
	struct mp_pool *pool;

	stop_if_failed(mp_pool_new(&pool, &settings), "pool");
	return pool;
}

static void end_pool(struct mp_pool *pool)
{
	mp_pool_close(pool);
	stop_if_failed(mp_pool_join(pool, MP_FOREVER), "join");
	mp_pool_free(pool);
}

static void make_queues(void)
{
	stop_if_failed(mp_queue_new(&inputs, TASKS + WORKERS, sizeof(struct task), 0, "inputs"),
		       "queue");
	stop_if_failed(mp_queue_new(&outputs, TASKS, sizeof(int), 0, "outputs"), "queue");
}

static void submit(struct mp_pool *pool, unsigned function, const struct task *task)
{
	struct mp_task handle;

	stop_if_failed(mp_pool_apply_async(pool, function, task, sizeof(*task), &handle), "task");
}

/* 1.5: every task writes to the same end of one pipe. Returns how many answers made sense. */
static int answer_by_pipe(int *results, int long_messages)
{
	size_t size = long_messages ? LONG : SHORT;
	struct mp_connection in, out;
	static char message[LONG];
	int count = 0;

	stop_if_failed(mp_pipe(&in, &out, false, "answers"), "pipe");
	struct mp_pool *pool = start_pool();
	for (int i = 0; i < TASKS; i++) {
		struct task task = tasks[i];
		task.size = size;
		task.out = out;
		submit(pool, MULTIPLY, &task);
	}
	while (count < TASKS &&
	       mp_connection_receive(&in, message, sizeof(message)) == (ssize_t)size)
		memcpy(&results[count++], message, sizeof(int));
	end_pool(pool);
	return count;
}

/* 1.6: two tasks that take their work from one queue and put the answers into another. */
static int answer_by_queues(int *results, int made_too_late)
{
	struct mp_pool *pool;
	int count = 0;

	if (!made_too_late)
		make_queues();
	pool = start_pool();
	if (made_too_late)
		make_queues();
	for (int i = 0; i < WORKERS; i++)
		submit(pool, SERVE, &(struct task){0});
	for (int i = 0; i < TASKS; i++)
		stop_if_failed(mp_queue_put(inputs, &tasks[i], sizeof(tasks[i]), MP_FOREVER),
			       "put");
	for (int i = 0; i < WORKERS; i++)
		stop_if_failed(
			mp_queue_put(inputs, &(struct task){0}, sizeof(struct task), MP_FOREVER),
			"put");
	end_pool(pool);
	while (count < TASKS && mp_queue_get(outputs, &results[count], sizeof(int), 0) > 0)
		count++;
	return count;
}

/* The working way for a queue that is made later. */
static int answer_by_manager(int *results)
{
	static const struct mp_class *const classes[] = {&mp_shared_queue};
	struct mp_manager *manager;
	struct mp_variant answer;
	struct mp_proxy queue;

	stop_if_failed(mp_manager_start(&manager, classes, 1), "manager");
	struct mp_pool *pool = start_pool();
	stop_if_failed(mp_manager_create(manager, &mp_shared_queue, &queue), "queue");
	for (int i = 0; i < TASKS; i++) {
		struct task task = tasks[i];
		task.answer_by = MANAGER;
		task.results = queue;
		submit(pool, MULTIPLY, &task);
	}
	for (int i = 0; i < TASKS; i++) {
		stop_if_failed(mp_shared_queue_get(&queue, &answer), "get");
		results[i] = (int)answer.integer;
	}
	end_pool(pool);
	mp_manager_free(manager);
	return TASKS;
}

static int ascending(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

int main(int argc, char *argv[])
{
	static const char *const scenarios[] = {"shared-pipe", "queues", "manager", NULL};
	int long_messages = 0, made_too_late = 0, results[TASKS], count;
	const struct option_row rows[] = {{"long-messages", &long_messages, 0, 0},
					  {"made-too-late", &made_too_late, 0, 0},
					  {NULL, NULL, 0, 0}};
	enum scenario scenario = (enum scenario)options_scenario(&argc, argv, scenarios);
	char text[64] = "";

	options_parse(argc, argv, rows);
	ipcstage_process("main");
	if (scenario == SHARED_PIPE)
		count = answer_by_pipe(results, long_messages);
	else if (scenario == QUEUES)
		count = answer_by_queues(results, made_too_late);
	else
		count = answer_by_manager(results);
	qsort(results, (size_t)count, sizeof(int), ascending); /* they came as they were ready */
	for (int i = 0; i < count; i++)
		append_number(text, sizeof(text), results[i]);
	printf("results=%s\n", text);
	ipcstage_outcome("results", "%s", text);
	ipcstage_expected("results", "%s", "2 12 30");
	return 0;
}
