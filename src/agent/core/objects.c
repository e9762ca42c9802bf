#include "agent/core/objects.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "agent/core/records.h"
#include "trace/system.h"

void agent_repeat_name(unsigned number, uint32_t where)
{
	const struct object_entry *object = agent_object(number);
	struct record record = agent_record(OP_NAME, number, where);

	record.argument = object->kind;
	record.value = object->size;
	record.flags = agent_copy_flag(number);
	agent_write_text(&record, object->name, strlen(object->name));
}

void agent_name_object(unsigned number, const char *name, uint32_t where)
{
	struct object_entry *object = agent_object(number);
	size_t length = strlen(name);

	if (!number)
		return;
	if (length >= sizeof(object->name))
		length = sizeof(object->name) - 1;
	memcpy(object->name, name, length);
	object->name[length] = '\0';
	object->way_count = 0; /* who knows what it is called need not ask */
	agent_repeat_name(number, where);
}

/* --- names that outlive their makers -------------------------------------------------------- */

/* Where there is no room to note it, the run is over, and nobody would remove it later. */
static void keep_path(const char *path)
{
	struct trace *trace = agent.trace;

	if (trace->path_count < LIMIT_PATHS) {
		memcpy(trace->paths[trace->path_count++], path, strlen(path) + 1);
		return;
	}
	trace_reach(trace, REACHED_PATHS);
	system_remove_endpoint(path);
}

void agent_note_path(const char *path, size_t capacity)
{
	char folder[TRACE_PATH] = "", whole[TRACE_PATH];
	int length;

	if (path[0] != '/' && !getcwd(folder, sizeof(folder)))
		return;
	length = snprintf(whole, sizeof(whole), "%s%s%.*s", folder, folder[0] ? "/" : "",
			  (int)capacity, path);
	if (length < TRACE_PATH)
		keep_path(whole);
}

void agent_note_outer_name(unsigned object, const char *folder, const char *name)
{
	char path[TRACE_PATH];

	if (object && strlen(name) < TRACE_NAME) {
		agent_object(object)->outlives = true;
		return;
	}
	snprintf(path, sizeof(path), "%s%s", folder, name[0] == '/' ? name + 1 : name);
	agent_note_path(path, sizeof(path));
}

void agent_note_unlinked(enum object_kind kind, const char *name)
{
	unsigned count = trace_objects(agent.trace);

	for (unsigned i = 1; i < count; i++) {
		struct object_entry *object = agent_object(i);

		if (object->kind == kind && strcmp(object->name, name) == 0)
			object->outlives = false;
	}
}
