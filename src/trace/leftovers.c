#include "trace/leftovers.h"

#include <string.h>
#include "trace/system.h"

static void remove_names(const struct trace *trace)
{
	unsigned count = trace_objects(trace);

	for (unsigned i = 1; i < count; i++) {
		const struct object_entry *entry = trace_entry(trace, i);

		if (entry->outlives)
			kind_row(entry->kind)->left(trace, i);
	}
}

void leftovers_remove(struct trace *trace, bool outside)
{
	const char *gone = outside && trace->has_own_names ? SYSTEM_SHARED_MEMORY : NULL;
	const char *path;

	if (!gone)
		remove_names(trace);
	for (unsigned i = 0; (path = trace_left_path(trace, i)); i++) {
		if (!gone || strncmp(path, gone, strlen(gone)) != 0)
			system_remove_endpoint(path);
	}
	undo_all(&trace->undos, trace->server_pid, gone);
}
