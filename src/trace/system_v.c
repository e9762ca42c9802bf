#include "trace/system_v.h"

#include <sys/ipc.h>
#include <sys/sem.h>

enum { MOST_TOKENS = 32767 /* SEMVMX: semop(2) */ };

unsigned system_v_whole(const struct trace *trace, unsigned object)
{
	const struct object_entry *entry = trace_entry(trace, object);

	if (entry->kind != OBJECT_SEMAPHORE || entry->key[0] >> KEY_SHIFT != KEY_PART)
		return object;
	return (unsigned)(entry->key[0] & ((UINT64_C(1) << KEY_SHIFT) - 1)) % LIMIT_OBJECTS;
}

static void detach(struct object_entry *segment, unsigned space)
{
	struct share *share = &segment->shares[space];

	if (!share->attached)
		return;
	*share = (struct share){0};
	segment->used_by = (uint8_t)(space + 1);
	segment->options |= SEGMENT_DETACHED;
	shared_set_add(&segment->lockers, space);
}

/* No less than none, and no more than there can be: semop(2). Returns the change. */
static int64_t give_back(struct object_entry *semaphore, unsigned space)
{
	int64_t before = (int64_t)semaphore->value, now = before + semaphore->shares[space].owed;

	semaphore->shares[space].owed = 0;
	now = now < 0 ? 0 : now > MOST_TOKENS ? MOST_TOKENS : now;
	semaphore->value = (uint64_t)now;
	semaphore->used_by = (uint8_t)(space + 1);
	shared_set_add(&semaphore->lockers, space);
	return now - before;
}

unsigned system_v_end(struct trace *trace, unsigned actor, unsigned after, struct record *out)
{
	unsigned space = trace->actors[actor % LIMIT_ACTORS].space % LIMIT_SPACES;
	unsigned count = trace_objects(trace);

	for (unsigned i = after + 1; i < count; i++) {
		struct object_entry *object = &trace->objects[i];

		if (object->kind == OBJECT_SEGMENT)
			detach(object, space);
		if (object->kind != OBJECT_SEMAPHORE || !object->shares[space].owed)
			continue;
		trace->fd_closings++; /* whoever waits at any of its set has to ask again */
		*out = (struct record){.operation = OP_SEM_GIVE_BACK,
				       .object = (uint16_t)i,
				       .actor = (uint8_t)actor};
		out->argument = (uint64_t)give_back(object, space);
		out->value = object->value;
		return i;
	}
	return 0;
}

bool system_v_counts(const struct trace *trace, unsigned actor, unsigned waiter)
{
	const struct intent *intent = &trace->actors[actor].intent;
	unsigned at = trace->actors[waiter].intent.object;

	switch (intent->operation) {
	case OP_SEM_ASK:
		return intent->object == at &&
		       (intent->argument == GETNCNT || intent->argument == GETZCNT);
	case OP_SEMCTL:
	case OP_MSGCTL:
		return intent->argument == IPC_RMID && intent->object == system_v_whole(trace, at);
	case OP_WRITE: /* nobody else is told of what is handed to who waits: mq_notify(3) */
		return intent->object == at && trace->actors[waiter].intent.operation == OP_READ &&
		       trace_entry(trace, at)->kind == OBJECT_MESSAGE_QUEUE &&
		       trace_entry(trace, at)->size;
	default:
		return false;
	}
}
