/*
 * joinable-queue: consumers square numbers, and their parent waits until every task is done.
 *
 * An empty queue does not mean that the work is done: the last tasks may still be in somebody's
 * hands. A joinable queue counts each task from put until task_done.
 */
#include <stdio.h>
#include <ipcstage.h>
#include "mp/array.h"
#include "mp/joinable_queue.h"
#include "mp/process.h"
#include "../options.h"
#include "../support.h"

enum { CONSUMERS_MAX = 4, TASKS_MAX = 16, PILL = -1 };

struct options {
	int consumers, tasks;
	int no_task_done, too_few_pills;
};

struct job {
	struct mp_joinable_queue *queue;
	const struct options *o;
	int *squares; /* by task, each written by whoever does it */
};

static int consumer(void *argument)
{
	struct job *job = argument;
	int task = 0, forgets = job->o->no_task_done;

	ipcstage_process("consumer");
	while (task != PILL) {
		stop_if_failed(mp_joinable_queue_get(job->queue, &task, sizeof(task), MP_FOREVER),
			       "get");
		if (task == PILL) {
			ipcstage_note("takes a pill");
		} else {
			job->squares[task] = task * task;
			ipcstage_note("%d x %d = %d", task, task, task * task);
		}
		if (!forgets || task == PILL)
			stop_if_failed(mp_joinable_queue_task_done(job->queue), "task_done");
	}
	return 0;
}

static void put(struct mp_joinable_queue *queue, int task)
{
	stop_if_failed(mp_joinable_queue_put(queue, &task, sizeof(task), MP_FOREVER), "put");
}

static void run(struct job *job)
{
	const struct options *o = job->o;
	struct mp_process consumers[CONSUMERS_MAX];
	int pills = o->too_few_pills ? o->consumers - 1 : o->consumers;

	for (int i = 0; i < o->consumers; i++)
		stop_if_failed(mp_process_start(&consumers[i], consumer, job), "consumer");
	for (int task = 0; task < o->tasks; task++)
		put(job->queue, task);
	for (int i = 0; i < pills; i++)
		put(job->queue, PILL);

	ipcstage_note("joins the queue");
	stop_if_failed(mp_joinable_queue_join(job->queue, MP_FOREVER), "join");
	ipcstage_note("all is done");
	for (int i = 0; i < o->consumers; i++)
		stop_if_failed(mp_process_join(&consumers[i], MP_FOREVER), "consumer");
}

static void report(const struct job *job)
{
	char squares[128] = "", expected[128] = "";

	for (int task = 0; task < job->o->tasks; task++) {
		append_number(squares, sizeof(squares), job->squares[task]);
		append_number(expected, sizeof(expected), task * task);
	}
	printf("squares=%s\n", squares);
	ipcstage_outcome("squares", "%s", squares);
	ipcstage_expected("squares", "%s", expected);
}

int main(int argc, char *argv[])
{
	struct options o = {.consumers = 2, .tasks = 10};
	const struct option_row rows[] = {
		{"consumers", &o.consumers, 1, CONSUMERS_MAX},
		{"tasks", &o.tasks, 1, TASKS_MAX},
		{"no-task-done", &o.no_task_done, 0, 0},
		{"too-few-pills", &o.too_few_pills, 0, 0},
		{NULL, NULL, 0, 0},
	};
	struct job job = {.o = &o};
	struct mp_array squares;

	options_parse(argc, argv, rows);
	ipcstage_process("main");
	stop_if_failed(
		mp_array_init(&squares, MP_INT, (size_t)o.tasks, MP_NUMBERS_UNLOCKED, "squares"),
		"squares");
	job.squares = mp_array_at(&squares);
	stop_if_failed(mp_joinable_queue_new(&job.queue, 4, sizeof(int), 0, "queue"), "queue");
	run(&job);
	report(&job);
	mp_joinable_queue_free(job.queue);
	mp_array_release(&squares);
	return 0;
}
