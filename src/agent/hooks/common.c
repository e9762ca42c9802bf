#include "agent/hooks/common.h"

#include <stdio.h>
#include <string.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/gate.h"
#include "agent/core/memory_map.h"
#include "agent/core/objects.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/touched.h"

enum {
	WORD = sizeof(int),
	SLOTS = 1024 /* of descriptors: a higher number has that of a lower one, too */
};

/* Each stands for what the kernel keeps. */
static const int parts[COMMON_PARTS], slots[SLOTS], threads[LIMIT_ACTORS];

static const char *const names[COMMON_PARTS] = {
	[COMMON_DESCRIPTORS] = "descriptors",
	[COMMON_SIGNALS] = "treatment of signals",
	[COMMON_MAPPINGS] = "mappings",
	[COMMON_FOLDER] = "current folder",
	[COMMON_MASK] = "umask",
	[COMMON_SETTINGS] = "settings of the process",
	[COMMON_TIMER] = "timer of the process",
	[COMMON_KEYS] = "keys",
	[COMMON_EXITS] = "what exit calls",
	[COMMON_CANCELS] = "cancellations",
	[COMMON_PENDING] = "signals that wait",
	[COMMON_CHILDREN] = "children",
};

static bool is_shared(void)
{
	return agent.threaded && agent.gated && agent_on();
}

static bool meets(const void *place, bool changes)
{
	return agent_touch(place, WORD, changes);
}

/* --- steps ------------------------------------------------------------------------------------ */

/* What is about to be done: an operation at a place. */
struct use {
	const void *place;
	const char *name; /* of the place */
	const char *call;
	uint64_t given;
	uint32_t where;
	bool changes;
};

static void step(const struct use *use)
{
	enum operation operation = use->changes ? OP_CHANGE_COMMON : OP_ASK_COMMON;
	const struct cached_value *value = agent_private_value(use->place, WORD);
	unsigned object = value->object;
	uint8_t flags = value->flags;
	struct record record;

	if (!object)
		return;
	if (!agent_object(object)->name[0])
		agent_name_object(object, use->name, 0);
	agent_given(use->call, use->given);
	flags |= agent_pass_step(operation, object, use->where);
	record = agent_record(operation, object, use->where);
	record.flags = flags;
	record.size = WORD;
	agent_text(&record, use->call, strlen(use->call));
	agent_write(&record);
}

static bool use_part(enum common part, bool changes, const char *call, uint64_t given,
		     uint32_t where)
{
	const struct use use = {&parts[part], names[part], call, given, where, changes};
	bool is_step = is_shared() && meets(use.place, changes);
	int error = errno;

	if (is_step)
		step(&use);
	errno = error;
	return is_step;
}

bool agent_ask_common(enum common part, const char *call, uint64_t given, uint32_t where)
{
	return use_part(part, false, call, given, where);
}

bool agent_change_common(enum common part, const char *call, uint64_t given, uint32_t where)
{
	return use_part(part, true, call, given, where);
}

void agent_touch_common(enum common part, bool changes)
{
	if (is_shared())
		meets(&parts[part], changes);
}

/* --- threads ---------------------------------------------------------------------------------- */

static void use_thread(unsigned thread, bool changes, const char *call, uint64_t given,
		       uint32_t where)
{
	struct use use = {&threads[thread % LIMIT_ACTORS], NULL, call, given, where, changes};
	int error = errno;
	char name[40];

	if (!is_shared() || !meets(use.place, changes))
		return;
	snprintf(name, sizeof(name), "settings of thread %u", thread);
	use.name = name;
	step(&use);
	errno = error;
}

void agent_ask_thread(unsigned thread, const char *call, uint64_t given, uint32_t where)
{
	use_thread(thread, false, call, given, where);
}

void agent_change_thread(unsigned thread, const char *call, uint64_t given, uint32_t where)
{
	use_thread(thread, true, call, given, where);
}

/* --- descriptors ------------------------------------------------------------------------------ */

static const int *slot_of(int fd)
{
	return &slots[(unsigned)fd % SLOTS];
}

/* Returns whether it was a step. */
static bool use_slot(int fd, bool changes, bool with_table, const char *call, uint64_t given,
		     uint32_t where)
{
	struct use use = {slot_of(fd), NULL, call, given, where, changes};
	bool at_slot, at_table;
	int error = errno;
	char name[32];

	if (!is_shared() || fd < 0)
		return false;
	at_slot = meets(use.place, changes);
	at_table = with_table && meets(&parts[COMMON_DESCRIPTORS], changes);
	snprintf(name, sizeof(name), "descriptor %d", fd);
	use.name = name;
	if (at_table) { /* one step is both */
		use.place = &parts[COMMON_DESCRIPTORS];
		use.name = names[COMMON_DESCRIPTORS];
	}
	if (at_slot || at_table)
		step(&use);
	errno = error;
	return at_slot || at_table;
}

bool agent_use_descriptor(int fd, const char *call, uint64_t given, uint32_t where)
{
	return use_slot(fd, false, false, call, given, where);
}

bool agent_move_descriptor(int fd, const char *call, uint64_t given, uint32_t where)
{
	return use_slot(fd, true, false, call, given, where);
}

/* What has begun to wait goes on with what was open; what has not finds it closed. */
static void look_at_waiting(int fd, uint32_t where)
{
	unsigned count = trace_actors(agent.trace);

	for (unsigned i = 0; is_shared() && i < count; i++) {
		const struct actor_entry *other = agent_entry_of(i);
		const struct intent *intent = &other->intent;

		if (i != agent_own.self && trace_same_space(agent.trace, i, agent_own.self) &&
		    atomic_load(&other->state) == ACTOR_PARKED && intent->by_fd && !intent->ready &&
		    (uint16_t)intent->argument == fd)
			agent_blind(UNSEEN_CLOSED, 0, where);
	}
}

bool agent_change_descriptor(int fd, const char *call, uint64_t given, uint32_t where)
{
	bool was_step = use_slot(fd, true, true, call, given, where);

	look_at_waiting(fd, where);
	return was_step;
}

void agent_touch_descriptor(int fd, bool moves)
{
	if (is_shared() && fd >= 0)
		meets(slot_of(fd), moves);
}

/* --- memory ----------------------------------------------------------------------------------- */

/* Whatever is done to memory that processes share is a step in a process with threads. */
void agent_change_memory(const void *start, size_t length, const char *call, uint64_t given,
			 uint32_t where)
{
	struct use use = {
		&parts[COMMON_MAPPINGS], names[COMMON_MAPPINGS], call, given, where, true};
	const void *met = NULL;
	int error = errno;
	bool is_step;

	if (!is_shared())
		return;
	is_step = meets(use.place, true) || agent_region(start);
	met = agent_touch_changed(start, length);
	if (met)
		use.place = met;
	if (met || is_step)
		step(&use);
	errno = error;
}

void agent_change_place(const void *place, const char *name, const char *call, uint32_t where)
{
	const struct use use = {place, name, call, 0, where, true};
	int error = errno;

	if (is_shared() && meets(place, true))
		step(&use);
	errno = error;
}

void agent_touch_all_common(void)
{
	if (!is_shared())
		return;
	for (unsigned i = 0; i < COMMON_PARTS; i++)
		meets(&parts[i], false);
	for (unsigned i = 0; i < AGENT_FILES; i++)
		meets(&slots[i], false);
}
