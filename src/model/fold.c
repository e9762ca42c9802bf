/*
 * Folding records into the stage: who is there, what there is, and whose record it is. What
 * processes do is in actor.c, what happens to an object in the state.c of its kind.
 *
 * Records come out of memory that a demo's processes can write to. Nothing in them is trusted:
 * numbers out of range are left out, never followed.
 */
#include "model/fold.h"

#include <stdio.h>
#include <string.h>
#include "base/printable.h"
#include "model/actor.h"
#include "model/given_names.h"
#include "model/kind.h"
#include "model/printed.h"

static size_t object_bytes(enum object_kind kind)
{
	size_t bytes = sizeof(struct object) + kind_model(kind)->state_size;
	return (bytes + 15) / 16 * 16;
}

/* An object of a kind of which nothing is known but its number; its name counts within the kind. */
static void begin_object(const struct stage *stage, unsigned number, enum object_kind kind,
			 struct object *out)
{
	unsigned nth = stage->nth_unseen[number];
	if (nth == 0)
		nth = stage->unseen_of_kind[kind] + 1u;
	for (unsigned i = 0; i < stage->object_count && !stage->nth_unseen[number]; i++)
		nth += stage_nth(stage, i)->number != number && stage_nth(stage, i)->kind == kind;
	memset(out, 0, object_bytes(kind));
	out->number = (uint16_t)number;
	out->kind = (uint8_t)kind;
	out->state_size = (uint16_t)kind_model(kind)->state_size;
	snprintf(out->name, sizeof out->name, "%s %u", kind_row(kind)->word, nth);
	given_names_apply(stage->given, out->name);
}

bool stage_preview(const struct stage *stage, const struct record *record, struct object_alone *out)
{
	enum object_kind kind = operation_row(record->operation)->kind;
	if (kind == OBJECT_NONE || record->object == 0 || record->object >= LIMIT_OBJECTS)
		return false;
	begin_object(stage, record->object, kind, &out->object);
	return true;
}

/* Give the i-th object a place of its own in the arena. NULL when that is full. */
static struct object *place_object(struct stage *stage, unsigned i, enum object_kind kind)
{
	size_t bytes = object_bytes(kind);
	if (bytes > sizeof stage->arena - stage->arena_used)
		return NULL;
	stage->places[i] = stage->arena_used;
	stage->arena_used += (uint32_t)bytes;
	return stage_object_nth(stage, i);
}

/* There is no room for it on the stage: it keeps its number among those of its kind. */
static void note_unseen(struct stage *stage, unsigned number, enum object_kind kind)
{
	unsigned nth = 1;
	if (stage->nth_unseen[number])
		return;
	for (unsigned i = 0; i < stage->object_count; i++)
		nth += stage_nth(stage, i)->kind == kind;
	stage->nth_unseen[number] = (uint16_t)(nth + stage->unseen_of_kind[kind]++);
	stage->objects_unseen++;
}

struct object *stage_make(struct stage *stage, unsigned number, enum object_kind kind)
{
	struct object *object = NULL;
	if (stage->object_count < STAGE_OBJECTS)
		object = place_object(stage, stage->object_count, kind);
	if (!object) {
		note_unseen(stage, number, kind);
		return NULL;
	}
	begin_object(stage, number, kind, object);
	stage->number_to_index[number] = ++stage->object_count;
	return object;
}

/* The object with a number, made when this is the first that is heard of it. */
static struct object *object_made(struct stage *stage, unsigned number, enum object_kind kind)
{
	struct object *object = stage_object(stage, number);
	if (object || number == 0 || number >= LIMIT_OBJECTS || kind == OBJECT_NONE)
		return object;
	return stage_make(stage, number, kind);
}

/* It turns out to be of another kind: from here on it is as if it had always been. */
static struct object *make_anew(struct stage *stage, struct object *object, enum object_kind kind)
{
	unsigned number = object->number;
	if (object_bytes(kind) > object_bytes((enum object_kind)object->kind))
		object = place_object(stage, stage->number_to_index[number] - 1u, kind);
	if (object)
		begin_object(stage, number, kind, object);
	return object;
}

/* An annotation knows better what an object is than the operations that came before it. */
static struct object *object_declared(struct stage *stage, unsigned number, uint64_t kind)
{
	if (kind <= OBJECT_NONE || kind >= OBJECT_KINDS)
		return object_made(stage, number, OBJECT_VALUE);
	struct object *object = object_made(stage, number, (enum object_kind)kind);
	if (object && object->kind != kind)
		object = make_anew(stage, object, (enum object_kind)kind);
	return object;
}

static void call(const struct stage *stage, struct object *object, const char *text, size_t length)
{
	if (length > 0)
		printable_copy(object->name, sizeof object->name, text, length);
	if (length > 0)
		given_names_apply(stage->given, object->name);
}

static void fold_name(struct stage *stage, const struct record *record)
{
	struct object *object = object_declared(stage, record->object, record->argument);
	if (!object)
		return;
	char text[STAGE_REPORT];
	size_t length = stage_text(stage, record, text);
	call(stage, object, text, length);
	if (record->value)
		object->size = (uint32_t)record->value;
	if (record->flags & RECORD_PRIVATE)
		object->owner_space = (uint8_t)(stage->actors[record->actor].space + 1);
	kind_model(object->kind)->fold(stage, object, record);
}

/* What the program calls it: nobody has done anything. */
static void fold_called(struct stage *stage, const struct record *record)
{
	char text[STAGE_REPORT];
	size_t length = stage_text(stage, record, text);
	struct object *object = object_declared(stage, record->object, record->argument);
	if (object)
		call(stage, object, text, length);
}

static void fold_part(struct stage *stage, const struct record *record)
{
	struct object *part = object_declared(stage, record->object, record->value);
	struct object *whole = object_made(stage, (unsigned)record->argument, OBJECT_QUEUE);
	if (part && whole && part != whole)
		part->whole = whole->number;
}

/* The two directions of a connection: what connect(2) or accept(2) was told of. */
static void make_directions(struct stage *stage, uint64_t directions)
{
	object_made(stage, (unsigned)(directions & 0xffff), OBJECT_SOCKET);
	object_made(stage, (unsigned)(directions >> 16 & 0xffff), OBJECT_SOCKET);
}

static void fold_object(struct stage *stage, const struct record *record)
{
	enum object_kind kind = operation_row(record->operation)->kind;
	struct object *object = object_made(stage, record->object, kind);
	if (!object)
		return;
	if (record->operation == OP_SOCKETPAIR)
		object_made(stage, (unsigned)(record->argument & 0xffff), kind);
	if (record->operation == OP_CONNECT || record->operation == OP_ACCEPT)
		make_directions(stage, record->value);
	set_add(&object->users, record->actor);
	if (record->flags & RECORD_PRIVATE)
		object->owner_space = (uint8_t)(stage->actors[record->actor].space + 1);
	else if (kind == OBJECT_VALUE)
		object->owner_space = 0; /* as soon as it has threads it is between them */
	kind_model(object->kind)->fold(stage, object, record);
}

/* What a process made for itself before it had threads is between them now. */
static void open_to_threads(struct stage *stage, const struct record *record)
{
	unsigned owner = stage->actors[record->actor].space + 1u;
	for (unsigned i = 0; i < stage->object_count; i++) {
		struct object *object = stage_object_nth(stage, i);
		if (object->owner_space == owner)
			object->owner_space = 0;
	}
}

/* What a parked process is about to do may be the first that is heard of an object. */
static void fold_park(struct stage *stage, const struct record *record)
{
	if (record->value < OP_COUNT)
		object_made(stage, record->object, operation_row((unsigned)record->value)->kind);
}

/* Keep a text that goes on in the next record; whether this one is to be folded now. */
static bool gather(struct stage *stage, struct actor *actor, const struct record *record)
{
	char text[STAGE_REPORT];
	if (!(record->flags & RECORD_MORE))
		return true;
	actor->gathered = (uint16_t)stage_text(stage, record, text);
	actor->gathering = true;
	memcpy(actor->gather, text, actor->gathered);
	return false;
}

static void take_step(struct stage *stage, unsigned actor)
{
	stage->step++;
	stage->marked = false;
	stage->stepper = (uint8_t)(actor + 1);
	stage->actors[actor].steps++;
}

/* Whatever the program calls it. */
static void call_actor(const struct stage *stage, struct actor *actor)
{
	char name[TRACE_NAME];
	if (!stage->given || !stage->given->count)
		return;
	stage_name_actor(actor->number, name);
	const char *given = given_names_find(stage->given, name);
	if (given)
		memcpy(actor->name, given, sizeof actor->name);
}

void stage_fold(struct stage *stage, const struct record *record)
{
	stage->records += record->operation != OP_CALLED;
	stage->hash = record_hash(stage->hash, record);
	if (stage_begins_step(stage, record))
		take_step(stage, record->actor);
	if (record->actor >= LIMIT_ACTORS || record->operation >= OP_COUNT)
		return;
	struct actor *actor = actor_met(stage, record->actor);
	if (record->operation == OP_PRINT)
		printed_fold(&stage->printed, record);
	if (!gather(stage, actor, record))
		return;
	if (record->operation == OP_NAME)
		fold_name(stage, record);
	else if (record->operation == OP_CALLED && record->object)
		fold_called(stage, record);
	else if (record->operation == OP_PART)
		fold_part(stage, record);
	else if (record->operation == OP_PARK)
		fold_park(stage, record);
	else
		fold_object(stage, record);
	actor_fold(stage, actor, record);
	call_actor(stage, actor);
	if (record->operation == OP_BEGIN && record->value == 1)
		open_to_threads(stage, record);
	actor->gathering = false;
}
