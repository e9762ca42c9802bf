/*
 * POSIX message queues: mq_overview(7).
 *
 * A queue's descriptor is one that poll(2) knows, so whether a call can finish is the kernel's
 * answer. A name that the run has made and not removed is removed when the run is over.
 */
#include <fcntl.h>
#include <limits.h>
#include <mqueue.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "agent/calls/clock.h"
#include "agent/calls/descriptors.h"
#include "agent/calls/shared_setting.h"
#include "agent/calls/transfers.h"
#include "agent/core/agent.h"
#include "agent/core/called.h"
#include "agent/core/gate.h"
#include "agent/core/guard.h"
#include "agent/core/objects.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"
#include "agent/hooks/data.h"
#include "kinds/file/calls.h"
#include "kinds/file_name/calls.h"
#include "kinds/message_queue/calls_notify.h"
#include "trace/system.h"

/* --- open, close, unlink -------------------------------------------------------------------- */

static void note_opened(mqd_t queue, const char *name, bool may_be_new, uint8_t flags,
			uint32_t where)
{
	struct record record;
	struct mq_attr attributes;
	uint64_t key[2];
	unsigned object;
	bool created;

	if (!agent_file_key(queue, KEY_INODE, key))
		return;
	object = trace_object(agent.trace, OBJECT_MESSAGE_QUEUE, key, set_all(), &created);
	if (created) {
		if (may_be_new)
			agent_note_outer_name(object, SYSTEM_QUEUES, name);
		agent_name_object(object, name, where);
		agent_called_result(object, sizeof(queue));
	}
	agent_note_descriptor(queue, object);
	record = agent_record(OP_OPEN, object, where);
	record.flags = flags;
	record.argument = (uint64_t)queue;
	record.value = agent_ends_of(queue);
	if (REAL(mq_getattr)(queue, &attributes) == 0)
		record.size = (uint32_t)(attributes.mq_maxmsg * attributes.mq_msgsize);
	agent_write(&record);
	agent_note_change(object);
}

/* Whether a queue of this name is there. */
static bool exists(const char *name)
{
	mqd_t queue = REAL(mq_open)(name, O_RDONLY, 0, NULL);
	bool there = queue >= 0 || errno == EACCES;

	if (queue >= 0)
		REAL(close)(queue);
	return there;
}

/* A call of mq_open(3); mode and attributes are those of a queue that is made. */
struct opening {
	const char *name;
	int flags;
	mode_t mode;
	struct mq_attr *attributes;
};

static mqd_t open_queue(const struct opening *opening, uint32_t where)
{
	struct gate gate = agent_gate(OP_OPEN, 0, where);
	const char *name = opening->name;
	int flags = opening->flags;
	const uint64_t given[] = {(uintptr_t)name, (uint64_t)flags, opening->mode,
				  (uintptr_t)opening->attributes};
	bool is_new;
	uint8_t step;
	mqd_t queue;

	/* Whoever else is alive may open or make the same name. */
	gate.intent.visible = agent_has_company();
	agent_touch_common(COMMON_DESCRIPTORS, true);
	agent_given_words(given, 4);
	step = agent_pass(&gate);
	is_new = flags & O_CREAT && !exists(name);
	queue = REAL(mq_open)(name, flags, opening->mode, opening->attributes);
	if (queue >= 0)
		note_opened(queue, name, is_new, step, where);
	return queue;
}

AGENT_EXPORT mqd_t mq_open(const char *name, int flags, ...)
{
	uint32_t where = AGENT_CALLER;
	struct opening opening = {.name = name, .flags = flags};

	if (flags & O_CREAT) {
		va_list arguments;

		va_start(arguments, flags);
		opening.mode = va_arg(arguments, mode_t);
		opening.attributes = va_arg(arguments, struct mq_attr *);
		va_end(arguments);
	}
	if (!agent_on())
		return REAL(mq_open)(name, flags, opening.mode, opening.attributes);
	return open_queue(&opening, where);
}

/* What _FORTIFY_SOURCE makes of a call without mode whose flags the compiler does not know. */
AGENT_EXPORT mqd_t __mq_open_2(const char *name, int flags);

AGENT_EXPORT mqd_t __mq_open_2(const char *name, int flags)
{
	struct opening opening = {.name = name, .flags = flags};

	if (flags & O_CREAT)
		abort();
	return agent_on() ? open_queue(&opening, AGENT_CALLER)
			  : REAL(mq_open)(name, flags, 0, NULL);
}

AGENT_EXPORT int mq_close(mqd_t queue)
{
	return agent_on() ? agent_close(queue, AGENT_CALLER) : REAL(close)(queue);
}

AGENT_EXPORT int mq_unlink(const char *name)
{
	char path[TRACE_PATH];
	struct naming naming;

	if (!agent_on())
		return REAL(mq_unlink)(name);
	snprintf(path, sizeof(path), SYSTEM_QUEUES "%s", name[0] == '/' ? name + 1 : name);
	naming = agent_begin_naming(OP_CHANGE_NAME, AT_FDCWD, path, hash_none(), AGENT_CALLER);
	agent_note_unlinked(OBJECT_MESSAGE_QUEUE, name);
	return agent_end_naming(&naming, "mq_unlink", REAL(mq_unlink)(name));
}

/* The header says that it is given some, so that a compiler would not look. */
static bool is_none(const struct mq_attr *wanted)
{
	__asm__("" : "+r"(wanted));
	return !wanted;
}

static int ask_attributes(mqd_t queue, unsigned object, struct mq_attr *out, uint8_t step,
			  uint32_t where)
{
	int result = REAL(mq_getattr)(queue, out);

	agent_end_setting(object, F_GETFL, result, hash_none(), step, where);
	return result;
}

/* Of all it sets only whether calls wait, for all who have the description. */
AGENT_EXPORT int mq_setattr(mqd_t queue, const struct mq_attr *restrict wanted,
			    struct mq_attr *restrict old)
{
	uint32_t where = AGENT_CALLER;
	unsigned object = agent_on() ? agent_file(queue) : 0;
	uint8_t step;
	int result;

	if (!object)
		return REAL(mq_setattr)(queue, wanted, old);
	agent_meet_descriptor(queue, agent_visible(object), "mq_setattr", (uintptr_t)wanted, where);
	step = agent_begin_setting(object, F_SETFL, wanted, queue, where);
	if (is_none(wanted)) /* it only asks */
		return ask_attributes(queue, object, old, step, where);
	agent_note_blocking(queue, object, !(wanted->mq_flags & O_NONBLOCK), where);
	result = REAL(mq_setattr)(queue, wanted, old);
	if (result == 0)
		agent_untold_pair((unsigned)queue, (uint64_t)wanted->mq_flags);
	agent_end_setting(object, F_SETFL, result, hash_none(), step, where);
	return result;
}

/* --- send and receive ------------------------------------------------------------------------ */

struct wanted {
	mqd_t queue;
	short events;
	size_t size; /* of the message, or of the room for one */
	unsigned priority;
};

/* What cannot be done at all is refused at once: EBADF, EMSGSIZE, EINVAL. */
static bool is_refused(const struct wanted *wanted)
{
	bool sends = wanted->events == POLLOUT;
	struct mq_attr attributes;
	size_t limit;

	if (!(agent_ends_of(wanted->queue) & (sends ? END_WRITE : END_READ)) ||
	    wanted->priority >= MQ_PRIO_MAX || REAL(mq_getattr)(wanted->queue, &attributes) < 0)
		return true;
	limit = (size_t)attributes.mq_msgsize;
	return sends ? wanted->size > limit : wanted->size < limit;
}

static bool is_ready(void *context)
{
	const struct wanted *wanted = context;

	if (REAL(fcntl)(wanted->queue, F_GETFL) & O_NONBLOCK || is_refused(wanted))
		return true;
	return agent_is_ready(wanted->queue, wanted->events);
}

/* Wait at the gate. Returns 0, or the error that the call ends with: EINTR, ETIMEDOUT. */
static int pass(struct gate *gate, struct wanted *wanted, const struct timespec *until,
		uint8_t *flags)
{
	gate->intent.visible = agent_visible(gate->intent.object);
	gate->intent.wait = WAIT_NOT_BEGUN;
	gate->ask = is_ready;
	gate->context = wanted;
	if (until)
		gate->intent.deadline_ns = agent_deadline(CLOCK_REALTIME, until);
	*flags = agent_pass(gate);
	if (agent_own.interrupted)
		return EINTR;
	return agent.gated && !is_ready(wanted) ? ETIMEDOUT : 0;
}

static void write_done(enum operation operation, const struct gate *gate, uint8_t flags,
		       ssize_t result, const char *bytes, unsigned priority)
{
	struct record record = agent_record(operation, gate->intent.object, gate->intent.where);

	record.flags = flags;
	record.argument = priority;
	record.size = gate->intent.size;
	record.value = result < 0 ? 0 : (uint64_t)result;
	if (result > 0)
		agent_text(&record, bytes, (size_t)result);
	agent_write_result(&record, result);
	agent_note_change(gate->intent.object);
}

static int send_now(mqd_t queue, const char *bytes, size_t size, unsigned priority,
		    const struct timespec *until)
{
	return until ? REAL(mq_timedsend)(queue, bytes, size, priority, until)
		     : REAL(mq_send)(queue, bytes, size, priority);
}

static ssize_t receive_now(mqd_t queue, char *bytes, size_t capacity, unsigned *priority,
			   const struct timespec *until)
{
	return until ? REAL(mq_timedreceive)(queue, bytes, capacity, priority, until)
		     : REAL(mq_receive)(queue, bytes, capacity, priority);
}

static int send_message(mqd_t queue, const char *bytes, size_t size, unsigned priority,
			const struct timespec *until, uint32_t where)
{
	struct gate gate = agent_gate(OP_WRITE, agent_file(queue), where);
	struct wanted wanted = {queue, POLLOUT, size, priority};
	struct loan loan = agent_lend(bytes, size, where);
	bool notifies;
	uint8_t flags;
	int error, result;

	gate.intent.argument = priority;
	gate.intent.size = (uint32_t)size;
	agent_given(bytes, (uint64_t)queue);
	error = pass(&gate, &wanted, until, &flags);
	notifies = agent_queue_notifies(queue, gate.intent.object);
	result = error ? agent_fail(error)
		       : send_now(queue, loan.mine, size, priority, agent.gated ? NULL : until);
	agent_count_out(gate.intent.object);
	write_done(OP_WRITE, &gate, flags, result < 0 ? -1 : (ssize_t)size, loan.mine, priority);
	if (result == 0 && notifies)
		agent_queue_notify(gate.intent.object, where);
	agent_return(&loan, 0);
	return result;
}

static ssize_t receive_message(mqd_t queue, char *bytes, size_t capacity, unsigned *priority,
			       const struct timespec *until, uint32_t where)
{
	struct gate gate = agent_gate(OP_READ, agent_file(queue), where);
	struct wanted wanted = {queue, POLLIN, capacity, 0};
	const uint64_t given[] = {(uintptr_t)bytes, (uint64_t)queue, (uintptr_t)priority};
	struct loan loan = agent_borrow(bytes, capacity, where);
	unsigned got = 0;
	uint8_t flags;
	ssize_t result;
	int error;

	gate.intent.size = (uint32_t)capacity;
	agent_given_words(given, 3);
	error = pass(&gate, &wanted, until, &flags);
	result = error ? agent_fail(error)
		       : receive_now(queue, loan.mine, capacity, &got, agent.gated ? NULL : until);
	agent_count_in(gate.intent.object);
	write_done(OP_READ, &gate, flags, result, loan.mine, got);
	agent_return(&loan, result > 0 ? (size_t)result : 0);
	if (result >= 0 && !agent_tell_there(priority, &got, sizeof(got), (uint64_t)result, where))
		return -1;
	return result;
}

/* Whether a call on a descriptor is to be shown: one until no time is refused at once. */
static bool is_known(mqd_t queue, const struct timespec *until)
{
	return agent_on() && agent_file(queue) && (!until || agent_is_time(until));
}

AGENT_EXPORT int mq_send(mqd_t queue, const char *bytes, size_t size, unsigned priority)
{
	return is_known(queue, NULL)
		       ? send_message(queue, bytes, size, priority, NULL, AGENT_CALLER)
		       : REAL(mq_send)(queue, bytes, size, priority);
}

AGENT_EXPORT int mq_timedsend(mqd_t queue, const char *bytes, size_t size, unsigned priority,
			      const struct timespec *until)
{
	return is_known(queue, until)
		       ? send_message(queue, bytes, size, priority, until, AGENT_CALLER)
		       : REAL(mq_timedsend)(queue, bytes, size, priority, until);
}

AGENT_EXPORT ssize_t mq_receive(mqd_t queue, char *bytes, size_t capacity, unsigned *priority)
{
	return is_known(queue, NULL)
		       ? receive_message(queue, bytes, capacity, priority, NULL, AGENT_CALLER)
		       : REAL(mq_receive)(queue, bytes, capacity, priority);
}

AGENT_EXPORT ssize_t mq_timedreceive(mqd_t queue, char *restrict bytes, size_t capacity,
				     unsigned *restrict priority,
				     const struct timespec *restrict until)
{
	return is_known(queue, until)
		       ? receive_message(queue, bytes, capacity, priority, until, AGENT_CALLER)
		       : REAL(mq_timedreceive)(queue, bytes, capacity, priority, until);
}
