/*
 * Pipes: pipe(7). What goes through them is in transfers.c, FIFOs are in calls_fifo.c.
 */
#include <fcntl.h>
#include <unistd.h>
#include "agent/calls/descriptors.h"
#include "agent/calls/fd_kinds.h"
#include "agent/core/agent.h"
#include "agent/core/called.h"
#include "agent/core/company.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/hooks/common.h"
#include "agent/hooks/data.h"

/* One that was not made before our eyes may be open anywhere. */
static unsigned find(int fd, const uint64_t key[2])
{
	unsigned number = trace_find_object(agent.trace, key);
	bool created;

	(void)fd;
	if (!number)
		number = trace_object(agent.trace, OBJECT_PIPE, key, set_all(), &created);
	agent_add_holder(number);
	return number;
}

const struct fd_kind fd_pipe = {.find = find};

/* `kept`: where the program has its descriptors. */
static void note_pipe(const int fds[2], const int kept[2], uint32_t where)
{
	unsigned object;
	struct record record;

	agent_settle();
	object = agent_new_object(fds[0]);
	agent_called_at(object, kept, 2 * sizeof(kept[0]));
	agent_count_ends(object, END_READ | END_WRITE, 1);
	record = agent_record(OP_PIPE, object, where);
	record.value = agent_object(object)->size = (uint32_t)REAL(fcntl)(fds[0], F_GETPIPE_SZ);
	agent_write(&record);
}

static int make_pipe(int fds[2], int flags, uint32_t where)
{
	int ours[2];
	int result;

	if (!agent_on())
		return REAL(pipe2)(fds, flags);
	agent_change_common(COMMON_DESCRIPTORS, "pipe", (unsigned)flags, where);
	result = REAL(pipe2)(ours, flags);
	if (result < 0)
		return result;
	note_pipe(ours, fds, where);
	agent_tell(fds, ours, sizeof(ours), 0, where);
	return result;
}

AGENT_EXPORT int pipe2(int fds[2], int flags)
{
	return make_pipe(fds, flags, AGENT_CALLER);
}

AGENT_EXPORT int pipe(int fds[2])
{
	return make_pipe(fds, 0, AGENT_CALLER);
}
