#include "kinds/mailbox/state.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "model/kind.h"

/* --- what comes of it ------------------------------------------------------------------------- */

/* It was sent, and the record says that nothing was moved by it: nobody has it. */
static bool is_lost(const struct record *record)
{
	return record->operation == OP_WRITE && !record->error && record->size && !record->value;
}

static void lose(const struct stage *stage, struct mailbox_state *mailbox,
		 const struct record *record)
{
	if (mailbox->lost++)
		return;
	mailbox->lost_step = stage->step;
	mailbox->lost_by = (uint8_t)(record->actor + 1);
	mailbox->lost_was_full = mailbox->bound;
}

static void fold_send(struct stage *stage, struct object *object, const struct record *record)
{
	struct mailbox_state *mailbox = mailbox_own(object);
	struct pipe_state *pipe = &mailbox->pipe;
	bool all_kept = mailbox->messages == pipe->count;

	set_add(&pipe->writers, record->actor);
	if (is_lost(record)) {
		lose(stage, mailbox, record);
		return;
	}
	pipe->written++;
	pipe->bytes += pipe_moved(record);
	mailbox->messages++;
	if (all_kept && pipe->count < PIPE_ITEMS)
		pipe_keep(stage, pipe, record, false);
}

/* A message goes as a whole, however much of it the receiver had room for. */
static void fold_receive(struct object *object, const struct record *record)
{
	struct mailbox_state *mailbox = mailbox_own(object);
	struct pipe_state *pipe = &mailbox->pipe;
	uint32_t bytes = pipe->count ? pipe->items[0].size : pipe_moved(record);

	set_add(&pipe->readers, record->actor);
	pipe->read++;
	pipe->bytes -= bytes < pipe->bytes ? bytes : pipe->bytes;
	if (pipe->count)
		pipe_drop(pipe, 0);
	mailbox->messages -= mailbox->messages > 0;
}

static void let_go(struct mailbox_state *mailbox, unsigned actor)
{
	set_remove(&mailbox->holders, actor);
	if (!set_is_empty(mailbox->holders))
		return;
	mailbox->bound = false;
	mailbox->messages = mailbox->pipe.bytes = mailbox->pipe.count = 0;
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct mailbox_state *mailbox = mailbox_own(object);

	if (record->error)
		return;
	switch (record->operation) {
	case OP_BIND:
		let_go(mailbox, record->actor);
		mailbox->bound = true;
		mailbox->holders = set_of(record->actor);
		break;
	case OP_WRITE:
		fold_send(stage, object, record);
		break;
	case OP_READ:
		fold_receive(object, record);
		break;
	case OP_CLOSE:
		if (record->value)
			let_go(mailbox, record->actor);
		break;
	}
}

static void leave(struct object *object, const struct actor *actor)
{
	if (set_has(mailbox_of(object)->holders, actor->number))
		let_go(mailbox_own(object), actor->number);
	pipe_leave(object, actor);
}

static void inherit(struct object *object, unsigned parent, unsigned child)
{
	if (set_has(mailbox_of(object)->holders, parent))
		set_add(&mailbox_own(object)->holders, child);
	pipe_inherit(object, parent, child);
}

/* Whoever is there may send; there is room when one of those receives who have it. */
static bool wait(const struct stage *stage, const struct object *object, const struct actor *actor,
		 struct wait *wait)
{
	bool sends = actor->next.operation == OP_WRITE;

	wait->enders = sends ? mailbox_of(object)->holders
			     : set_without(stage_alive(stage), actor->number);
	wait->others = set_is_empty(wait->enders);
	wait->by = sends ? "received by" : "in reach of";
	snprintf(wait->lack, sizeof(wait->lack), sends ? "full" : "empty");
	return true;
}

/* --- words ----------------------------------------------------------------------------------- */

static void say_bind(const struct object *object, const struct record *record, struct words *words)
{
	if (record->error == EADDRINUSE)
		words_add(words, "%u cannot bind to %s: the address is in use", record->actor,
			  object->name);
	else if (record->error)
		kind_say_failed(object, record, words);
	else
		words_add(words, "%u binds a socket to %s", record->actor, object->name);
}

/* Why nothing can be sent to it. */
static void say_nobody(const struct record *record, struct words *words)
{
	words_add(words,
		  record->error == ENOENT ? "there is no such path" : "refused, nobody is there");
}

static bool is_nobody(const struct record *record)
{
	return record->error == ECONNREFUSED || record->error == ENOENT;
}

static void say_connect(const struct object *object, const struct record *record,
			struct words *words)
{
	if (record->error && !is_nobody(record)) {
		kind_say_failed(object, record, words);
		return;
	}
	words_add(words, "%u connects its socket to %s: ", record->actor, object->name);
	if (record->error)
		say_nobody(record, words);
	else
		words_add(words, "what it sends goes there");
}

static void say_not_sent(const struct object *object, const struct record *record,
			 struct words *words)
{
	if (record->error == EAGAIN)
		words_add(words, "%u finds no room at %s", record->actor, object->name);
	else if (is_nobody(record)) {
		words_add(words, "%u sends to %s: ", record->actor, object->name);
		say_nobody(record, words);
	} else
		kind_say_failed(object, record, words);
}

static void say_sent(const struct stage *stage, const struct object *object,
		     const struct record *record, struct words *words)
{
	words_add(words, "%u sends ", record->actor);
	if (is_lost(record))
		words_count(words, record->size, "byte");
	else if (record->value)
		pipe_say_content(stage, record, words);
	else
		words_add(words, "an empty message");
	words_add(words, " to %s", object->name);
	if (is_lost(record))
		words_add(words, ", where %s: lost",
			  mailbox_of(object)->bound ? "there is no room for it" : "nobody is");
}

static void say_not_received(const struct object *object, const struct record *record,
			     struct words *words)
{
	if (record->error == EAGAIN)
		words_add(words, "%u finds nothing at %s", record->actor, object->name);
	else if (record->error == ECONNREFUSED)
		words_add(words, "%u is told at %s that nobody was there whom it sent to",
			  record->actor, object->name);
	else
		kind_say_failed(object, record, words);
}

static void say_received(const struct stage *stage, const struct object *object,
			 const struct record *record, struct words *words)
{
	const struct pipe_state *pipe = pipe_of(object);

	words_add(words, "%u %s ", record->actor,
		  record->operation == OP_PEEK ? "looks at" : "receives");
	if (record->value)
		pipe_say_content(stage, record, words);
	else
		words_add(words, "an empty message");
	words_add(words, " at %s", object->name);
	if (!pipe->count)
		return;
	words_add(words, ", from %u", pipe->items[0].actor);
	if (pipe->items[0].size > record->size)
		words_add(words, ", cut off after %u of its %u bytes", record->size,
			  pipe->items[0].size);
}

static void say_close(const struct object *object, const struct record *record, struct words *words)
{
	const struct mailbox_state *mailbox = mailbox_of(object);
	bool stays = !record->value || !set_is_empty(set_without(mailbox->holders, record->actor));

	words_add(words, "%u closes %s", record->actor, object->name);
	if (stays && mailbox->bound) {
		words_add(words, ", which is still open");
	} else if (mailbox->messages) {
		words_add(words, ": ");
		words_count(words, mailbox->messages, "message");
		words_add(words, " in it %s lost", mailbox->messages == 1 ? "is" : "are");
	}
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	switch (record->operation) {
	case OP_BIND:
		say_bind(object, record, words);
		break;
	case OP_CONNECT:
		say_connect(object, record, words);
		break;
	case OP_WRITE:
		if (record->error)
			say_not_sent(object, record, words);
		else
			say_sent(stage, object, record, words);
		break;
	case OP_READ:
	case OP_PEEK:
		if (record->error)
			say_not_received(object, record, words);
		else
			say_received(stage, object, record, words);
		break;
	case OP_CLOSE:
		say_close(object, record, words);
		break;
	case OP_SHUTDOWN:
		words_add(words, "%u shuts down its socket at %s", record->actor, object->name);
		break;
	default:
		pipe_say(stage, object, record, words);
	}
}

static const char *verb_of(enum operation operation)
{
	switch (operation) {
	case OP_BIND:
		return "bind to";
	case OP_CONNECT:
		return "connect to";
	case OP_READ:
		return "receive at";
	case OP_PEEK:
	case OP_POLL:
		return "look at";
	case OP_CLOSE:
		return "close";
	default:
		return operation_word(operation);
	}
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	const struct next *next = &actor->next;

	(void)stage;
	if (next->operation == OP_WRITE) {
		words_add(words, "send ");
		words_count(words, next->size, "byte");
		words_add(words, " to %s", object->name);
	} else {
		words_add(words, "%s %s", verb_of((enum operation)next->operation), object->name);
	}
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	if (actor->next.operation == OP_WRITE)
		words_add(words, "room at %s, which is full", object->name);
	else
		words_add(words, "a message at %s", object->name);
}

/* Somebody waits there for what was lost. */
static void say_never(const struct stage *stage, const struct object *object, struct words *words)
{
	const struct mailbox_state *mailbox = mailbox_of(object);
	bool awaited = false;

	for (struct set left = stage_alive(stage); !set_is_empty(left); set_drop_first(&left)) {
		const struct next *next = &stage->actors[set_first(left)].next;

		awaited |= next->operation == OP_READ && next->object == object->number;
	}
	if (awaited && mailbox->lost)
		words_add(words, " What %u sent to %s at step %u was lost: %s.",
			  mailbox->lost_by - 1u, object->name, mailbox->lost_step,
			  mailbox->lost_was_full ? "there was no room for it"
						 : "nobody was there yet");
}

static void say_damage(const struct object *object, bool free_run, struct words *words)
{
	const struct mailbox_state *mailbox = mailbox_of(object);

	if (!mailbox->lost)
		return;
	words_count(words, mailbox->lost, "message");
	words_add(words, " to %s %s lost, the first by %u", object->name,
		  mailbox->lost == 1 ? "was" : "were", mailbox->lost_by - 1u);
	if (!free_run)
		words_add(words, " at step %u", mailbox->lost_step);
	words_add(words, mailbox->lost_was_full ? ": there was no room." : ": nobody was there.");
}

const struct kind_model mailbox_model = {
	.state_size = sizeof(struct mailbox_state),
	.say_damage = say_damage,
	.fold = fold,
	.leave = leave,
	.inherit = inherit,
	.wait = wait,
	.say = say,
	.say_next = say_next,
	.say_wait = say_wait,
	.say_never = say_never,
};
