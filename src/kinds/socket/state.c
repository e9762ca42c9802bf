/*
 * A socket pair or a connection: two objects, each one direction, each much like a pipe.
 *
 * A record about a descriptor names the object that is read from it; what is written into it goes
 * the other way, so that closing it takes an end from each. The ways of a connection are spoken of
 * by who is at their other end.
 */
#include <errno.h>
#include <string.h>
#include "kinds/pipe/state.h"
#include "model/kind.h"

/* The other way of a connection; NULL: it is not known, or what was recorded is none. */
static const struct object *peer_of(const struct stage *stage, const struct object *object)
{
	const struct object *peer = stage_find(stage, object->peer);

	return peer && peer->kind == OBJECT_SOCKET ? peer : NULL;
}

static struct object *own_peer(struct stage *stage, const struct object *object)
{
	return peer_of(stage, object) ? stage_object(stage, object->peer) : NULL;
}

static void pair(struct stage *stage, struct object *object, const struct record *record)
{
	struct object *peer = stage_object(stage, (unsigned)(record->argument & 0xffff));
	if (!peer || peer == object || peer->kind != OBJECT_SOCKET)
		return;
	object->peer = peer->number;
	peer->peer = object->number;
	pipe_fold(stage, peer, record);
}

/* A record of both ends is about a descriptor: it reads this way and writes the other. */
static bool closes_descriptor(const struct object *object, const struct record *record)
{
	return record->operation == OP_CLOSE && object->peer &&
	       record->value == (END_READ | END_WRITE);
}

static void close_descriptor(struct stage *stage, struct object *object,
			     const struct record *record)
{
	struct object *peer = own_peer(stage, object);
	struct record end = *record;
	end.value = END_READ;
	pipe_fold(stage, object, &end);
	end.value = END_WRITE;
	if (peer)
		pipe_fold(stage, peer, &end);
}

/* It is over for everybody who has the socket, not for this process alone. */
static void shut(struct stage *stage, struct object *object, const struct record *record)
{
	struct object *peer = own_peer(stage, object);
	if (record->error)
		return;
	if (record->value & END_READ)
		pipe_own(object)->readers = set_none();
	if (record->value & END_WRITE && peer)
		pipe_own(peer)->writers = set_none();
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	if (closes_descriptor(object, record))
		close_descriptor(stage, object, record);
	else if (record->operation == OP_SHUTDOWN)
		shut(stage, object, record);
	else
		pipe_fold(stage, object, record);
	if (record->operation == OP_SOCKETPAIR)
		pair(stage, object, record);
}

/* --- words of connections --------------------------------------------------------------------- */

/*
 * Who is at the other end: the processes that have it open, or when nobody has, who had it at the
 * beginning (`first`: number + 1); before that the address that was connected to.
 */
static void say_others(const struct stage *stage, const struct object *object, struct set set,
		       unsigned first, unsigned self, struct words *words)
{
	const struct object *listener = stage_find(stage, object->listener);
	set_remove(&set, self);
	if (!set_is_empty(set))
		words_actors(words, set, "or");
	else if (first)
		words_add(words, "%u", first - 1);
	else
		words_add(words, "%s", listener ? listener->name : object->name);
}

static bool writes(enum operation operation)
{
	return operation == OP_WRITE;
}

static void say_other_end(const struct stage *stage, const struct object *object,
			  enum operation operation, unsigned self, struct words *words)
{
	if (writes(operation))
		say_others(stage, object, pipe_of(object)->readers, object->to, self, words);
	else
		say_others(stage, object, pipe_of(object)->writers, object->from, self, words);
}

static void say_failed(const struct record *record, struct words *words)
{
	bool sends = writes(record->operation);
	if (record->error == EAGAIN)
		words_add(words, "%u finds %s", record->actor,
			  sends ? "no room to send" : "nothing to receive");
	else if (record->error == EPIPE)
		words_add(words, "%u sends, but nobody receives any more: SIGPIPE", record->actor);
	else if (record->error == ECONNRESET)
		words_add(words, "%u cannot %s: the other side broke off", record->actor,
			  sends ? "send" : "receive");
	else
		words_add(words, "%u cannot %s: %s", record->actor, sends ? "send" : "receive",
			  strerror(record->error));
}

/* Text in quotes, where they say that it is one; numbers as they are. */
static void say_moved(const struct stage *stage, const struct record *record, struct words *words)
{
	char text[STAGE_NOTE];
	struct words content = words_begin(text, sizeof text);
	pipe_say_content(stage, record, &content);
	bool is_text = record->text_length > 0 && text[0] == record->text[0];
	words_add(words, is_text ? "\"%s\"" : "%s", text);
}

static void say_sent(const struct stage *stage, const struct object *object,
		     const struct record *record, struct words *words)
{
	uint32_t bytes = pipe_moved(record);
	words_add(words, "%u sends ", record->actor);
	if (bytes < record->size)
		words_add(words, "%u of %u bytes", bytes, record->size);
	else
		say_moved(stage, record, words);
	words_add(words, " to ");
	say_other_end(stage, object, OP_WRITE, record->actor, words);
}

static void say_received(const struct stage *stage, const struct object *object,
			 const struct record *record, struct words *words)
{
	if (pipe_moved(record) == 0 && record->size > 0) {
		words_add(words, "%u receives the end: nothing more will come", record->actor);
		return;
	}
	words_add(words, "%u %s ", record->actor,
		  record->operation == OP_PEEK ? "peeks at" : "receives");
	bool length = record->operation == OP_READ && pipe_takes_length(pipe_of(object), record);
	if (length)
		words_add(words, "the length of a message");
	else
		say_moved(stage, record, words);
	words_add(words, " from ");
	say_other_end(stage, object, record->operation, record->actor, words);
	if (record->operation == OP_READ && !length)
		pipe_say_pieces(pipe_of(object), record, words);
}

/* With whom the connection is that a process has this way of. */
static void say_partner(const struct stage *stage, const struct object *object, unsigned self,
			struct words *words)
{
	const struct object *peer = peer_of(stage, object);
	struct set set = peer ? set_union(pipe_of(object)->writers, pipe_of(peer)->readers)
			      : pipe_of(object)->writers;
	say_others(stage, object, set, object->from, self, words);
}

static void say_ended(const struct stage *stage, const struct object *object,
		      const struct record *record, struct words *words)
{
	if (record->operation == OP_CLOSE)
		words_add(words,
			  record->value ? "%u closes its connection to "
					: "%u closes a second descriptor of its "
					  "connection to ",
			  record->actor);
	else if (record->value == END_WRITE)
		words_add(words, "%u will send nothing more to ", record->actor);
	else
		words_add(words, "%u shuts down its connection to ", record->actor);
	say_partner(stage, object, record->actor, words);
}

static void say_connection(const struct stage *stage, const struct object *object,
			   const struct record *record, struct words *words)
{
	switch (record->operation) {
	case OP_READ:
	case OP_PEEK:
	case OP_WRITE:
		if (record->error)
			say_failed(record, words);
		else if (writes(record->operation))
			say_sent(stage, object, record, words);
		else
			say_received(stage, object, record, words);
		break;
	case OP_CLOSE:
	case OP_SHUTDOWN:
		say_ended(stage, object, record, words);
		break;
	case OP_POLL:
		words_add(words, "%u asks whether its connection to ", record->actor);
		say_partner(stage, object, record->actor, words);
		words_add(words, " is ready: it is%s", record->value ? "" : " not");
		break;
	default:
		pipe_say(stage, object, record, words);
	}
}

static void say_next_of_connection(const struct stage *stage, const struct object *object,
				   const struct actor *actor, struct words *words)
{
	const struct next *next = &actor->next;
	switch (next->operation) {
	case OP_WRITE:
		words_add(words, "send ");
		words_count(words, next->size, "byte");
		words_add(words, " to ");
		say_other_end(stage, object, OP_WRITE, actor->number, words);
		break;
	case OP_READ:
		words_add(words, "receive from ");
		say_other_end(stage, object, OP_READ, actor->number, words);
		break;
	case OP_CLOSE:
		words_add(words, "close the connection");
		break;
	default:
		words_add(words, "%s the connection", operation_word(next->operation));
	}
}

static void say_wait_of_connection(const struct stage *stage, const struct object *object,
				   const struct actor *actor, struct words *words)
{
	bool sends = writes(actor->next.operation);
	bool accepted = !set_is_empty(sends ? pipe_of(object)->readers : pipe_of(object)->writers);
	words_add(words, sends ? "room to send to " : "something from ");
	say_other_end(stage, object, actor->next.operation, actor->number, words);
	if (!accepted)
		words_add(words, ", where nobody has accepted it");
}

/* --- words ------------------------------------------------------------------------------------ */

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	const struct object *peer = peer_of(stage, object);
	if (object->listener)
		say_connection(stage, object, record, words);
	else if (record->operation == OP_SOCKETPAIR)
		words_add(words, "%u makes %s, one way of a socket pair", record->actor,
			  object->name);
	else if (closes_descriptor(object, record) && peer)
		words_add(words, "%u closes its end of %s and %s", record->actor, object->name,
			  peer->name);
	else if (record->operation == OP_SHUTDOWN)
		say_ended(stage, object, record, words);
	else
		pipe_say(stage, object, record, words);
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	if (object->listener)
		say_next_of_connection(stage, object, actor, words);
	else
		pipe_say_next(stage, object, actor, words);
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	if (object->listener)
		say_wait_of_connection(stage, object, actor, words);
	else
		pipe_say_wait(stage, object, actor, words);
}

const struct kind_model socket_model = {
	.state_size = sizeof(struct pipe_state),
	.say_pattern = pipe_say_pattern,
	.say_damage = pipe_say_damage,
	.fold = fold,
	.leave = pipe_leave,
	.inherit = pipe_inherit,
	.wait = pipe_wait,
	.say = say,
	.say_next = say_next,
	.say_wait = say_wait,
};
