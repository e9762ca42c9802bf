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

bool agent_take_missing(int folder, const char *path, struct parted_name *out)
{
	char before[TRACE_PATH];
	size_t length = strnlen(path, sizeof(before)), start = length;

	if (length == sizeof(before))
		return false;
	memcpy(before, path, length + 1);
	do {
		while (start > 0 && before[start - 1] == '/')
			start--;
		while (start > 0 && before[start - 1] != '/')
			start--;
		before[start] = '\0';
		if (length - start >= sizeof(out->last))
			return false;
	} while (REAL(fstatat)(folder, start ? before : ".", &out->folder, 0) < 0 && start > 0);
	memcpy(out->last, path + start, length - start + 1);
	return S_ISDIR(out->folder.st_mode);
}
