/*
 * workers: two workers multiply for their parent, three tasks in all.
 *
 * With a pipe to each of them the parent deals the tasks out and knows from whom to expect each
 * result. With queues whoever is free takes the next task, and the results come in any order.
 */
#include <stdio.h>
#include <stdlib.h>
#include <ipcstage.h>
#include "mp/pipe.h"
#include "mp/process.h"
#include "mp/queue.h"
#include "../options.h"
#include "../support.h"

enum { PIPES, QUEUES };
enum { WORKERS = 2, TASKS = 3 };

struct task {
	int a, b; /* to be multiplied; both 0: the end */
};

static const char *const scenarios[] = {"pipes", "queues", NULL};
static const struct task tasks[TASKS] = {{1, 2}, {3, 4}, {5, 6}}, end;

static void report(const int *results, int count)
{
	char text[64] = "";

	for (int i = 0; i < count; i++)
		append_number(text, sizeof(text), results[i]);
	printf("results=%s\n", text);
	ipcstage_outcome("results", "%s", text);
	ipcstage_expected("results", "%s", "2 12 30");
}

/* --- a pipe to each ------------------------------------------------------------------------- */

static int work_by_pipe(void *argument)
{
	struct mp_connection *parent = argument;
	struct task task;

	ipcstage_process("worker");
	while (mp_connection_receive(parent, &task, sizeof(task)) > 0 && task.a) {
		int product = task.a * task.b;
		ipcstage_note("%d x %d", task.a, task.b);
		stop_if_failed(mp_connection_send(parent, &product, sizeof(product)), "send");
	}
	return 0;
}

static void multiply_by_pipes(int floor_division)
{
	struct mp_connection worker[WORKERS], far[WORKERS];
	struct mp_process processes[WORKERS];
	int results[TASKS], expected = floor_division ? TASKS / WORKERS * WORKERS : TASKS;

	for (int i = 0; i < WORKERS; i++) {
		stop_if_failed(mp_pipe(&worker[i], &far[i], true, i ? "pipe 2" : "pipe 1"), "pipe");
		stop_if_failed(mp_process_start(&processes[i], work_by_pipe, &far[i]), "worker");
		mp_connection_close(&far[i]);
	}
	for (int i = 0; i < TASKS; i++)
		stop_if_failed(
			mp_connection_send(&worker[i % WORKERS], &tasks[i], sizeof(tasks[i])),
			"send");
	for (int i = 0; i < expected; i++) /* 3 / 2 from each pipe: the division drops one */
		stop_if_failed(
			mp_connection_receive(&worker[i % WORKERS], &results[i], sizeof(int)),
			"receive");
	for (int i = 0; i < WORKERS; i++)
		stop_if_failed(mp_connection_send(&worker[i], &end, sizeof(end)), "send");
	for (int i = 0; i < WORKERS; i++)
		stop_if_failed(mp_process_join(&processes[i], MP_FOREVER), "join");
	report(results, expected);
}

/* --- queues for all ------------------------------------------------------------------------- */

struct queues {
	struct mp_queue *tasks, *results;
};

static int work_by_queue(void *argument)
{
	struct queues *queues = argument;
	struct task task;

	ipcstage_process("worker");
	while (mp_queue_get(queues->tasks, &task, sizeof(task), MP_FOREVER) > 0 && task.a) {
		int product = task.a * task.b;
		ipcstage_note("%d x %d", task.a, task.b);
		stop_if_failed(mp_queue_put(queues->results, &product, sizeof(product), MP_FOREVER),
			       "put");
	}
	return 0;
}

static int ascending(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void multiply_by_queues(int one_sentinel)
{
	struct mp_process processes[WORKERS];
	struct queues queues;
	int results[TASKS];

	stop_if_failed(mp_queue_new(&queues.tasks, TASKS + WORKERS, sizeof(end), 0, "tasks"),
		       "queue");
	stop_if_failed(mp_queue_new(&queues.results, TASKS, sizeof(int), 0, "results"), "queue");
	for (int i = 0; i < WORKERS; i++)
		stop_if_failed(mp_process_start(&processes[i], work_by_queue, &queues), "worker");
	for (int i = 0; i < TASKS; i++)
		stop_if_failed(mp_queue_put(queues.tasks, &tasks[i], sizeof(tasks[i]), MP_FOREVER),
			       "put");
	for (int i = 0; i < (one_sentinel ? 1 : WORKERS); i++)
		stop_if_failed(mp_queue_put(queues.tasks, &end, sizeof(end), MP_FOREVER), "put");
	for (int i = 0; i < TASKS; i++)
		stop_if_failed(mp_queue_get(queues.results, &results[i], sizeof(int), MP_FOREVER),
			       "get");
	for (int i = 0; i < WORKERS; i++)
		stop_if_failed(mp_process_join(&processes[i], MP_FOREVER), "join");
	qsort(results, TASKS, sizeof(int), ascending); /* they came as they were ready */
	report(results, TASKS);
	mp_queue_free(queues.tasks);
	mp_queue_free(queues.results);
}

int main(int argc, char *argv[])
{
	int floor_division = 0, one_sentinel = 0;
	const struct option_row rows[] = {{"floor-division", &floor_division, 0, 0},
					  {"one-sentinel", &one_sentinel, 0, 0},
					  {NULL, NULL, 0, 0}};
	int scenario = options_scenario(&argc, argv, scenarios);

	options_parse(argc, argv, rows);
	ipcstage_process("parent");
	if (scenario == QUEUES)
		multiply_by_queues(one_sentinel);
	else
		multiply_by_pipes(floor_division);
	return 0;
}
