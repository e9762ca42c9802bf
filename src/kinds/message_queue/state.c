/*
 * A POSIX message queue: a pipe of whole messages, of which the most urgent comes out first and
 * among equals the oldest.
 */
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

const struct kind_model message_queue_model = {
	.state_size = sizeof(struct pipe_state),
	.fold = fold,
	.leave = pipe_leave,
	.inherit = pipe_inherit,
	.wait = pipe_wait,
	.say = pipe_say,
	.say_next = pipe_say_next,
	.say_wait = pipe_say_wait,
};
