/*
 * What the program tells of itself: the functions behind ipcstage.h.
 */
#include <stdarg.h>
#include <string.h>
#include "agent/calls/descriptors.h"
#include "agent/core/agent.h"
#include "agent/core/format.h"
#include "agent/core/gate.h"
#include "agent/core/memory_map.h"
#include "agent/core/objects.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/ipcstage.h"
#include "trace/report.h"

enum { TEXT_LIMIT = 512 };

static void write_text(enum operation operation, unsigned object, const char *text, size_t length,
		       uint32_t where)
{
	struct record record;

	agent_settle();
	record = agent_record(operation, object, where);
	agent_write_text(&record, text, length);
}

AGENT_EXPORT void ipcstage_agent_name(const volatile void *at, size_t size, const char *name)
{
	if (!agent_on())
		return;
	agent_settle();
	agent_name_at(at, size, name);
}

AGENT_EXPORT void ipcstage_agent_numbers(const volatile void *at, char type, size_t size,
					 size_t length, const char *name)
{
	if (!agent_on())
		return;
	agent_settle();
	agent_name_at(at, size * length, name);
	write_text(OP_TELL, agent_object_at(OBJECT_VALUE, at, 0), &type, 1, AGENT_CALLER);
}

AGENT_EXPORT void ipcstage_agent_name_fd(int fd, const char *name)
{
	unsigned object = agent_on() ? agent_object_fd(fd) : 0;

	if (!object)
		return;
	agent_settle();
	agent_name_object(object, name, AGENT_CALLER);
}

AGENT_EXPORT void ipcstage_agent_process(const char *name)
{
	struct actor_entry *entry;
	size_t length;

	if (!agent_on())
		return;
	entry = agent_entry();
	for (length = 0; name[length] && length < sizeof(entry->name) - 1; length++)
		entry->name[length] = name[length];
	entry->name[length] = '\0';
	write_text(OP_NAME_PROCESS, 0, name, length, AGENT_CALLER);
}

AGENT_EXPORT void ipcstage_agent_note(const char *format, ...)
{
	char text[TEXT_LIMIT];
	va_list arguments;
	size_t length;

	if (!agent_on())
		return;
	va_start(arguments, format);
	length = agent_format(text, sizeof(text), format, arguments);
	va_end(arguments);
	write_text(OP_NOTE, 0, text, length, AGENT_CALLER);
}

static size_t shorten_name(char text[LIMIT_WHOLE_REPORT], const char *name)
{
	size_t length = strnlen(name, LIMIT_WHOLE_REPORT - LIMIT_REPORT);

	memcpy(text, name, length);
	return report_shorten(text, length, TRACE_NAME);
}

/* There is room for so many, and no more are told. */
static void note_name(const char *name, size_t length)
{
	struct trace *trace = agent.trace;
	struct hash hash = hash_bytes(name, length);
	unsigned i = 0;

	trace_lock(trace);
	while (i < LIMIT_REPORTS && i < trace->report_count &&
	       !hash_equals(trace->reports[i], hash))
		i++;
	if (i < LIMIT_REPORTS) {
		trace->reports[i] = hash;
		trace->report_count += i == trace->report_count;
	}
	trace_unlock(trace);
	if (i == LIMIT_REPORTS)
		trace_reach(trace, REACHED_REPORTS);
}

/* A line of the report: NAME=VALUE. What does not fit is told from others by a hash. */
static void report(enum operation operation, const char *name, const char *format,
		   va_list arguments, uint32_t where)
{
	char text[LIMIT_WHOLE_REPORT];
	size_t used = shorten_name(text, name), length;

	note_name(text, used);
	text[used++] = '=';
	length = agent_format(text + used, sizeof(text) - used, format, arguments);
	if (used + length >= sizeof(text) - 1)
		trace_reach(agent.trace, REACHED_WHOLE_REPORT);
	used += report_shorten(text + used, length, LIMIT_REPORT - used);
	write_text(operation, 0, text, used, where);
}

AGENT_EXPORT void ipcstage_agent_outcome(const char *name, const char *format, ...)
{
	va_list arguments;

	if (!agent_on())
		return;
	va_start(arguments, format);
	report(OP_OUTCOME, name, format, arguments, AGENT_CALLER);
	va_end(arguments);
}

AGENT_EXPORT void ipcstage_agent_expected(const char *name, const char *format, ...)
{
	va_list arguments;

	if (!agent_on())
		return;
	va_start(arguments, format);
	report(OP_EXPECTED, name, format, arguments, AGENT_CALLER);
	va_end(arguments);
}

/* --- composites ----------------------------------------------------------------------------- */

/* A composite lies where its first part does: its key is of a kind of its own. */
static unsigned whole_at(const void *at, enum object_kind kind)
{
	const struct region *region = agent_region(at);
	uint64_t key[2] = {(uint64_t)KEY_WHOLE << KEY_SHIFT, (uintptr_t)at};
	struct set holders = agent_alone();
	bool created;

	if (region && region->mapping) {
		key[0] |= region->key & ((UINT64_C(1) << KEY_SHIFT) - 1);
		key[1] = region->offset + ((uintptr_t)at - region->start);
		holders = shared_set_get(&agent_object(region->mapping)->holders);
	}
	return trace_object(agent.trace, kind, key, holders, &created);
}

/* 0 for a scope that belongs to no whole. */
static unsigned known_whole(const void *at)
{
	return at ? whole_at(at, OBJECT_QUEUE) : 0;
}

/* What the kinds of composites are called in here. */
static const uint8_t whole_kinds[] = {
	[IPCSTAGE_QUEUE] = OBJECT_QUEUE,     [IPCSTAGE_POOL] = OBJECT_POOL,
	[IPCSTAGE_EVENT] = OBJECT_EVENT,     [IPCSTAGE_BARRIER] = OBJECT_BARRIER,
	[IPCSTAGE_MANAGER] = OBJECT_MANAGER,
};

static enum object_kind whole_kind(enum ipcstage_kind kind)
{
	return kind < sizeof(whole_kinds) ? (enum object_kind)whole_kinds[kind] : OBJECT_QUEUE;
}

AGENT_EXPORT void ipcstage_agent_whole(const void *at, enum ipcstage_kind kind, size_t capacity,
				       const char *name)
{
	unsigned object;

	if (!agent_on())
		return;
	agent_settle();
	object = whole_at(at, whole_kind(kind));
	agent_object(object)->size = (uint32_t)capacity;
	agent_name_object(object, name, AGENT_CALLER);
}

static void make_part(unsigned part, const void *whole, uint32_t where)
{
	struct record record = agent_record(OP_PART, part, where);

	if (!part)
		return;
	record.argument = agent_object(part)->whole = (uint16_t)known_whole(whole);
	record.value = agent_object(part)->kind;
	agent_write(&record);
}

AGENT_EXPORT void ipcstage_agent_part(const volatile void *part, const void *whole)
{
	if (!agent_on())
		return;
	agent_settle();
	make_part(agent_object_at(OBJECT_VALUE, part, 0), whole, AGENT_CALLER);
}

AGENT_EXPORT void ipcstage_agent_part_whole(const void *part, const void *whole)
{
	if (!agent_on())
		return;
	agent_settle();
	make_part(known_whole(part), whole, AGENT_CALLER);
}

AGENT_EXPORT void ipcstage_agent_part_fd(int fd, const void *whole)
{
	if (!agent_on())
		return;
	agent_settle();
	make_part(agent_object_fd(fd), whole, AGENT_CALLER);
}

AGENT_EXPORT void ipcstage_agent_open(const void *whole, const char *word, const void *caller)
{
	if (!agent_on())
		return;
	agent_entry()->scope_depth++;
	write_text(OP_SCOPE_OPEN, known_whole(whole), word, strlen(word), agent_where(caller));
}

AGENT_EXPORT void ipcstage_agent_close(const void *whole)
{
	struct record record;

	if (!agent_on())
		return;
	agent_settle();
	agent_entry()->scope_depth--;
	record = agent_record(OP_SCOPE_CLOSE, known_whole(whole), AGENT_CALLER);
	agent_write(&record);
}

AGENT_EXPORT void ipcstage_agent_tell(const void *whole, const char *word)
{
	if (agent_on())
		write_text(OP_TELL, known_whole(whole), word, strlen(word), AGENT_CALLER);
}

/* --- items ---------------------------------------------------------------------------------- */

static void write_item(enum operation operation, const void *whole, unsigned long id,
		       const void *bytes, size_t size, uint32_t where)
{
	unsigned object = known_whole(whole);
	struct record record;

	agent_settle();
	record = agent_record(operation, object, where);
	record.argument = id;
	record.size = (uint32_t)size;
	if (bytes)
		agent_text(&record, bytes, size);
	if (size <= sizeof(record.value) && bytes)
		memcpy(&record.value, bytes, size);
	agent_write(&record);
	if (operation == OP_ITEM_PUT)
		agent_count_in(object);
	if (operation == OP_ITEM_TAKE)
		agent_count_out(object);
}

AGENT_EXPORT void ipcstage_agent_item_put(const void *whole, unsigned long id, const void *bytes,
					  size_t size)
{
	if (agent_on())
		write_item(OP_ITEM_PUT, whole, id, bytes, size, AGENT_CALLER);
}

AGENT_EXPORT void ipcstage_agent_item_take(const void *whole, unsigned long id)
{
	if (agent_on())
		write_item(OP_ITEM_TAKE, whole, id, NULL, 0, AGENT_CALLER);
}

AGENT_EXPORT void ipcstage_agent_item_done(const void *whole, unsigned long id, const void *bytes,
					   size_t size)
{
	if (agent_on())
		write_item(OP_ITEM_DONE, whole, id, bytes, size, AGENT_CALLER);
}
