/*
 * signalfd(2): blocked signals that are read.
 *
 * Whoever reads takes signals that were sent to itself, by anybody: to read is a step while
 * somebody else is alive, as sigwait(3) is.
 */
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include "agent/calls/descriptors.h"
#include "agent/calls/fd_kinds.h"
#include "agent/calls/pending.h"
#include "agent/calls/transfers.h"
#include "agent/core/agent.h"
#include "agent/core/life.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"

/* Which signals they were. The reader gets its own word for who has sent them. */
static void tell(struct record *record, const void *bytes, ssize_t result)
{
	struct signalfd_siginfo *infos = (struct signalfd_siginfo *)(uintptr_t)bytes;
	size_t count = (size_t)result / sizeof(*infos);
	char signals[RECORD_TEXT] = {0};

	for (size_t i = 0; i < count && i < sizeof(signals); i++)
		signals[i] = (char)infos[i].ssi_signo;
	for (size_t i = 0; i < count; i++) {
		infos[i].ssi_pid = (uint32_t)agent_told_pid((pid_t)infos[i].ssi_pid);
		agent_signal_taken((int)infos[i].ssi_signo, true);
	}
	agent_text(record, signals, count);
}

static bool tells_end(const struct transfer *transfer, const void *bytes, ssize_t result)
{
	const struct signalfd_siginfo *infos = bytes;
	uint64_t signals = agent_object(transfer->object)->value;

	for (size_t i = 0; i < (size_t)result / sizeof(*infos); i++) {
		if (infos[i].ssi_signo == SIGCHLD)
			return transfer->at_once || agent_told_of_end(signals);
	}
	return false;
}

const struct fd_kind fd_signalfd = {
	.kept = true, .find = agent_kept_object, .tell = tell, .tells_end = tells_end};

static void note_signals(int fd, unsigned object, const sigset_t *signals, uint32_t where)
{
	struct record record = agent_record(OP_SIGNALFD, object, where);

	memcpy(&record.value, signals, sizeof(record.value));
	record.argument = (uint64_t)(unsigned)fd;
	agent_object(object)->value = record.value;
	agent_settle();
	agent_write(&record);
}

/* With a descriptor that it has made before, it only changes what is read there. */
AGENT_EXPORT int signalfd(int before, const sigset_t *signals, int flags)
{
	unsigned object;
	int fd;

	agent_change_common(COMMON_DESCRIPTORS, "signalfd", (unsigned)flags, AGENT_CALLER);
	fd = REAL(signalfd)(before, signals, flags);
	if (!agent_on() || fd < 0)
		return fd;
	object = before < 0 ? agent_new_kept(fd, OBJECT_SIGNALFD) : agent_object_fd(fd);
	if (object)
		note_signals(fd, object, signals, AGENT_CALLER);
	return fd;
}
