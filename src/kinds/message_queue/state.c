/*
 * A POSIX message queue: a pipe of whole messages, of which the most urgent comes out first and
 * among equals the oldest.
 */
#include <errno.h>
#include <string.h>
#include "kinds/pipe/state.h"
#include "model/kind.h"

/* As an item keeps it. */
static uint8_t urgency(const struct record *record)
{
	return record->argument < UINT8_MAX ? (uint8_t)record->argument : UINT8_MAX;
}

/* The message that has just come in goes before those that are less urgent. */
static void move_forward(struct pipe_state *pipe, uint8_t how_urgent)
{
	unsigned at = pipe->count - 1u;
	struct item item = pipe->items[at];
	item.stage = how_urgent;
	for (; at > 0 && pipe->items[at - 1].stage < how_urgent; at--)
		pipe->items[at] = pipe->items[at - 1];
	pipe->items[at] = item;
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	unsigned before = pipe_of(object)->count;
	if (record->operation == OP_OPEN)
		pipe_own(object)->capacity = record->size;
	pipe_fold(stage, object, record);
	if (record->operation == OP_WRITE && pipe_of(object)->count > before)
		move_forward(pipe_own(object), urgency(record));
}

/* --- words ----------------------------------------------------------------------------------- */

static void say_signal(const struct record *record, struct words *words)
{
	if (!record->value)
		return;
	words_add(words, ": by ");
	words_signal(words, (unsigned)record->value);
}

static void say_notice(const struct object *object, const struct record *record,
		       struct words *words)
{
	if (record->error == EBUSY)
		words_add(words, "%u cannot be told of a message in %s: another process is",
			  record->actor, object->name);
	else if (record->error)
		kind_say_failed(object, record, words);
	else if (record->argument == NOTICE_GIVEN)
		words_add(words, "%u is told that a message has come into %s", record->size,
			  object->name);
	else if (record->argument == NOTICE_WANTED)
		words_add(words, "%u wants to be told once of a message in %s", record->actor,
			  object->name);
	else
		words_add(words, "%u does not want to be told of a message in %s any more",
			  record->actor, object->name);
	if (!record->error && record->argument != NOTICE_WITHDRAWN)
		say_signal(record, words);
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	if (record->operation == OP_NOTIFY)
		say_notice(object, record, words);
	else
		pipe_say(stage, object, record, words);
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	if (actor->next.operation == OP_NOTIFY)
		words_add(words, "ask to be told of a message in %s", object->name);
	else
		pipe_say_next(stage, object, actor, words);
}

const struct kind_model message_queue_model = {
	.state_size = sizeof(struct pipe_state),
	.fold = fold,
	.leave = pipe_leave,
	.inherit = pipe_inherit,
	.wait = pipe_wait,
	.say = say,
	.say_next = say_next,
	.say_wait = pipe_say_wait,
};
