/*
 * FIFOs: mkfifo(3), and open(2) of one, which waits until somebody opens the other end: fifo(7).
 *
 * As in the kernel an end counts as open while its opener waits: the first to come opens it without
 * blocking, keeps it, and parks. Who wants to write cannot even do that before there is a reader.
 */
#include "kinds/pipe/calls_fifo.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "agent/calls/descriptors.h"
#include "agent/calls/transfers.h"
#include "agent/core/agent.h"
#include "agent/core/gate.h"
#include "agent/core/objects.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "kinds/file/calls_opening.h"
#include "kinds/file_name/calls.h"
#include "kinds/file_name/calls_keep.h"

/* --- open ----------------------------------------------------------------------------------- */

struct waiting {
	const struct opening *opening;
	int fd; /* the end that is kept, -1 not open yet */
	int error;
	unsigned object;
};

/* Whether the other end of one for reading is open, or has been: never blocks, takes nothing. */
static bool has_writer(int fd)
{
	char byte;

	if (agent_is_ready(fd, POLLIN))
		return true;
	return REAL(read)(fd, &byte, 1) < 0 && errno == EAGAIN;
}

static bool other_end_is_open(void *context)
{
	struct waiting *waiting = context;
	const struct opening *opening = waiting->opening;

	if (waiting->fd < 0) {
		waiting->fd = REAL(openat)(opening->folder, opening->path,
					   opening->flags | O_NONBLOCK, opening->mode);
		waiting->error = errno;
		if (waiting->fd >= 0)
			agent_note_change(waiting->object);
	}
	if (waiting->fd < 0)
		return waiting->error != ENXIO;
	return (opening->flags & O_ACCMODE) != O_RDONLY || has_writer(waiting->fd);
}

static unsigned object_of(const struct opening *opening, const struct stat *file)
{
	const uint64_t key[2] = {(uint64_t)KEY_INODE << KEY_SHIFT | file->st_dev, file->st_ino};
	unsigned object;
	bool created;

	object = trace_object(agent.trace, OBJECT_PIPE, key, set_all(), &created);
	if (!agent_object(object)->name[0]) {
		const char *slash = strrchr(opening->path, '/');

		agent_settle();
		agent_name_object(object, slash ? slash + 1 : opening->path, opening->where);
	}
	return object;
}

static unsigned ends_wanted(int flags)
{
	switch (flags & O_ACCMODE) {
	case O_RDONLY:
		return END_READ;
	case O_WRONLY:
		return END_WRITE;
	default:
		return END_READ | END_WRITE;
	}
}

static int open_gated(struct waiting *waiting, struct gate *gate)
{
	int flags;

	if (agent_own.interrupted) {
		if (waiting->fd >= 0)
			REAL(close)(waiting->fd);
		return agent_fail(EINTR);
	}
	if (waiting->fd < 0 && waiting->error == ENXIO)
		agent_disagree(gate);
	if (waiting->fd < 0)
		return agent_fail(waiting->error);
	flags = REAL(fcntl)(waiting->fd, F_GETFL);
	REAL(fcntl)(waiting->fd, F_SETFL, flags & ~O_NONBLOCK);
	return waiting->fd;
}

int agent_open_fifo(const struct opening *opening, const struct stat *file)
{
	struct waiting waiting = {opening, -1, ENXIO, object_of(opening, file)};
	bool waits = !(opening->flags & O_NONBLOCK) && (opening->flags & O_ACCMODE) != O_RDWR;
	struct gate gate = agent_step_gate(OP_OPEN, waiting.object, opening->where);
	struct record record = agent_record(OP_OPEN, waiting.object, opening->where);
	int fd;

	gate.intent.size = ends_wanted(opening->flags);
	gate.ask = waits ? other_end_is_open : NULL;
	gate.context = &waiting;
	agent_given(opening->path, (uint64_t)opening->flags);
	record.flags = agent_pass(&gate);
	if (agent.gated && waits)
		fd = open_gated(&waiting, &gate);
	else
		fd = REAL(openat)(opening->folder, opening->path, opening->flags, opening->mode);
	record.size = gate.intent.size;
	if (fd >= 0) {
		agent_note_descriptor(fd, waiting.object);
		record.argument = (uint64_t)fd;
		record.value = gate.intent.size;
		agent_object(waiting.object)->size = (uint32_t)REAL(fcntl)(fd, F_GETPIPE_SZ);
	}
	agent_write_result(&record, fd);
	agent_note_change(waiting.object);
	return fd;
}

/* --- mkfifo --------------------------------------------------------------------------------- */

/* The name is removed when the run is killed before it does that itself. */
AGENT_EXPORT int mkfifo(const char *path, mode_t mode)
{
	const uint64_t given = mode;
	struct naming naming = agent_begin_naming(OP_CHANGE_NAME, AT_FDCWD, path,
						  hash_bytes(&given, sizeof(given)), AGENT_CALLER);
	int result;

	agent_keep_name(AT_FDCWD, path);
	result = REAL(mkfifo)(path, mode);
	if (agent_on() && result == 0)
		agent_note_path(path, strlen(path));
	return agent_end_naming(&naming, "mkfifo", result);
}
