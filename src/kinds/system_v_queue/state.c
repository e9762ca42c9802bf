#include "kinds/system_v_queue/state.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/msg.h>
#include "model/kind.h"

/* The same call as a pipe knows it: whole messages go in and come out. */
static struct record as_pipe(const struct record *record, enum operation operation)
{
	struct record piped = *record;

	piped.operation = (uint8_t)operation;
	piped.size = (uint32_t)record->value;
	return piped;
}

static void fold_send(struct stage *stage, struct object *object, const struct record *record)
{
	struct system_v_queue_state *queue = system_v_queue_own(object);
	const struct record piped = as_pipe(record, OP_WRITE);
	unsigned before = queue->pipe.count;

	pipe_fold(stage, object, &piped);
	if (queue->pipe.count > before)
		queue->types[before] = (int64_t)record->argument;
}

/* The message that was taken goes first, and out; those before it stay in their order. */
static void take_out(struct system_v_queue_state *queue, int64_t type)
{
	unsigned at = 0;
	struct item item;

	while (at < queue->pipe.count && queue->types[at] != type)
		at++;
	if (at == queue->pipe.count)
		return;
	item = queue->pipe.items[at];
	memmove(&queue->pipe.items[1], &queue->pipe.items[0], at * sizeof(item));
	queue->pipe.items[0] = item;
	memmove(&queue->types[at], &queue->types[at + 1],
		(PIPE_ITEMS - 1 - at) * sizeof(queue->types[0]));
}

static void fold_receive(struct stage *stage, struct object *object, const struct record *record)
{
	const struct record piped = as_pipe(record, OP_READ);

	take_out(system_v_queue_own(object), (int64_t)record->argument);
	pipe_fold(stage, object, &piped);
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	if (record->error)
		return;
	if (record->operation == OP_MSGSND)
		fold_send(stage, object, record);
	else if (record->operation == OP_MSGRCV)
		fold_receive(stage, object, record);
	else if (record->operation == OP_MSGCTL && record->argument == IPC_RMID)
		system_v_queue_own(object)->removed = true;
}

/* Whoever knows it may send or receive: the records do not say who will. */
static bool wait(const struct stage *stage, const struct object *object, const struct actor *actor,
		 struct wait *wait)
{
	const struct pipe_state *pipe = pipe_of(object);
	bool sends = actor->next.operation == OP_MSGSND;

	(void)stage;
	wait->enders = sends ? pipe->readers : pipe->writers;
	wait->others = true;
	wait->by = sends ? "received by" : "sent by";
	snprintf(wait->lack, sizeof(wait->lack), sends ? "full" : "no such message");
	return true;
}

/* --- words ----------------------------------------------------------------------------------- */

/* "a message", "a message of type 2", "a message of type 3 or less" */
static void say_wanted(int64_t type, struct words *words)
{
	words_add(words, "a message");
	if (type)
		words_add(words, " of type %" PRId64, type < 0 ? -type : type);
	if (type < 0)
		words_add(words, " or less");
}

static void say_failed(const struct object *object, const struct record *record,
		       struct words *words)
{
	bool sends = record->operation == OP_MSGSND;

	if (record->error == EAGAIN || record->error == ENOMSG)
		words_add(words, "%u finds %s %s", record->actor, object->name,
			  sends ? "full" : "without such a message");
	else if (record->error == EIDRM)
		words_add(words, "%u is told that %s has been removed", record->actor,
			  object->name);
	else
		words_add(words, "%u fails at %s (%s): %s", record->actor, object->name,
			  operation_word(record->operation), strerror(record->error));
}

static void say_moved(const struct stage *stage, const struct object *object,
		      const struct record *record, struct words *words)
{
	bool sends = record->operation == OP_MSGSND;

	words_add(words, "%u %s ", record->actor, sends ? "sends" : "receives");
	if (record->value)
		pipe_say_content(stage, record, words);
	else
		words_add(words, "an empty message");
	words_add(words, ", type %" PRId64 ", %s %s", (int64_t)record->argument,
		  sends ? "into" : "from", object->name);
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	bool removes = record->argument == IPC_RMID;

	if (record->error)
		say_failed(object, record, words);
	else if (record->operation == OP_MSGGET)
		words_add(words, "%u %s %s", record->actor, record->value ? "makes" : "finds",
			  object->name);
	else if (record->operation == OP_MSGCTL)
		words_add(words, "%u %s %s", record->actor, removes ? "removes" : "asks about",
			  object->name);
	else if (record->operation == OP_MSGSND || record->operation == OP_MSGRCV)
		say_moved(stage, object, record, words);
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	const struct next *next = &actor->next;

	(void)stage;
	if (next->operation == OP_MSGSND) {
		words_add(words, "send ");
		words_count(words, next->size, "byte");
		words_add(words, " into %s", object->name);
	} else if (next->operation == OP_MSGRCV) {
		words_add(words, "receive ");
		say_wanted((int64_t)next->argument, words);
		words_add(words, " from %s", object->name);
	} else {
		words_add(words, "%s %s", next->argument == IPC_RMID ? "remove" : "ask about",
			  object->name);
	}
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	const struct pipe_state *pipe = pipe_of(object);

	(void)stage;
	if (actor->next.operation == OP_MSGSND) {
		words_add(words, "room in %s: it is full", object->name);
		return;
	}
	say_wanted((int64_t)actor->next.argument, words);
	words_add(words, " in %s: ", object->name);
	if (pipe->count)
		words_add(words, "there is none");
	else
		words_add(words, "it is empty");
}

const struct kind_model system_v_queue_model = {
	.state_size = sizeof(struct system_v_queue_state),
	.fold = fold,
	.leave = pipe_leave,
	.inherit = pipe_inherit,
	.wait = wait,
	.say = say,
	.say_next = say_next,
	.say_wait = say_wait,
};
