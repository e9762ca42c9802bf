/*
 * Shared memory with a name: shm_open(3), shm_unlink(3). It is a file in a folder of its own, which
 * is removed with the run when it was made in it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "agent/calls/descriptors.h"
#include "agent/core/agent.h"
#include "agent/core/objects.h"
#include "agent/core/real.h"
#include "agent/hooks/common.h"
#include "kinds/file/calls.h"
#include "kinds/file_name/calls.h"
#include "kinds/file_name/calls_keep.h"
#include "trace/system.h"

static const char *path_of(const char *name, char path[TRACE_PATH])
{
	snprintf(path, TRACE_PATH, "%s%s", SYSTEM_SHARED_MEMORY, name + strspn(name, "/"));
	return path;
}

/* Its size is seen by all who map it: from here on it is an object. */
static void note_opened(int fd, const char *path, bool was_there)
{
	unsigned object = agent_new_file(fd);

	if (!was_there)
		agent_note_path(path, strlen(path));
	if (object && !agent_object(object)->name[0])
		agent_name_object(object, path + strlen(SYSTEM_SHARED_MEMORY), 0);
	if (object)
		agent_note_descriptor(fd, object);
}

AGENT_EXPORT int shm_open(const char *name, int flags, mode_t mode)
{
	const uint64_t given[] = {(unsigned)flags, mode};
	char path[TRACE_PATH];
	bool changes = flags & (O_CREAT | O_TRUNC) || (flags & O_ACCMODE) != O_RDONLY;
	struct naming naming;
	bool was_there;
	int fd;

	if (!agent_on())
		return REAL(shm_open)(name, flags, mode);
	naming = agent_begin_naming(changes ? OP_CHANGE_NAME : OP_ASK_NAME, AT_FDCWD,
				    path_of(name, path), hash_bytes(given, sizeof(given)),
				    AGENT_CALLER);
	if (naming.flags & RECORD_VISIBLE)
		agent_touch_common(COMMON_DESCRIPTORS, true);
	else
		agent_change_common(COMMON_DESCRIPTORS, "shm_open", (unsigned)flags, AGENT_CALLER);
	was_there = REAL(faccessat)(AT_FDCWD, path, F_OK, 0) == 0;
	if (changes)
		agent_keep_content(AT_FDCWD, path, false);
	fd = agent_end_naming(&naming, "shm_open", REAL(shm_open)(name, flags, mode));
	if (fd >= 0)
		note_opened(fd, path, was_there);
	return fd;
}

AGENT_EXPORT int shm_unlink(const char *name)
{
	char path[TRACE_PATH];
	struct naming naming;

	if (!agent_on())
		return REAL(shm_unlink)(name);
	naming = agent_begin_naming(OP_CHANGE_NAME, AT_FDCWD, path_of(name, path), hash_none(),
				    AGENT_CALLER);
	agent_keep_name(AT_FDCWD, path);
	return agent_end_naming(&naming, "shm_unlink", REAL(shm_unlink)(name));
}
