#include "agent/calls/system_v.h"

#include <string.h>
#include "agent/core/agent.h"
#include "agent/core/called.h"
#include "agent/core/gate.h"
#include "agent/core/life.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"

unsigned agent_system_v(enum object_kind kind, int identifier)
{
	const uint64_t key[2] = {(uint64_t)KEY_SYSTEM_V << KEY_SHIFT | kind, (uint64_t)identifier};
	bool created;

	return trace_object(agent.trace, kind, key, set_all(), &created);
}

int agent_system_v_real(enum object_kind kind, int id)
{
	unsigned count = trace_objects(agent.trace);

	if (id > 0 && (unsigned)id < count && agent_object((unsigned)id)->kind == kind)
		return (int)agent_object((unsigned)id)->key[1];
	return id;
}

void agent_system_v_saw_end(unsigned object, uint32_t where)
{
	struct set spaces = shared_set_get(&agent_object(object)->lockers);

	for (int i = set_first(spaces); i >= 0; i = set_next(spaces, (unsigned)i + 1)) {
		const struct space_entry *space = &agent.trace->spaces[i];

		if (!space->reaped || space->parent != agent_entry()->space) {
			agent_saw_end(where);
			return;
		}
	}
}

struct hash agent_hash_owner(const struct ipc_perm *owner)
{
	const uint64_t words[] = {(uint64_t)owner->__key, (uint64_t)owner->uid << 32 | owner->gid,
				  (uint64_t)owner->cuid << 32 | owner->cgid, owner->mode};

	return hash_bytes(words, sizeof(words));
}

static int find_or_make(const struct system_v_get *get, bool *is_new)
{
	bool has_key = get->key != IPC_PRIVATE, makes = get->flags & IPC_CREAT;
	int found = -1;

	*is_new = false;
	if (has_key && !(makes && get->flags & IPC_EXCL))
		found = get->call(get, get->flags & ~IPC_CREAT);
	if (found >= 0 || (has_key && !makes))
		return found;
	found = get->call(get, get->flags);
	*is_new = found >= 0;
	return found;
}

/* There are more objects than the run can know: nobody would remove it. */
static int give_up(const struct system_v_get *get, int identifier, bool is_new)
{
	if (is_new)
		get->remove(identifier);
	return agent_fail(ENOSPC);
}

int agent_system_v_get(const struct system_v_get *get, uint32_t where)
{
	struct gate gate = agent_gate(get->operation, 0, where);
	struct record record;
	int identifier;
	uint8_t step;
	bool is_new;

	/* Whoever else is alive may ask for the same key. */
	gate.intent.visible = get->key != IPC_PRIVATE && agent_has_company();
	gate.intent.argument = (uint32_t)get->key;
	gate.intent.size = (uint32_t)get->size;
	agent_given(NULL, (uint64_t)get->flags);
	step = agent_pass(&gate);
	identifier = find_or_make(get, &is_new);
	record = agent_record(get->operation,
			      identifier < 0 ? 0 : agent_system_v(get->kind, identifier), where);
	agent_called_result(record.object, sizeof(identifier));
	record.argument = (uint32_t)get->key;
	record.size = (uint32_t)get->size;
	record.value = is_new;
	record.flags = step;
	agent_write_result(&record, identifier);
	if (identifier < 0)
		return identifier;
	if (!record.object)
		return give_up(get, identifier, is_new);
	agent_object(record.object)->outlives |= is_new;
	return (int)record.object;
}
