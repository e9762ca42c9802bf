#include "trace/leftovers.h"

#include "trace/system.h"

void leftovers_remove(struct trace *trace)
{
	unsigned count = trace_objects(trace);
	const char *path;

	for (unsigned i = 1; i < count; i++) {
		const struct object_entry *entry = trace_entry(trace, i);

		if (entry->outlives)
			kind_row(entry->kind)->left(trace, i);
	}
	for (unsigned i = 0; (path = trace_left_path(trace, i)); i++)
		system_remove_endpoint(path);
	undo_all(&trace->undos, trace->server_pid);
}
