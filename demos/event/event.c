/*
 * event: one process waits for a signal as long as it takes, another one only for a while.
 *
 * An event (mp/event.h) is a flag that stays set until it is cleared: who comes later does not
 * wait at all. Cleared at once it is a pulse, and only those feel it who wait at that moment.
 */
#include <stdio.h>
#include <stdlib.h>
#include <ipcstage.h>
#include "mp/event.h"
#include "mp/memory.h"
#include "mp/process.h"
#include "../options.h"
#include "../support.h"

struct options {
	int seconds;
	int no_set, set_first, set_and_clear;
};

struct job {
	struct mp_event *ready;
	const struct options *o;
};

/* Both end with status 0 when they have seen it set. */
static int wait_for_it(void *argument)
{
	struct job *job = argument;

	ipcstage_process("patient");
	int error = mp_event_wait(job->ready, MP_FOREVER);
	ipcstage_note(error ? "nothing" : "it is set");
	return error != 0;
}

static int wait_a_while(void *argument)
{
	struct job *job = argument;

	ipcstage_process("setter");
	int error = mp_event_wait(job->ready, job->o->seconds * 1000L);
	ipcstage_note(error ? "nothing for %d s" : "it is set", job->o->seconds);
	if (!job->o->no_set)
		stop_if_failed(mp_event_set(job->ready), "set");
	if (job->o->set_and_clear)
		stop_if_failed(mp_event_clear(job->ready), "clear");
	return error != 0;
}

static void report(const char *name, struct mp_process *process, int expected)
{
	int status = 1;

	stop_if_failed(mp_process_join(process, MP_FOREVER), "join");
	mp_process_exit_code(process, &status);
	printf("%s=%s\n", name, status ? "False" : "True");
	ipcstage_outcome(name, "%s", status ? "False" : "True");
	ipcstage_expected(name, "%s", expected ? "True" : "False");
}

int main(int argc, char *argv[])
{
	struct options o = {.seconds = 2};
	const struct option_row rows[] = {
		{"seconds", &o.seconds, 0, 9},
		{"no-set", &o.no_set, 0, 0},
		{"set-first", &o.set_first, 0, 0},
		{"set-and-clear", &o.set_and_clear, 0, 0},
		{NULL, NULL, 0, 0},
	};
	struct mp_process patient, setter;
	struct mp_memory memory;

	options_parse(argc, argv, rows);
	ipcstage_process("main");
	stop_if_failed(mp_memory_init(&memory, sizeof(struct mp_event)), "memory");
	struct job job = {.ready = memory.at, .o = &o};
	stop_if_failed(mp_event_init(job.ready, "ready"), "event");

	if (o.set_first)
		stop_if_failed(mp_event_set(job.ready), "set");
	stop_if_failed(mp_process_start(&patient, wait_for_it, &job), "patient");
	stop_if_failed(mp_process_start(&setter, wait_a_while, &job), "setter");
	report("patient", &patient, 1);
	report("setter", &setter, 0);
	mp_event_destroy(job.ready);
	mp_memory_release(&memory);
	return 0;
}
