#include "trace/waiting_room.h"

static unsigned members(const struct object_entry *object)
{
	return object->waiting_count < LIMIT_ACTORS ? object->waiting_count : LIMIT_ACTORS;
}

static void take_out(struct object_entry *object, unsigned place)
{
	unsigned count = members(object);

	for (unsigned i = place + 1; i < count; i++)
		object->waiting[i - 1] = object->waiting[i];
	object->waiting_count = (uint8_t)(count - 1);
}

void waiting_room_enter(struct object_entry *object, unsigned actor)
{
	if (object->waiting_count < LIMIT_ACTORS)
		object->waiting[object->waiting_count++] = (uint8_t)actor;
}

void waiting_room_leave(struct object_entry *object, unsigned actor)
{
	for (unsigned i = members(object); i-- > 0;) {
		if (object->waiting[i] == actor)
			take_out(object, i);
	}
}

int waiting_room_let_out(struct trace *trace, struct object_entry *object, struct set spaces)
{
	unsigned count = members(object);

	for (unsigned i = 0; i < count; i++) {
		unsigned actor = object->waiting[i] % LIMIT_ACTORS;
		struct intent *intent = &trace->actors[actor].intent;

		if (intent->deadline_ns <= trace->clock_ns ||
		    !set_has(spaces, trace->actors[actor].space))
			continue;
		intent->notified = true;
		intent->deadline_ns = UINT64_MAX;
		take_out(object, i);
		return (int)actor;
	}
	return -1;
}
