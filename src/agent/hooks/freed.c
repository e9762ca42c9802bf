/*
 * Memory that is given back: what comes to lie there next is another thing, and was touched by
 * nobody. free(3), realloc(3).
 */
#include "agent/hooks/freed.h"

#include <malloc.h>
#include <stdlib.h>
#include "agent/core/agent.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/hooks/touched.h"

static void write_freed(unsigned number)
{
	struct record record = agent_record(OP_FREED, number, 0);

	record.size = agent_object(number)->size;
	agent_write(&record);
}

void agent_tell_freed(const void *start, uint64_t size)
{
	uint64_t space = (uint64_t)KEY_PRIVATE << KEY_SHIFT | agent_entry()->space;
	unsigned count = trace_objects(agent.trace);

	if (!agent.gated || !agent.trace->hooked || !agent.trace->places.count)
		return;
	for (unsigned i = 1; i < count; i++) {
		const struct object_entry *object = agent_object(i);

		if (object->kind == OBJECT_VALUE && object->key[0] == space &&
		    object->key[1] - (uintptr_t)start < size)
			write_freed(i);
	}
}

static void forget(void *block)
{
	if (!block || !agent.threaded || !agent_on())
		return;
	agent_settle(); /* what was stored there is gone in a moment */
	agent_forget_touched(block, malloc_usable_size(block));
	agent_tell_freed(block, malloc_usable_size(block));
}

AGENT_EXPORT void free(void *block)
{
	forget(block);
	REAL(free)(block);
}

/* Where it stays is known only afterwards: then nobody but this thread has touched it. */
AGENT_EXPORT void *realloc(void *block, size_t size)
{
	forget(block);
	return REAL(realloc)(block, size);
}
