/*
 * The stage as data: what there is on it, found and copied. How records change it is in fold.c.
 */
#include "model/stage.h"

#include <stdio.h>
#include <string.h>

void stage_init(struct stage *stage)
{
	memset(stage, 0, sizeof *stage);
}

void stage_name_actor(unsigned actor, char out[TRACE_NAME])
{
	snprintf(out, TRACE_NAME, "process %u", actor);
}

bool actor_over(const struct actor *actor)
{
	return actor->activity == ACTIVITY_ENDED || actor->activity == ACTIVITY_KILLED;
}

struct set stage_alive(const struct stage *stage)
{
	struct set alive = set_none();
	for (unsigned i = 0; i < stage->actor_count; i++)
		if (stage->actors[i].born && !actor_over(&stage->actors[i]))
			set_add(&alive, i);
	return alive;
}

struct set stage_members(const struct stage *stage, unsigned space)
{
	struct set members = set_none();
	for (unsigned i = 0; i < stage->actor_count; i++)
		if (stage->actors[i].space == space)
			set_add(&members, i);
	return members;
}

struct set stage_processes(const struct stage *stage, struct set set)
{
	struct set processes = set_none();
	for (; !set_is_empty(set); set_drop_first(&set)) {
		const struct actor *actor = &stage->actors[set_first(set)];
		const struct actor *first = &stage->actors[stage_space(stage, actor)->first];
		set_add(&processes, actor_over(first) ? actor->number : first->number);
	}
	return processes;
}

const struct object *stage_find(const struct stage *stage, unsigned number)
{
	if (number == 0 || number >= LIMIT_OBJECTS || stage->number_to_index[number] == 0)
		return NULL;
	return stage_nth(stage, stage->number_to_index[number] - 1);
}

struct object *stage_object(struct stage *stage, unsigned number)
{
	return (struct object *)stage_find(stage, number);
}

size_t stage_used(const struct stage *stage)
{
	return offsetof(struct stage, arena) + stage->arena_used;
}

void object_label(const struct object *object, char *out, size_t size)
{
	if (object->owner_space)
		snprintf(out, size, "%d's %s", object->owner_space - 1, object->name);
	else
		snprintf(out, size, "%s", object->name);
}

bool stage_begins_step(const struct stage *stage, const struct record *record)
{
	if (record->operation == OP_PARK || !(record->flags & RECORD_VISIBLE))
		return false;
	return record->actor < LIMIT_ACTORS && !stage->actors[record->actor].gathering;
}

size_t stage_text(const struct stage *stage, const struct record *record, char *out)
{
	const struct actor *actor = &stage->actors[record->actor];
	size_t length = actor->gathering ? actor->gathered : 0;
	size_t more = record->text_length < RECORD_TEXT ? record->text_length : RECORD_TEXT;
	if (more > STAGE_REPORT - length)
		more = STAGE_REPORT - length;
	memcpy(out, actor->gather, length);
	memcpy(out + length, record->text, more);
	return length + more;
}

void stage_mark(struct stage *stage, struct set enabled)
{
	stage->enabled = enabled;
	stage->marked = true;
	for (unsigned i = 0; i < stage->actor_count; i++) {
		struct actor *actor = &stage->actors[i];
		if (actor->activity == ACTIVITY_READY || actor->activity == ACTIVITY_WAITS)
			actor->activity = set_has(enabled, i) ? ACTIVITY_READY : ACTIVITY_WAITS;
	}
}
