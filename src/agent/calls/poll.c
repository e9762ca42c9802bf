/*
 * Waiting for one of several descriptors: poll(2), select(2), epoll_wait(2).
 *
 * Whether one of them is ready is the kernel's own answer, asked by the process itself.
 */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include "agent/calls/clock.h"
#include "agent/calls/descriptors.h"
#include "agent/calls/epolls.h"
#include "agent/calls/input.h"
#include "agent/calls/pidfd.h"
#include "agent/calls/wait_mask.h"
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/gate.h"
#include "agent/core/life.h"
#include "agent/core/reachable.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"

/* --- poll ----------------------------------------------------------------------------------- */

struct polled {
	struct pollfd *fds;
	nfds_t count;
	const struct wait_mask *mask;
};

/* Or a signal has come. */
static bool any_ready(void *context)
{
	const struct polled *polled = context;
	const struct timespec now = {0, 0};

	agent_refresh_descriptors();
	for (nfds_t i = 0; i < polled->count; i++)
		agent_note_epoll_look(polled->fds[i].fd);
	return REAL(ppoll)(polled->fds, polled->count, &now, NULL) != 0 ||
	       agent_wait_is_over(polled->mask);
}

/* A signal that is let in and ends the process does so only if nothing is ready. */
static void end_or_go_on(const struct polled *polled, const struct record *record)
{
	const struct timespec now = {0, 0};

	if (!agent_own.interrupted && agent_wait_is_over(polled->mask) &&
	    REAL(ppoll)(polled->fds, polled->count, &now, NULL) == 0)
		agent_end_in_wait(polled->mask, record);
}

/* Of what is no object: the end of a process that is not just waited for, what an epoll watches. */
static bool hangs_on_others(int fd, bool not_just_waits)
{
	return agent_has_company() &&
	       ((not_just_waits && agent_is_pidfd(fd)) || agent_is_epoll(fd));
}

/* The one object that is asked about, or 0 when there are several. Whoever asks for more than the
 * end of one process, or not until it comes, asks for what others decide. */
static unsigned polled_object(const struct pollfd *fds, nfds_t count, bool limited, bool *visible,
			      uint32_t where)
{
	unsigned object = 0;

	*visible = false;
	for (nfds_t i = 0; i < count; i++) {
		object = agent_object_fd(fds[i].fd);
		if (!object)
			object = agent_use_input(fds[i].fd, where);
		agent_touch_descriptor(fds[i].fd, false);
		*visible = *visible || (object ? agent_visible(object)
					       : hangs_on_others(fds[i].fd, limited || count > 1));
	}
	return count == 1 ? object : 0;
}

static uint32_t polls_clients(int fd)
{
	unsigned object = agent_object_fd(fd);
	bool listens = object && agent_object(object)->kind == OBJECT_LISTENER &&
		       agent_object(object)->options & LISTENER_LISTENS;

	return listens ? POLL_CLIENTS : 0;
}

static bool child_has_ended(void)
{
	sigset_t pending;

	return REAL(sigpending)(&pending) == 0 && sigismember(&pending, SIGCHLD);
}

/* Some of it is a part of something, which this process serves. */
static bool any_is_part(const struct pollfd *fds, nfds_t count)
{
	for (nfds_t i = 0; i < count; i++) {
		unsigned object = agent_object_fd(fds[i].fd);

		if (object && agent_object(object)->whole)
			return true;
	}
	return false;
}

/* Of a process by whose descriptor it is polled. */
static bool tells_of_end(const struct pollfd *fd)
{
	return fd->revents && agent_is_pidfd(fd->fd);
}

/*
 * An answer that did not wait for just that may be about somebody who has ended. What is a part of
 * something is looked at by whoever serves that, to whom it is nothing but a client less.
 */
static void note_ends(const struct pollfd *fds, nfds_t count, const struct timespec *timeout,
		      uint32_t where)
{
	if (count < 2 && !timeout)
		return;
	for (nfds_t i = 0; i < count; i++) {
		unsigned object = fds[i].revents ? agent_object_fd(fds[i].fd) : 0;
		unsigned kind = object ? agent_object(object)->kind : OBJECT_NONE;

		if ((kind == OBJECT_SIGNALFD && child_has_ended()) ||
		    (!object && tells_of_end(&fds[i]) && !any_is_part(fds, count)))
			agent_saw_end(where);
		else if (kind == OBJECT_MAILBOX && fds[i].revents & POLLERR)
			agent_saw_end_of(agent_object(object)->peer, where);
		else if (object && !agent_object(object)->whole &&
			 (fds[i].revents & (POLLHUP | POLLERR | POLLRDHUP) ||
			  kind == OBJECT_SOCKET))
			agent_saw_end_of(object, where);
	}
}

static bool any_typed(const struct pollfd *fds, nfds_t count)
{
	bool any = false;

	for (nfds_t i = 0; agent.trace->input_object && i < count; i++)
		any |= fds[i].events & POLLIN && agent_is_typed(agent_object_fd(fds[i].fd));
	return any;
}

static int poll_fds(struct pollfd *fds, nfds_t count, const struct timespec *timeout,
		    const sigset_t *asked, uint32_t where)
{
	const struct timespec now = {0, 0};
	struct wait_mask mask;
	struct polled polled = {fds, count, &mask};
	struct record record;
	struct gate gate;
	bool visible, is_step;
	int result;

	if (timeout && !agent_is_time(timeout))
		return agent_fail(EINVAL);
	agent_begin_wait(&mask, asked, where);
	gate = agent_gate(OP_POLL, polled_object(fds, count, timeout, &visible, where), where);
	gate.intent.visible = visible || mask.visible;
	gate.intent.input = any_typed(fds, count);
	gate.intent.size = gate.intent.input ? POLL_INPUT : 0;
	is_step = gate.intent.visible;
	for (nfds_t i = 0; i < count && !is_step; i++)
		is_step = agent_use_descriptor(fds[i].fd, "poll", (uintptr_t)fds, where);
	gate.intent.argument = count;
	for (nfds_t i = 0; i < count; i++)
		gate.intent.size |= polls_clients(fds[i].fd);
	if (timeout)
		gate.intent.deadline_ns = agent_deadline_after(timeout);
	agent_given_wait(&mask, fds, 0);
	gate.ask = any_ready;
	gate.context = &polled;
	record = agent_record(OP_POLL, gate.intent.object, where);
	record.flags = agent_pass(&gate);
	record.argument = count;
	end_or_go_on(&polled, &record);
	result = agent_own.interrupted
			 ? agent_fail(EINTR)
			 : REAL(ppoll)(fds, count, agent.gated ? &now : timeout, mask.asked);
	if (gate.intent.input && result == 0)
		agent_note_hasty(where);
	for (nfds_t i = 0; i < count && result >= 0; i++)
		agent_told_bytes(&fds[i].revents, sizeof(fds[i].revents));
	if (result > 0)
		note_ends(fds, count, timeout, where);
	record.value = result < 0 ? 0 : (uint64_t)result;
	result = (int)agent_write_result(&record, result);
	agent_end_wait(&mask);
	return result;
}

static int poll_for(struct pollfd *fds, nfds_t count, int timeout_ms, uint32_t where)
{
	struct timespec timeout = {timeout_ms / 1000, timeout_ms % 1000 * 1000000L};
	const struct timespec *limit = timeout_ms < 0 ? NULL : &timeout;

	return agent_on() ? poll_fds(fds, count, limit, NULL, where)
			  : REAL(ppoll)(fds, count, limit, NULL);
}

AGENT_EXPORT int poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
	return poll_for(fds, count, timeout_ms, AGENT_CALLER);
}

AGENT_EXPORT int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout,
		       const sigset_t *mask)
{
	return agent_on() ? poll_fds(fds, count, timeout, mask, AGENT_CALLER)
			  : REAL(ppoll)(fds, count, timeout, mask);
}

/* --- select ----------------------------------------------------------------------------------- */

/* The three sets, with the events that they stand for (select(2)). */
struct watched {
	fd_set *sets[3];
};

static const short set_events[3] = {POLLIN, POLLOUT, POLLPRI};
static const short set_answers[3] = {POLLIN | POLLHUP | POLLERR, POLLOUT | POLLERR, POLLPRI};

static bool is_set(int fd, const fd_set *set)
{
	return set && FD_ISSET(fd, set);
}

/* Returns how many descriptors are in the sets. */
static nfds_t to_poll(const struct watched *watched, int limit, struct pollfd *fds)
{
	nfds_t count = 0;

	for (int fd = 0; fd < limit && fd < FD_SETSIZE; fd++) {
		short events = 0;

		for (unsigned i = 0; i < 3; i++)
			events |= is_set(fd, watched->sets[i]) ? set_events[i] : 0;
		if (events)
			fds[count++] = (struct pollfd){.fd = fd, .events = events};
	}
	return count;
}

/* Leave in the sets who is ready; returns how many that are. */
static int from_poll(const struct watched *watched, const struct pollfd *fds, nfds_t count)
{
	int ready = 0;

	for (nfds_t at = 0; at < count; at++) {
		for (unsigned i = 0; i < 3; i++) {
			if (!is_set(fds[at].fd, watched->sets[i]))
				continue;
			if (fds[at].revents & set_answers[i])
				ready++;
			else
				FD_CLR(fds[at].fd, watched->sets[i]);
		}
	}
	return ready;
}

static bool any_closed(const struct pollfd *fds, nfds_t count)
{
	for (nfds_t i = 0; i < count; i++) {
		if (fds[i].revents & POLLNVAL)
			return true;
	}
	return false;
}

static int select_fds(int limit, const struct watched *watched, const struct timespec *timeout,
		      const sigset_t *mask, uint32_t where)
{
	struct pollfd fds[FD_SETSIZE];
	nfds_t count = to_poll(watched, limit, fds);
	struct hash around = agent_enter_bytes(watched, sizeof(*watched));
	int result = poll_fds(fds, count, timeout, mask, where);

	agent_leave(around);
	if (result >= 0 && any_closed(fds, count))
		return agent_fail(EBADF);
	return result < 0 ? result : from_poll(watched, fds, count);
}

AGENT_EXPORT int pselect(int limit, fd_set *restrict reading, fd_set *restrict writing,
			 fd_set *restrict other, const struct timespec *restrict timeout,
			 const sigset_t *restrict mask)
{
	const struct watched watched = {{reading, writing, other}};

	return agent_on() ? select_fds(limit, &watched, timeout, mask, AGENT_CALLER)
			  : REAL(pselect)(limit, reading, writing, other, timeout, mask);
}

/* The time that is left is not told: portable programs do not look (select(2)). */
AGENT_EXPORT int select(int limit, fd_set *restrict reading, fd_set *restrict writing,
			fd_set *restrict other, struct timeval *restrict timeout)
{
	const struct watched watched = {{reading, writing, other}};
	struct timespec duration;

	if (!agent_on())
		return REAL(select)(limit, reading, writing, other, timeout);
	if (timeout) /* more than a second of microseconds is not refused, as pselect(2) does */
		duration = (struct timespec){timeout->tv_sec + timeout->tv_usec / 1000000,
					     timeout->tv_usec % 1000000 * 1000};
	return select_fds(limit, &watched, timeout ? &duration : NULL, NULL, AGENT_CALLER);
}

/* --- epoll ------------------------------------------------------------------------------------ */

static int create_epoll(int flags, uint32_t where)
{
	int epoll;

	agent_change_common(COMMON_DESCRIPTORS, "epoll_create1", (unsigned)flags, where);
	epoll = REAL(epoll_create1)(flags);
	if (!agent_on())
		return epoll;
	agent_note_number(epoll);
	agent_note_epoll(epoll);
	return epoll;
}

/*
 * What is in an epoll is no object. Who made it may do with it what he likes: only what somebody
 * does who has it of another hangs on what that one does.
 */
static void note_epoll(int epoll, long call, uint32_t where)
{
	if (!agent_is_epoll(epoll) && agent_has_company())
		agent_blind(UNSEEN_CALL, (uint64_t)call, where);
}

AGENT_EXPORT int epoll_create1(int flags)
{
	return create_epoll(flags, AGENT_CALLER);
}

AGENT_EXPORT int epoll_create(int size)
{
	return size > 0 ? create_epoll(0, AGENT_CALLER) : agent_fail(EINVAL);
}

/* Without a time-out it does not look at signals; with one it ends at once when one has come. */
static int call_epoll(int epoll, struct epoll_event *events, int capacity, int timeout_ms,
		      const struct wait_mask *mask)
{
	if (agent_own.interrupted)
		return agent_fail(EINTR);
	if (agent.gated)
		timeout_ms = timeout_ms != 0 && agent_wait_is_over(mask);
	return REAL(epoll_pwait)(epoll, events, capacity, timeout_ms, mask->asked);
}

/* What is done to an epoll: `what` decides it. */
struct watching {
	int epoll, operation, fd;
	struct hash what;
	uint32_t where;
};

static struct hash what_of(int operation, int fd, const struct epoll_event *event)
{
	bool wants = operation != EPOLL_CTL_DEL && agent_can_read(event, sizeof(*event));
	const uint64_t what[] = {(uint64_t)operation << 32 | (unsigned)fd,
				 wants ? event->events : 0, wants ? event->data.u64 : 0};

	return hash_bytes(what, sizeof(what));
}

/* Whether what others do to the descriptor may come before or behind it: where it comes to stand
 * among those that are ready hangs on that. */
static unsigned ordered_object(const struct watching *watching)
{
	return watching->operation != EPOLL_CTL_DEL && agent_watches(watching->epoll)
		       ? agent_object_fd(watching->fd)
		       : 0;
}

/* Returns the flags of its record; 0: it is no step. */
static uint8_t pass_watching(const struct watching *watching, unsigned object)
{
	struct gate gate = agent_step_gate(OP_EPOLL_WATCH, object, watching->where);
	uint64_t given = watching->what.low ^ (unsigned)watching->epoll;

	if (!object || !gate.intent.visible) {
		bool is_step =
			agent_move_descriptor(watching->epoll, "epoll_ctl", given, watching->where);

		agent_meet_descriptor(watching->fd, is_step, "epoll_ctl", given, watching->where);
		return 0;
	}
	agent_touch_descriptor(watching->fd, false);
	agent_touch_descriptor(watching->epoll, true);
	agent_given(NULL, given);
	gate.intent.argument = (unsigned)watching->fd;
	return agent_pass(&gate);
}

static int end_watching(const struct watching *watching, unsigned object, uint8_t flags, int result)
{
	struct record record = agent_record(OP_EPOLL_WATCH, object, watching->where);
	int error = errno;

	if (result == 0) {
		note_epoll(watching->epoll, SYS_epoll_ctl, watching->where);
		agent_note_epoll_change(watching->epoll, watching->what.low);
		if (watching->operation != EPOLL_CTL_DEL) {
			agent_use_input(watching->fd, watching->where);
			agent_note_watched(watching->epoll, watching->fd);
		}
		if (agent_is_pidfd(watching->fd))
			agent.polls_ends = true;
		if (watching->operation != EPOLL_CTL_MOD && polls_clients(watching->fd))
			numbers_put(&agent.client_epolls, watching->epoll,
				    watching->operation == EPOLL_CTL_ADD);
		agent_untold((unsigned)watching->epoll);
		agent_untold_hash(watching->what);
	}
	errno = error;
	record.flags = flags;
	record.argument = (unsigned)watching->fd;
	return flags ? (int)agent_write_result(&record, result) : result;
}

AGENT_EXPORT int epoll_ctl(int epoll, int operation, int fd, struct epoll_event *event)
{
	struct watching watching;
	unsigned object;
	uint8_t flags;

	if (!agent_on())
		return REAL(epoll_ctl)(epoll, operation, fd, event);
	watching = (struct watching){epoll, operation, fd, what_of(operation, fd, event),
				     AGENT_CALLER};
	object = ordered_object(&watching);
	flags = pass_watching(&watching, object);
	return end_watching(&watching, object, flags, REAL(epoll_ctl)(epoll, operation, fd, event));
}

static int wait_epoll(int epoll, struct epoll_event *events, int capacity, int timeout_ms,
		      const sigset_t *asked, uint32_t where)
{
	const struct timespec limit = {timeout_ms / 1000, timeout_ms % 1000 * 1000000L};
	struct pollfd fds = {.fd = epoll, .events = POLLIN};
	struct wait_mask mask;
	struct polled polled = {&fds, 1, &mask};
	struct record record;
	struct gate gate;
	int result;

	note_epoll(epoll, SYS_epoll_pwait, where);
	agent_touch_descriptor(epoll, true);
	agent_begin_wait(&mask, asked, where);
	gate = agent_gate(OP_POLL, 0, where);
	record = agent_record(OP_POLL, 0, where);
	gate.intent.visible = agent_has_company();
	gate.intent.input = agent_is_typed(agent.trace->input_object);
	if (gate.intent.visible)
		agent_touch_descriptor(epoll, true);
	gate.intent.argument = 1;
	gate.intent.size = (numbers_have(&agent.client_epolls, epoll) ? POLL_CLIENTS : 0) |
			   (gate.intent.input ? POLL_INPUT : 0);
	if (timeout_ms >= 0)
		gate.intent.deadline_ns = agent_deadline_after(&limit);
	agent_given_wait(&mask, events, (uint64_t)epoll << 32 ^ (unsigned)capacity);
	gate.ask = any_ready;
	gate.context = &polled;
	record.flags = agent_pass(&gate);
	record.argument = 1;
	if (timeout_ms != 0)
		end_or_go_on(&polled, &record);
	result = call_epoll(epoll, events, capacity, timeout_ms, &mask);
	if (gate.intent.input && result == 0)
		agent_note_hasty(where);
	if (result > 0)
		agent_note_epoll_change(epoll, (unsigned)result);
	for (int i = 0; i < result; i++) {
		agent_untold_pair(events[i].events, events[i].data.u64);
		if (events[i].events & (EPOLLHUP | EPOLLERR | EPOLLRDHUP) || agent.polls_ends ||
		    child_has_ended())
			agent_saw_end_of(0, where);
	}
	record.value = result < 0 ? 0 : (uint64_t)result;
	result = (int)agent_write_result(&record, result);
	agent_end_wait(&mask);
	return result;
}

AGENT_EXPORT int epoll_pwait(int epoll, struct epoll_event *events, int capacity, int timeout_ms,
			     const sigset_t *mask)
{
	return agent_on() ? wait_epoll(epoll, events, capacity, timeout_ms, mask, AGENT_CALLER)
			  : REAL(epoll_pwait)(epoll, events, capacity, timeout_ms, mask);
}

AGENT_EXPORT int epoll_wait(int epoll, struct epoll_event *events, int capacity, int timeout_ms)
{
	return agent_on() ? wait_epoll(epoll, events, capacity, timeout_ms, NULL, AGENT_CALLER)
			  : REAL(epoll_pwait)(epoll, events, capacity, timeout_ms, NULL);
}

/* --- what _FORTIFY_SOURCE makes of them ------------------------------------------------------- */

AGENT_EXPORT int __poll_chk(struct pollfd *fds, nfds_t count, int timeout_ms, size_t capacity);
AGENT_EXPORT int __ppoll_chk(struct pollfd *fds, nfds_t count, const struct timespec *timeout,
			     const sigset_t *mask, size_t capacity);

AGENT_EXPORT int __poll_chk(struct pollfd *fds, nfds_t count, int timeout_ms, size_t capacity)
{
	if (count > capacity / sizeof(*fds))
		abort();
	return poll_for(fds, count, timeout_ms, AGENT_CALLER);
}

AGENT_EXPORT int __ppoll_chk(struct pollfd *fds, nfds_t count, const struct timespec *timeout,
			     const sigset_t *mask, size_t capacity)
{
	if (count > capacity / sizeof(*fds))
		abort();
	return agent_on() ? poll_fds(fds, count, timeout, mask, AGENT_CALLER)
			  : REAL(ppoll)(fds, count, timeout, mask);
}
