/*
 * polling: a reader takes items out of a queue for as long as it does not find it empty.
 *
 * "Empty" is about this moment: the writer may be about to put the next item in, and between
 * asking and taking another reader may take what was seen.
 */
#include <stdio.h>
#include <ipcstage.h>
#include "mp/memory.h"
#include "mp/process.h"
#include "mp/queue.h"
#include "../options.h"
#include "../support.h"

enum { ITEMS = 3, WRITERS_MAX = 2, READERS_MAX = 2 };

struct options {
	int at_once, two_readers, write_twice;
};

struct job {
	struct mp_queue *queue;
	int *read; /* by item: how many times it was read; each is written by whoever took it */
};

static int writer(void *argument)
{
	struct job *job = argument;

	ipcstage_process("writer");
	for (char item = 'A'; item < 'A' + ITEMS; item++)
		stop_if_failed(mp_queue_put(job->queue, &item, 1, MP_FOREVER), "put");
	return 0;
}

static int reader(void *argument)
{
	struct job *job = argument;
	char item;

	ipcstage_process("reader");
	while (!mp_queue_is_empty(job->queue)) {
		stop_if_failed(mp_queue_get(job->queue, &item, 1, MP_FOREVER), "get");
		ipcstage_note("got %c", item);
		job->read[item - 'A']++;
	}
	ipcstage_note("found it empty");
	return 0;
}

static void report(const int *times)
{
	char text[2 * ITEMS + 1] = "";
	size_t used = 0;

	for (int i = 0; i < ITEMS; i++) {
		if (times[i])
			used += (size_t)snprintf(text + used, sizeof(text) - used,
						 used ? " %c" : "%c", 'A' + i);
	}
	printf("read=%s\n", text);
	ipcstage_outcome("read", "%s", text);
	ipcstage_expected("read", "%s", "A B C");
}

static int start(struct mp_process *processes, int count, int (*run)(void *), struct job *job)
{
	for (int i = 0; i < count; i++)
		stop_if_failed(mp_process_start(&processes[i], run, job), "start");
	return count;
}

static void join(struct mp_process *processes, int count)
{
	for (int i = 0; i < count; i++)
		stop_if_failed(mp_process_join(&processes[i], MP_FOREVER), "join");
}

static void run(struct job *job, const struct options *o)
{
	struct mp_process writers[WRITERS_MAX], readers[READERS_MAX];
	int writing = start(writers, o->write_twice ? 2 : 1, writer, job);
	int reading = 0;

	if (!o->at_once)
		join(writers, writing); /* from here on nobody puts anything in */
	if (!o->write_twice)
		reading = start(readers, o->two_readers ? 2 : 1, reader, job);
	if (o->at_once)
		join(writers, writing);
	join(readers, reading);
}

int main(int argc, char *argv[])
{
	struct options o = {0};
	const struct option_row rows[] = {
		{"at-once", &o.at_once, 0, 0},
		{"two-readers", &o.two_readers, 0, 0},
		{"write-twice", &o.write_twice, 0, 0},
		{NULL, NULL, 0, 0},
	};
	struct mp_memory memory;
	struct job job;

	options_parse(argc, argv, rows);
	ipcstage_process("main");
	stop_if_failed(mp_memory_init(&memory, ITEMS * sizeof(int)), "memory");
	job.read = memory.at;
	ipcstage_numbers(job.read, 'i', sizeof(int), ITEMS, "times read");
	stop_if_failed(mp_queue_new(&job.queue, WRITERS_MAX * ITEMS, 1, 0, "queue"), "queue");
	run(&job, &o);
	report(job.read);
	mp_queue_free(job.queue);
	mp_memory_release(&memory);
	return 0;
}
