/*
 * Files as what lies behind a descriptor.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include "agent/calls/fd_kinds.h"
#include "agent/core/real.h"
#include "agent/core/untold.h"
#include "kinds/file/calls.h"
#include "kinds/file_lock/calls.h"

static unsigned find(int fd, const uint64_t key[2])
{
	(void)key; /* is not enough: see agent_file_key() */
	return agent_file(fd);
}

static uint64_t place(int fd, off_t at)
{
	struct stat file;

	if (at >= 0)
		return record_place(fd, (uint64_t)at);
	if (REAL(fcntl)(fd, F_GETFL) & O_APPEND && fstat(fd, &file) == 0)
		return record_place(fd, (uint64_t)file.st_size);
	return record_place(fd, agent_offset(fd));
}

/* Whoever shares the opening by fork may still be asked where it stands: that is left behind. */
static void forget(int fd, unsigned object)
{
	agent_untold_pair(agent_offset(fd), object);
}

const struct fd_kind fd_file = {
	.kept = true,
	.never_asks = true,
	.find = find,
	.make = agent_new_file,
	.place = place,
	.written = agent_note_content,
	.forget = forget,
	.held = agent_locks_of,
	.given_back = agent_note_unlocked,
};
