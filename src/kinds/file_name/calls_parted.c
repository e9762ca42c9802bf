#include "kinds/file_name/calls_parted.h"

#include <string.h>
#include "agent/core/real.h"

bool agent_take_apart(int folder, const char *path, struct parted_name *out)
{
	char before[TRACE_PATH];
	size_t length = strlen(path), start;

	while (length > 1 && path[length - 1] == '/')
		length--;
	for (start = length; start > 0 && path[start - 1] != '/'; start--)
		continue;
	if (length == start || length >= sizeof(before))
		return false;
	memcpy(out->last, path + start, length - start);
	out->last[length - start] = '\0';
	memcpy(before, path, start);
	before[start] = '\0';
	return REAL(fstatat)(folder, start ? before : ".", &out->folder, 0) == 0;
}
