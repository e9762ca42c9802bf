#include "kinds/system_v_queue/state.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/msg.h>
#include "model/kind.h"

static void fold_send(struct stage *stage, struct object *object, const struct record *record)
{
	struct system_v_queue_state *queue = system_v_queue_own(object);
	struct pipe_state *pipe = &queue->pipe;
	bool all_kept = queue->messages == pipe->count;

	set_add(&pipe->writers, record->actor);
	pipe->written++;
	pipe->bytes += pipe_moved(record);
	queue->messages++;
	if (!all_kept || pipe->count == PIPE_ITEMS)
		return;
	queue->types[pipe->count] = (int64_t)record->argument;
	pipe_keep(stage, pipe, record, false);
}

/* Where the oldest message of a type is: pipe.count where it is none of those that are kept. */
static unsigned find_type(const struct system_v_queue_state *queue, int64_t type)
{
	unsigned at = 0;

	while (at < queue->pipe.count && queue->types[at] != type)
		at++;
	return at;
}

static uint32_t bytes_kept(const struct pipe_state *pipe)
{
	uint32_t bytes = 0;

	for (unsigned i = 0; i < pipe->count; i++)
		bytes += pipe->items[i].size;
	return bytes;
}

/* A message goes as a whole, however much of it the receiver had room for (MSG_NOERROR). */
static void take_kept(struct system_v_queue_state *queue, unsigned at)
{
	queue->pipe.bytes -= queue->pipe.items[at].size;
	pipe_drop(&queue->pipe, at);
	memmove(&queue->types[at], &queue->types[at + 1],
		(queue->pipe.count - at) * sizeof(queue->types[0]));
}

/* One that is not kept; or one that was there before anybody looked. */
static void take_other(struct system_v_queue_state *queue, uint32_t moved)
{
	uint32_t others = queue->pipe.bytes - bytes_kept(&queue->pipe);

	queue->pipe.bytes -= moved < others ? moved : others;
}

static void fold_receive(struct object *object, const struct record *record)
{
	struct system_v_queue_state *queue = system_v_queue_own(object);
	unsigned at = find_type(queue, (int64_t)record->argument);

	set_add(&queue->pipe.readers, record->actor);
	queue->pipe.read++;
	if (at < queue->pipe.count)
		take_kept(queue, at);
	else
		take_other(queue, pipe_moved(record));
	queue->messages -= queue->messages > 0;
}

static void fold_removal(struct object *object)
{
	struct system_v_queue_state *queue = system_v_queue_own(object);

	queue->messages = queue->pipe.bytes = queue->pipe.count = 0;
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	if (record->error)
		return;
	if (record->operation == OP_MSGGET)
		pipe_own(object)->has_name = record->argument != IPC_PRIVATE;
	else if (record->operation == OP_MSGSND)
		fold_send(stage, object, record);
	else if (record->operation == OP_MSGRCV)
		fold_receive(object, record);
	else if (record->operation == OP_MSGCTL && record->argument == IPC_RMID)
		fold_removal(object);
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
	/* What is there and is not what it wants was a mistake of somebody's. */
	if (pipe->has_name && !sends && !system_v_queue_of(object)->messages)
		wait->open_to = OPEN_TO_KNOWING;
	snprintf(wait->lack, sizeof(wait->lack), sends ? "full" : "no such message");
	return true;
}

/* --- words ----------------------------------------------------------------------------------- */

/* "a message", "a message of type 2", "a message of type 3 or less" */
static void say_wanted(int64_t type, struct words *words)
{
	words_add(words, "a message");
	if (type)
		words_add(words, " of type %" PRIu64, type < 0 ? -(uint64_t)type : (uint64_t)type);
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
		kind_say_failed(object, record, words);
}

static void say_moved(const struct stage *stage, const struct object *object,
		      const struct record *record, struct words *words)
{
	bool sends = record->operation == OP_MSGSND;
	bool looks = record->operation == OP_MSGCOPY;

	words_add(words, "%u %s ", record->actor,
		  sends	  ? "sends"
		  : looks ? "looks at"
			  : "receives");
	if (record->value)
		pipe_say_content(stage, record, words);
	else
		words_add(words, "an empty message");
	words_add(words, ", type %" PRId64 ", %s %s", (int64_t)record->argument,
		  sends	  ? "into"
		  : looks ? "in"
			  : "from",
		  object->name);
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
	else
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
	} else if (next->operation == OP_MSGCOPY) {
		words_add(words, "look at message %" PRIu64 " of %s", next->argument, object->name);
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
