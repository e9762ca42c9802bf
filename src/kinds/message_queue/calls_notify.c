/*
 * mq_notify(3): a process that is to be told, once, when a message comes into an empty queue at
 * which nobody waits.
 *
 * In a gated run the kernel is not asked: whoever sends such a message sends the signal, too. What
 * a thread of the C library's is to do (SIGEV_THREAD) is not held.
 */
#include "kinds/message_queue/calls_notify.h"

#include <signal.h>
#include <string.h>
#include "agent/calls/descriptors.h"
#include "agent/calls/fd_kinds.h"
#include "agent/calls/signal.h"
#include "agent/core/agent.h"
#include "agent/core/gate.h"
#include "agent/core/life.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "kinds/file/calls.h"

static unsigned first_of(unsigned space)
{
	return agent.trace->spaces[space % LIMIT_SPACES].first;
}

static bool is_alive(unsigned space)
{
	return !set_is_empty(trace_alive_in(agent.trace, set_of(space)));
}

static void withdraw(struct object_entry *queue)
{
	queue->size = queue->options = 0;
	queue->value = 0;
}

/* Whoever closes the queue by any descriptor, or ends, is not told any more. */
static void forget(int fd, unsigned object)
{
	(void)fd;
	if (agent_object(object)->size == agent_entry()->space + 1u)
		withdraw(agent_object(object));
}

const struct fd_kind fd_message_queue = {.forget = forget};

/* --- asking for it ---------------------------------------------------------------------------- */

/* Returns 0, or the error. Whoever withdraws what is not his has done nothing. */
static int set_notice(struct object_entry *queue, const struct sigevent *wanted)
{
	unsigned self = agent_entry()->space + 1u;

	if (!wanted) {
		if (queue->size == self)
			withdraw(queue);
		return 0;
	}
	if (queue->size && is_alive(queue->size - 1))
		return EBUSY;
	queue->size = self;
	queue->options = wanted->sigev_notify == SIGEV_SIGNAL ? (uint8_t)wanted->sigev_signo : 0;
	queue->value = (uintptr_t)wanted->sigev_value.sival_ptr;
	return 0;
}

static int notify_gated(unsigned object, const struct sigevent *wanted, uint32_t where)
{
	struct record record = agent_record(OP_NOTIFY, object, where);
	struct gate gate = agent_step_gate(OP_NOTIFY, object, where);
	int error;

	gate.intent.argument = wanted ? NOTICE_WANTED : NOTICE_WITHDRAWN;
	agent_given_hash(NULL, wanted ? hash_bytes(wanted, sizeof(*wanted)) : hash_none());
	record.flags = agent_pass(&gate);
	record.argument = gate.intent.argument;
	record.value =
		wanted && wanted->sigev_notify == SIGEV_SIGNAL ? (uint64_t)wanted->sigev_signo : 0;
	if (wanted && agent_object(object)->size && !is_alive(agent_object(object)->size - 1))
		agent_saw_end_of(object, where);
	error = set_notice(agent_object(object), wanted);
	return (int)agent_write_result(&record, error ? agent_fail(error) : 0);
}

/* What the kernel refuses it is to refuse, and what the C library does is not held. */
static bool is_followed(const struct sigevent *wanted)
{
	if (!wanted || wanted->sigev_notify == SIGEV_NONE)
		return true;
	return wanted->sigev_notify == SIGEV_SIGNAL && wanted->sigev_signo > 0 &&
	       wanted->sigev_signo < NSIG;
}

AGENT_EXPORT int mq_notify(mqd_t queue, const struct sigevent *wanted)
{
	unsigned object = agent_on() && agent.gated ? agent_file(queue) : 0;

	return object && is_followed(wanted) ? notify_gated(object, wanted, AGENT_CALLER)
					     : REAL(mq_notify)(queue, wanted);
}

/* --- telling ---------------------------------------------------------------------------------- */

/* Whoever has begun to wait there is given the message himself. */
static bool is_awaited(unsigned object)
{
	unsigned count = trace_actors(agent.trace);

	for (unsigned i = 0; i < count; i++) {
		const struct actor_entry *actor = agent_entry_of(i);

		if (atomic_load(&actor->state) == ACTOR_PARKED && actor->intent.object == object &&
		    actor->intent.operation == OP_READ && actor->intent.wait == WAIT_BEGUN)
			return true;
	}
	return false;
}

bool agent_queue_notifies(mqd_t queue, unsigned object)
{
	unsigned wanted_by = agent_object(object)->size;
	struct mq_attr attributes;

	return agent.gated && wanted_by && is_alive(wanted_by - 1) &&
	       REAL(mq_getattr)(queue, &attributes) == 0 && attributes.mq_curmsgs == 0 &&
	       !is_awaited(object);
}

void agent_queue_notify(unsigned object, uint32_t where)
{
	struct object_entry *queue = agent_object(object);
	struct record record = agent_record(OP_NOTIFY, object, where);
	unsigned first = first_of(queue->size - 1);
	siginfo_t info = {.si_signo = queue->options, .si_code = SI_MESGQ};

	info.si_value.sival_ptr = (void *)(uintptr_t)queue->value;
	record.argument = NOTICE_GIVEN;
	record.value = queue->options;
	record.size = first;
	withdraw(queue);
	agent_write(&record);
	if (info.si_signo)
		agent_notify_by_signal(first, &info, where);
}
