/*
 * timerfd_create(2): a timer that is read.
 *
 * While gated it is on the run's virtual clock (trace/timer.h), and the kernel's own is never set
 * until the time has come: then it goes off at once, so that poll(2) and epoll(7) tell the truth.
 */
#include <poll.h>
#include <string.h>
#include <sys/timerfd.h>
#include "agent/calls/clock.h"
#include "agent/calls/descriptors.h"
#include "agent/calls/fd_kinds.h"
#include "agent/calls/transfers.h"
#include "agent/core/agent.h"
#include "agent/core/gate.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"
#include "trace/timers.h"

enum { GO_OFF_S = 1 };

static struct timer_entry *timer_of(unsigned object)
{
	for (unsigned i = 0; object && i < agent.trace->timer_count; i++) {
		struct timer_entry *timer = &agent.trace->timers[i];

		if (timer->kind == TIMER_FD && timer->object == object)
			return timer;
	}
	return NULL;
}

static struct timer_entry *find_timer(int fd)
{
	return agent_on() && agent.gated ? timer_of(agent_object_fd(fd)) : NULL;
}

static bool can_be_read(int fd, time_t within_s)
{
	const struct timespec limit = {within_s, 0};
	struct pollfd poll = {.fd = fd, .events = POLLIN};

	return REAL(ppoll)(&poll, 1, &limit, NULL) > 0;
}

/* The kernel's own goes off a moment after it was set; it can be read from then on. */
static void refresh(int fd, unsigned object)
{
	const struct itimerspec at_once = {.it_value = {0, 1}};
	const struct timer_entry *timer = timer_of(object);

	if (!timer || timer->expirations == 0 || can_be_read(fd, 0))
		return;
	REAL(timerfd_settime)(fd, 0, &at_once, NULL);
	can_be_read(fd, GO_OFF_S);
	agent_note_order(object);
	agent.trace->fd_changes++;
}

/* How often it has gone off is the run's own count. Who does not wait has not asked before. */
static ssize_t receive(const struct transfer *transfer, void *buffer, size_t size)
{
	struct timer_entry *timer = timer_of(transfer->object);
	ssize_t got;

	refresh(transfer->fd, transfer->object);
	got = REAL(read)(transfer->fd, buffer, size);
	if (got != sizeof(timer->expirations) || !timer)
		return got;
	memcpy(buffer, &timer->expirations, sizeof(timer->expirations));
	timer->expirations = 0;
	return got;
}

static void leave(unsigned object)
{
	struct timer_entry *timer = timer_of(object);

	if (timer && !agent_visible(object))
		timer->kind = TIMER_NONE;
}

const struct fd_kind fd_timerfd = {.kept = true,
				   .find = agent_kept_object,
				   .refresh = refresh,
				   .receive = receive,
				   .left = leave};

AGENT_EXPORT int timerfd_create(clockid_t clock, int flags)
{
	struct timer_entry *timer;
	struct record record;
	unsigned object;
	int fd;

	agent_change_common(COMMON_DESCRIPTORS, "timerfd_create", (unsigned)flags, AGENT_CALLER);
	fd = REAL(timerfd_create)(clock, flags);
	if (!agent_on() || fd < 0)
		return fd;
	object = agent_new_kept(fd, OBJECT_TIMERFD);
	timer = object && agent.gated ? timer_new(agent.trace, TIMER_FD, agent_entry()->space)
				      : NULL;
	if (timer)
		timer->object = (uint16_t)object;
	record = agent_record(OP_TIMERFD, object, AGENT_CALLER);
	record.argument = (uint64_t)fd;
	agent_write(&record);
	return fd;
}

/* Returns -1 if it was closed meanwhile. */
static int set(struct timer_entry *timer, int fd, uint64_t after_ns, uint64_t period_ns,
	       uint32_t where)
{
	const struct itimerspec never = {.it_value = {0, 0}};
	struct gate gate = agent_step_gate(OP_SET_TIMER, timer->object, where);
	struct record record = agent_record(OP_SET_TIMER, timer->object, where);

	agent_meet_descriptor(fd, gate.intent.visible, "timerfd_settime", after_ns, where);
	gate.intent.argument = after_ns;
	agent_given(NULL, period_ns);
	record.flags = agent_pass(&gate);
	if (REAL(timerfd_settime)(fd, 0, &never, NULL) < 0) /* what was to be read is forgotten */
		return -1;
	timer_set(agent.trace, timer, after_ns, period_ns);
	record.argument = after_ns;
	record.value = timer->period_ns;
	agent_write(&record);
	agent_note_change(timer->object);
	return 0;
}

AGENT_EXPORT int timerfd_settime(int fd, int flags, const struct itimerspec *wanted,
				 struct itimerspec *old)
{
	struct timer_entry *timer = find_timer(fd);

	if (!timer)
		return REAL(timerfd_settime)(fd, flags, wanted, old);
	if (!agent_is_interval(wanted))
		return agent_fail(EINVAL);
	if (old)
		agent_tell_timer(timer, old);
	return set(timer, fd, agent_until(&wanted->it_value, flags & TFD_TIMER_ABSTIME),
		   agent_nanoseconds(&wanted->it_interval), AGENT_CALLER);
}

AGENT_EXPORT int timerfd_gettime(int fd, struct itimerspec *out)
{
	const struct timer_entry *timer;

	agent_use_descriptor(fd, "timerfd_gettime", (uintptr_t)out, AGENT_CALLER);
	timer = find_timer(fd);
	if (!timer)
		return REAL(timerfd_gettime)(fd, out);
	agent_tell_timer(timer, out);
	return 0;
}
