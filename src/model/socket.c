/*
 * One direction of a socket pair: a pipe, but that a socket's end reads one direction and writes
 * the other, so that closing it takes an end from each.
 */
#include "model/object_type.h"
#include "model/pipe.h"

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
	struct object *peer = stage_object(stage, object->peer);
	struct record end = *record;
	end.value = END_READ;
	pipe_fold(stage, object, &end);
	end.value = END_WRITE;
	if (peer)
		pipe_fold(stage, peer, &end);
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	if (closes_descriptor(object, record))
		close_descriptor(stage, object, record);
	else
		pipe_fold(stage, object, record);
	if (record->operation == OP_SOCKETPAIR)
		pair(stage, object, record);
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	const struct object *peer = stage_find(stage, object->peer);
	if (record->operation == OP_SOCKETPAIR)
		words_add(words, "%u makes %s, one way of a socket pair", record->process,
			  object->name);
	else if (closes_descriptor(object, record) && peer)
		words_add(words, "%u closes its end of %s and %s", record->process, object->name,
			  peer->name);
	else
		pipe_say(stage, object, record, words);
}

const struct object_type object_type_socket = {
	.word = "socket",
	.fold = fold,
	.leave = pipe_leave,
	.inherit = pipe_inherit,
	.wait = pipe_wait,
	.say = say,
	.say_next = pipe_say_next,
	.say_wait = pipe_say_wait,
};
