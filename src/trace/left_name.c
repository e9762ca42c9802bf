#include "trace/left_name.h"

#include <stdio.h>
#include "trace/system.h"

void left_name_remove(const struct trace *trace, unsigned object, const char *folder)
{
	const char *name = trace_left_name(trace, object);
	char path[TRACE_NAME + 32];

	if (!name)
		return;
	snprintf(path, sizeof(path), "%s%s", folder, name[0] == '/' ? name + 1 : name);
	system_remove_endpoint(path);
}
