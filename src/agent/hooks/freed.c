/*
 * Memory that is given back: what comes to lie there next is another thing, and was touched by
 * nobody. To give it back is a step where threads meet in it. free(3), realloc(3).
 */
#include "agent/hooks/freed.h"

#include <malloc.h>
#include <stdlib.h>
#include "agent/core/agent.h"
#include "agent/core/gate.h"
#include "agent/core/memory_map.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/touched.h"

static void write_of(enum operation operation, unsigned number, uint8_t flags, uint32_t where)
{
	struct record record = agent_record(operation, number, where);

	record.size = agent_object(number)->size;
	record.flags = flags;
	agent_write(&record);
}

/* Of each value that is shown and lies in there. They are one step: the first begins it. */
static void tell(enum operation operation, const void *start, uint64_t size, uint8_t flags,
		 uint32_t where)
{
	uint64_t space = (uint64_t)KEY_PRIVATE << KEY_SHIFT | agent_entry()->space;
	unsigned count = trace_objects(agent.trace);

	if (!agent.gated || !agent.trace->hooked || !agent.trace->places.count)
		return;
	for (unsigned i = 1; i < count; i++) {
		const struct object_entry *object = agent_object(i);

		if (object->kind == OBJECT_VALUE && object->key[0] == space &&
		    object->key[1] - (uintptr_t)start < size) {
			write_of(operation, i, flags, where);
			flags &= (uint8_t)~RECORD_VISIBLE;
		}
	}
}

void agent_tell_freed(const void *start, uint64_t size)
{
	tell(OP_FREED, start, size, 0, 0);
}

/* Whoever comes to it too late finds something else: that it is given back is a step. */
static void pass_free(const void *block, size_t size, size_t wanted, uint32_t where)
{
	const void *met = agent.trace->hooked ? agent_touch_freed(block, size) : NULL;
	unsigned object = met ? agent_private_value(met, sizeof(int))->object : 0;

	if (!object)
		return;
	agent_given(block, wanted);
	tell(OP_FREE, block, size, agent_pass_step(OP_FREE, object, where), where);
}

/* `wanted`: of realloc(3), or 0. */
static void forget(void *block, size_t wanted, uint32_t where)
{
	size_t size;

	if (!block || !agent.threaded || !agent_on())
		return;
	size = malloc_usable_size(block);
	agent_settle(); /* what was stored there is gone in a moment */
	pass_free(block, size, wanted, where);
	agent_forget_touched(block, size);
	agent_tell_freed(block, size);
}

AGENT_EXPORT void free(void *block)
{
	forget(block, 0, AGENT_CALLER);
	REAL(free)(block);
}

/* Where it stays is known only afterwards: then nobody but this thread has touched it. */
AGENT_EXPORT void *realloc(void *block, size_t size)
{
	forget(block, size, AGENT_CALLER);
	return REAL(realloc)(block, size);
}
