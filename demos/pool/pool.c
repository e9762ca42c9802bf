/*
 * pool: a few workers do many tasks; whoever is free takes the next.
 *
 * The pool (mp/pool.h) keeps the tasks in a queue and the results in a table, so the results come
 * out in the order of asking, whatever the order of finishing was.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <ipcstage.h>
#include "mp/pool.h"
#include "../options.h"

enum { TASKS_MAX = 20, FATAL_TASK = 4 };

struct options {
	int workers, tasks;
	int kill_worker, nested_task;
};

static void stop_if(ssize_t error, const char *what)
{
	if (error < 0) {
		fprintf(stderr, "%s: %s\n", what, strerror((int)-error));
		exit(1);
	}
}

static ssize_t add_ten(struct mp_pool *pool, const void *argument, size_t size, void *result)
{
	int number = *(const int *)argument, sum = number + 10;

	(void)pool, (void)size;
	ipcstage_note("%d + 10", number);
	sleep(1);
	memcpy(result, &sum, sizeof(sum));
	return sizeof(sum);
}

/* kill-worker: the process that does this task is killed in the middle of it. */
static ssize_t die(struct mp_pool *pool, const void *argument, size_t size, void *result)
{
	(void)pool, (void)argument, (void)size, (void)result;
	ipcstage_note("dies");
	kill(getpid(), SIGKILL);
	return 0;
}

/* nested-task: a task that gives its work to the same pool, and waits for the result. */
static ssize_t ask_pool(struct mp_pool *pool, const void *argument, size_t size, void *result)
{
	struct mp_task inner;

	sleep(1);
	ipcstage_note("asks for %d + 10", *(const int *)argument);
	stop_if(mp_pool_apply_async(pool, 0, argument, size, &inner), "inner task");
	return mp_pool_get(pool, inner, result, sizeof(int), MP_FOREVER);
}

enum { ADD_TEN, DIE, ASK_POOL, FUNCTIONS };

static mp_pool_function *const functions[FUNCTIONS] = {
	[ADD_TEN] = add_ten, [DIE] = die, [ASK_POOL] = ask_pool};

static void append(char *text, size_t size, int number)
{
	size_t length = strlen(text);

	snprintf(text + length, size - length, length ? " %d" : "%d", number);
}

static void submit(struct mp_pool *pool, struct mp_task *tasks, const struct options *o)
{
	for (int number = 1; number <= o->tasks; number++) {
		unsigned function = ADD_TEN;
		if (o->nested_task)
			function = ASK_POOL;
		if (o->kill_worker && number == FATAL_TASK)
			function = DIE;
		stop_if(mp_pool_apply_async(pool, function, &number, sizeof(number),
					    &tasks[number - 1]),
			"task");
	}
}

static void report(struct mp_pool *pool, const struct mp_task *tasks, const struct options *o)
{
	char results[256] = "", expected[256] = "";
	int sum = 0;

	for (int i = 0; i < o->tasks; i++) {
		stop_if(mp_pool_get(pool, tasks[i], &sum, sizeof(sum), MP_FOREVER), "result");
		append(results, sizeof(results), sum);
		append(expected, sizeof(expected), i + 1 + 10);
	}
	printf("results=%s\n", results);
	ipcstage_outcome("results", "%s", results);
	ipcstage_expected("results", "%s", expected);
}

int main(int argc, char *argv[])
{
	struct options o = {.workers = 3, .tasks = 9};
	const struct option_row rows[] = {
		{"workers", &o.workers, 1, 6},
		{"tasks", &o.tasks, 1, TASKS_MAX},
		{"kill-worker", &o.kill_worker, 0, 0},
		{"nested-task", &o.nested_task, 0, 0},
		{NULL, NULL, 0, 0},
	};
	options_parse(argc, argv, rows);
	ipcstage_process("main");

	const struct mp_pool_settings settings = {
		.workers = (unsigned)o.workers,
		.functions = functions,
		.function_count = FUNCTIONS,
		.task_max = (unsigned)(o.nested_task ? 2 * o.tasks : o.tasks),
		.argument_max = sizeof(int),
		.result_max = sizeof(int),
	};
	struct mp_task tasks[TASKS_MAX];
	struct mp_pool *pool;
	stop_if(mp_pool_new(&pool, &settings), "pool");
	submit(pool, tasks, &o);
	mp_pool_close(pool);
	stop_if(mp_pool_join(pool, MP_FOREVER), "join");
	report(pool, tasks, &o);
	mp_pool_free(pool);
	return 0;
}
