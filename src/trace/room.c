#include "trace/room.h"

static unsigned members(const struct object_entry *object)
{
	return object->room_count < TRACE_PROCESSES ? object->room_count : TRACE_PROCESSES;
}

static void take_out(struct object_entry *object, unsigned place)
{
	unsigned count = members(object);

	for (unsigned i = place + 1; i < count; i++)
		object->room[i - 1] = object->room[i];
	object->room_count = (uint8_t)(count - 1);
}

void room_enter(struct object_entry *object, unsigned process)
{
	if (object->room_count < TRACE_PROCESSES)
		object->room[object->room_count++] = (uint8_t)process;
}

void room_leave(struct object_entry *object, unsigned process)
{
	for (unsigned i = members(object); i-- > 0;) {
		if (object->room[i] == process)
			take_out(object, i);
	}
}

int room_let_out(struct trace *trace, struct object_entry *object)
{
	unsigned count = members(object);

	for (unsigned i = 0; i < count; i++) {
		unsigned process = object->room[i] % TRACE_PROCESSES;
		struct intent *intent = &trace->processes[process].intent;

		if (intent->deadline_ns <= trace->clock_ns)
			continue;
		intent->notified = true;
		intent->deadline_ns = UINT64_MAX;
		take_out(object, i);
		return (int)process;
	}
	return -1;
}
