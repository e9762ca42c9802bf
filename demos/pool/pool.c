/*
 * pool: a few workers, processes or threads, do many tasks; whoever is free takes the next.
 *
 * The pool (mp/pool.h) keeps tasks and results in a table, so the results come out in the order of
 * asking, whatever the order of finishing was.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <ipcstage.h>
#include "mp/memory.h"
#include "mp/pool.h"
#include "../options.h"

enum { TASKS_MAX = 20, FATAL_TASK = 4 };
enum scenario { ASYNC, MAP };

struct options {
	int workers, tasks;
	int threads; /* instead of processes */
	int kill_worker, lost_reported, nested_task, as_finished;
};

/* as-finished: how many sums there are, in shared memory; NULL without the toggle. */
static int *finished;

enum { SUM, PLACE, RESULT }; /* what a task returns, with as-finished its place too */

static void stop_if(ssize_t error, const char *what)
{
	if (error < 0) {
		fprintf(stderr, "%s: %s\n", what, strerror((int)-error));
		exit(1);
	}
}

static ssize_t add_ten(struct mp_pool *pool, const void *argument, size_t size, void *result)
{
	int number = *(const int *)argument, done[RESULT] = {[SUM] = number + 10};
	size_t count = finished ? RESULT : 1;

	(void)pool, (void)size;
	ipcstage_note("%d + 10", number);
	sleep(1);
	if (finished)
		done[PLACE] = __atomic_fetch_add(finished, 1, __ATOMIC_SEQ_CST);
	memcpy(result, done, count * sizeof(int));
	return (ssize_t)(count * sizeof(int));
}

/* kill-worker, lost-reported: whose process does this task is killed in the middle of it. */
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
	sleep(1);
	ipcstage_note("asks for %d + 10", *(const int *)argument);
	return mp_pool_apply(pool, 0, argument, size, result, RESULT * sizeof(int));
}

enum { ADD_TEN, DIE, ASK_POOL, FUNCTIONS };

static mp_pool_function *const functions[FUNCTIONS] = {
	[ADD_TEN] = add_ten, [DIE] = die, [ASK_POOL] = ask_pool};

/* Ask for everything, then wait for the results one by one; 0 stands for one that is lost. */
static void apply_all(struct mp_pool *pool, const struct options *o, const int *numbers, int *sums)
{
	struct mp_task tasks[TASKS_MAX];

	for (int i = 0; i < o->tasks; i++) {
		unsigned function = o->nested_task ? ASK_POOL : ADD_TEN;
		if ((o->kill_worker || o->lost_reported) && numbers[i] == FATAL_TASK)
			function = DIE;
		stop_if(mp_pool_apply_async(pool, function, &numbers[i], sizeof(int), &tasks[i]),
			"task");
	}
	mp_pool_close(pool);
	stop_if(mp_pool_join(pool, MP_FOREVER), "join");
	for (int i = 0; i < o->tasks; i++) {
		int done[RESULT] = {0, i};
		ssize_t size = mp_pool_get(pool, tasks[i], done, sizeof(done), MP_FOREVER);
		if (size != -EOWNERDEAD)
			stop_if(size, "result");
		sums[done[PLACE]] = done[SUM];
	}
}

static void map_all(struct mp_pool *pool, const struct options *o, const int *numbers, int *sums)
{
	const struct mp_pool_items items = {.arguments = numbers,
					    .argument_size = sizeof(int),
					    .result_size = sizeof(int),
					    .count = (size_t)o->tasks};

	stop_if(mp_pool_map(pool, ADD_TEN, &items, sums), "map");
	mp_pool_close(pool);
	stop_if(mp_pool_join(pool, MP_FOREVER), "join");
}

static void append(char *text, size_t size, int sum)
{
	size_t length = strlen(text);

	snprintf(text + length, size - length, sum ? " %d" : " lost", sum);
}

static void report(const struct options *o, const int *numbers, const int *sums)
{
	char results[256] = "", expected[256] = "";

	for (int i = 0; i < o->tasks; i++) {
		append(results, sizeof(results), sums[i]);
		append(expected, sizeof(expected), numbers[i] + 10);
	}
	printf("results=%s\n", results + 1);
	ipcstage_outcome("results", "%s", results + 1);
	ipcstage_expected("results", "%s", expected + 1);
}

int main(int argc, char *argv[])
{
	struct options o = {.workers = 3, .tasks = 9};
	const struct option_row rows[] = {
		{"workers", &o.workers, 1, 6},
		{"tasks", &o.tasks, 1, TASKS_MAX},
		{"threads", &o.threads, 0, 0},
		{"kill-worker", &o.kill_worker, 0, 0},
		{"lost-reported", &o.lost_reported, 0, 0},
		{"nested-task", &o.nested_task, 0, 0},
		{"as-finished", &o.as_finished, 0, 0},
		{NULL, NULL, 0, 0},
	};
	const char *const scenarios[] = {[ASYNC] = "async", [MAP] = "map", NULL};
	int scenario = options_scenario(&argc, argv, scenarios);
	options_parse(argc, argv, rows);
	ipcstage_process("main");

	const struct mp_pool_settings settings = {
		.workers = (unsigned)o.workers,
		.functions = functions,
		.function_count = FUNCTIONS,
		.task_max = (unsigned)(o.nested_task ? 2 * o.tasks : o.tasks),
		.argument_max = sizeof(int),
		.result_max = RESULT * sizeof(int),
		.options = (o.kill_worker ? MP_POOL_FORGET : 0) | /* as Python's Pool */
			   (o.threads ? MP_POOL_THREADS : 0),	  /* as its ThreadPool */
	};
	int numbers[TASKS_MAX], sums[TASKS_MAX] = {0};
	for (int i = 0; i < o.tasks; i++)
		numbers[i] = i + 1;
	struct mp_pool *pool;
	struct mp_memory memory = {0};
	if (o.as_finished) {
		stop_if(mp_memory_init(&memory, sizeof(*finished)), "memory");
		finished = memory.at;
		ipcstage_name(finished, "finished");
	}
	stop_if(mp_pool_new(&pool, &settings), "pool");
	(scenario == MAP ? map_all : apply_all)(pool, &o, numbers, sums);
	report(&o, numbers, sums);
	mp_pool_free(pool);
	mp_memory_release(&memory);
	return 0;
}
