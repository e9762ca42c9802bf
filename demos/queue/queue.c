/*
 * queue: producers put numbers into a bounded queue, consumers take them out.
 *
 * The queue (mp/queue.h) is a pipe with two locks and a semaphore that counts its free slots. A
 * consumer cannot see that a queue is empty for good: somebody must tell each one to stop.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipcstage.h>
#include "mp/memory.h"
#include "mp/process.h"
#include "mp/queue.h"
#include "../options.h"

enum {
	PROCESSES_MAX = 4,
	ITEMS_MAX = 32,
	GOT_MAX = 64,
	STOP = -1,
	FIRST_MAX = 99,
	GARBAGE = FIRST_MAX + ITEMS_MAX
};

/* What one consumer got, in a place of its own in shared memory: nobody else writes there. */
struct got {
	int count;
	int items[GOT_MAX];
};

struct results {
	struct got by[PROCESSES_MAX];
};

struct options {
	int producers, consumers, items, capacity, first;
	int no_sentinel, one_sentinel, no_lock;
};

struct job {
	struct mp_queue *queue;
	const struct options *o;
	struct got *got; /* of a consumer */
	int number;	 /* of a producer, from 0 */
};

static void stop_if(int error, const char *what)
{
	if (error) {
		fprintf(stderr, "%s: %s\n", what, strerror(-error));
		exit(1);
	}
}

static int producer(void *argument)
{
	struct job *job = argument;

	ipcstage_process("producer");
	for (int i = job->number; i < job->o->items; i += job->o->producers) {
		int item = job->o->first + i;
		ipcstage_note("puts %d", item);
		stop_if(mp_queue_put(job->queue, &item, sizeof(item), MP_FOREVER), "put");
	}
	return 0;
}

static int consumer(void *argument)
{
	struct job *job = argument;
	struct got mine = {0};
	ssize_t size;
	int item = 0;

	ipcstage_process("consumer");
	mp_queue_close(job->queue); /* it only takes */
	while ((size = mp_queue_get(job->queue, &item, sizeof(item), MP_FOREVER)) != -EPIPE) {
		if (size == sizeof(item) && item == STOP)
			break;
		stop_if(size < 0 && size != -EBADMSG ? (int)size : 0, "get");
		/* With its locks the queue delivers whole messages; without them, anything. */
		int good = size == sizeof(item) && item >= job->o->first &&
			   item < job->o->first + job->o->items;
		ipcstage_note(good ? "works on %d" : "got garbage", item);
		if (mine.count < GOT_MAX)
			mine.items[mine.count++] = good ? item : GARBAGE;
	}
	*job->got = mine;
	return 0;
}

/* Tell every consumer that nothing more will come. */
static void finish(struct mp_queue *queue, const struct options *o)
{
	const int stop = STOP;

	if (o->no_sentinel)
		return;
	for (int i = 0; i < o->consumers; i++) {
		ipcstage_note("sends stop %d", i + 1);
		stop_if(mp_queue_put(queue, &stop, sizeof(stop), MP_FOREVER), "put");
		if (o->one_sentinel)
			return; /* the others go on waiting */
	}
	mp_queue_close(queue);
}

static int ascending(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void append(char *text, size_t size, int item)
{
	size_t length = strlen(text);

	snprintf(text + length, size - length, item == GARBAGE ? "%s?" : "%s%d", length ? " " : "",
		 item);
}

static void report(const struct results *results, const struct options *o)
{
	int all[PROCESSES_MAX * GOT_MAX], count = 0;
	char consumed[1024] = "", expected[256] = "";

	for (int i = 0; i < o->consumers; i++) {
		for (int j = 0; j < results->by[i].count; j++)
			all[count++] = results->by[i].items[j];
	}
	if (o->consumers > 1 || o->producers > 1) /* the order depends on who was faster */
		qsort(all, (size_t)count, sizeof(all[0]), ascending);
	for (int i = 0; i < count; i++)
		append(consumed, sizeof(consumed), all[i]);
	for (int i = 0; i < o->items; i++)
		append(expected, sizeof(expected), o->first + i);
	printf("consumed=%s\n", consumed);
	ipcstage_outcome("consumed", "%s", consumed);
	ipcstage_expected("consumed", "%s", expected);
}

static void run(struct mp_queue *queue, struct results *results, const struct options *o)
{
	struct mp_process producers[PROCESSES_MAX], consumers[PROCESSES_MAX];
	struct job job = {.queue = queue, .o = o};

	for (job.number = 0; job.number < o->producers; job.number++)
		stop_if(mp_process_start(&producers[job.number], producer, &job), "producer");
	for (int i = 0; i < o->consumers; i++) {
		job.got = &results->by[i];
		stop_if(mp_process_start(&consumers[i], consumer, &job), "consumer");
	}
	for (int i = 0; i < o->producers; i++)
		mp_process_join(&producers[i], MP_FOREVER);
	finish(queue, o);
	for (int i = 0; i < o->consumers; i++)
		mp_process_join(&consumers[i], MP_FOREVER);
}

int main(int argc, char *argv[])
{
	struct options o = {.producers = 1, .consumers = 1, .items = 5, .capacity = 3};
	const struct option_row rows[] = {
		{"producers", &o.producers, 1, PROCESSES_MAX},
		{"consumers", &o.consumers, 1, PROCESSES_MAX},
		{"items", &o.items, 1, ITEMS_MAX},
		{"capacity", &o.capacity, 1, ITEMS_MAX},
		{"first", &o.first, 0, FIRST_MAX},
		{"no-sentinel", &o.no_sentinel, 0, 0},
		{"one-sentinel", &o.one_sentinel, 0, 0},
		{"no-lock", &o.no_lock, 0, 0},
		{NULL, NULL, 0, 0},
	};
	struct mp_memory memory;
	struct mp_queue *queue;

	options_parse(argc, argv, rows);
	ipcstage_process("main");
	stop_if(mp_memory_init(&memory, sizeof(struct results)), "memory");
	struct results *results = memory.at;
	ipcstage_name(results, "results");
	stop_if(mp_queue_new(&queue, (unsigned)o.capacity, sizeof(int),
			     o.no_lock ? MP_QUEUE_UNLOCKED : 0, "queue"),
		"queue");
	run(queue, results, &o);
	report(results, &o);
	mp_queue_free(queue);
	mp_memory_release(&memory);
	return 0;
}
