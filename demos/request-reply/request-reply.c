/*
 * request-reply: a parent asks, its child answers; through two queues, or through one pipe.
 *
 * A pipe knows two ends: what one of them sends the other one receives. A queue knows no such
 * thing: whoever comes first takes the message, be it the one who put it in.
 */
#include <stdio.h>
#include <ipcstage.h>
#include "mp/pipe.h"
#include "mp/process.h"
#include "mp/queue.h"
#include "../options.h"
#include "../support.h"

enum { QUEUES, PIPE };
enum { WORDS = 16 };

static const char *const scenarios[] = {"queues", "pipe", NULL};
static const char request[WORDS] = "hello", reply[WORDS] = "hello back";

static void report(const char *got)
{
	printf("reply=%s\n", got);
	ipcstage_outcome("reply", "%s", got);
	ipcstage_expected("reply", "%s", reply);
}

/* --- through queues ------------------------------------------------------------------------- */

struct queues {
	struct mp_queue *requests, *replies;
};

static int answer_by_queue(void *argument)
{
	struct queues *queues = argument;
	char got[WORDS];

	ipcstage_process("child");
	stop_if_failed(mp_queue_get(queues->requests, got, WORDS, MP_FOREVER), "get");
	ipcstage_note("got %s", got);
	stop_if_failed(mp_queue_put(queues->replies, reply, WORDS, MP_FOREVER), "put");
	return 0;
}

static void ask_by_queue(int one_queue)
{
	struct queues queues;
	struct mp_process child;
	char got[WORDS];

	stop_if_failed(
		mp_queue_new(&queues.requests, 2, WORDS, 0, one_queue ? "queue" : "requests"),
		"queue");
	if (one_queue)
		queues.replies = queues.requests;
	else
		stop_if_failed(mp_queue_new(&queues.replies, 2, WORDS, 0, "replies"), "queue");
	stop_if_failed(mp_process_start(&child, answer_by_queue, &queues), "child");

	stop_if_failed(mp_queue_put(queues.requests, request, WORDS, MP_FOREVER), "put");
	stop_if_failed(mp_queue_get(queues.replies, got, WORDS, MP_FOREVER), "get");
	ipcstage_note("got %s", got);
	report(got);
	stop_if_failed(mp_process_join(&child, MP_FOREVER), "join");

	mp_queue_free(queues.requests);
	if (!one_queue)
		mp_queue_free(queues.replies);
}

/* --- through a pipe ------------------------------------------------------------------------- */

struct ends {
	struct mp_connection parent, child;
};

static int answer_by_pipe(void *argument)
{
	struct ends *ends = argument;
	char got[WORDS];

	ipcstage_process("child");
	mp_connection_close(&ends->parent);
	stop_if_failed(mp_connection_receive(&ends->child, got, WORDS), "receive");
	ipcstage_note("got %s", got);
	stop_if_failed(mp_connection_send(&ends->child, reply, WORDS), "send");
	return 0;
}

static void ask_by_pipe(void)
{
	struct ends ends;
	struct mp_process child;
	char got[WORDS];

	stop_if_failed(mp_pipe(&ends.parent, &ends.child, true, "pipe"), "pipe");
	stop_if_failed(mp_process_start(&child, answer_by_pipe, &ends), "child");
	mp_connection_close(&ends.child);

	stop_if_failed(mp_connection_send(&ends.parent, request, WORDS), "send");
	stop_if_failed(mp_connection_receive(&ends.parent, got, WORDS), "receive");
	ipcstage_note("got %s", got);
	report(got);
	stop_if_failed(mp_process_join(&child, MP_FOREVER), "join");
}

int main(int argc, char *argv[])
{
	int one_queue = 0;
	const struct option_row rows[] = {{"one-queue", &one_queue, 0, 0}, {NULL, NULL, 0, 0}};
	int scenario = options_scenario(&argc, argv, scenarios);

	options_parse(argc, argv, rows);
	ipcstage_process("parent");
	if (scenario == PIPE)
		ask_by_pipe();
	else
		ask_by_queue(one_queue);
	return 0;
}
