/*
 * Cancelling threads: pthread_cancel(3).
 *
 * Whoever is cancelled in a gated run is told by the table, and tells the C library itself, when it
 * has the baton in a place where it may end.
 */
#include <pthread.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/gate.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/threads.h"
#include "agent/hooks/common.h"
#include "trace/baton.h"

/*
 * glibc has it end only if it still sleeps when it is told. Where it could go on it may do that
 * before, as a step; where it waits for its mutex it could not.
 */
static void note_woken(unsigned number, uint32_t where)
{
	const struct actor_entry *entry = agent_entry_of(number);

	if (atomic_load(&entry->state) == ACTOR_PARKED && entry->intent.notified &&
	    !baton_can_finish(agent.trace, number))
		agent_blind(UNSEEN_WOKEN, 0, where);
}

AGENT_EXPORT int pthread_cancel(pthread_t thread)
{
	unsigned number = agent_on() && agent.gated ? agent_find_thread(thread) : LIMIT_ACTORS;
	struct gate gate;
	struct record record;

	if (number == LIMIT_ACTORS)
		return REAL(pthread_cancel)(thread);
	agent_touch_common(COMMON_CANCELS, true);
	gate = agent_gate(OP_CANCEL, 0, AGENT_CALLER);
	gate.intent.argument = number;
	gate.intent.visible = number != agent_own.self && !agent_thread_ended(number);
	record = agent_record(OP_CANCEL, 0, gate.intent.where);
	record.flags = agent_pass(&gate);
	record.argument = number;
	if (!agent_thread_ended(number)) {
		note_woken(number, gate.intent.where);
		agent_entry_of(number)->cancelled = true;
	}
	agent_write(&record);
	return 0;
}

AGENT_EXPORT void pthread_testcancel(void)
{
	agent_ask_common(COMMON_CANCELS, "pthread_testcancel", 0, AGENT_CALLER);
	if (agent_on() && agent.gated)
		agent_end_if_cancelled(AGENT_CALLER);
	REAL(pthread_testcancel)();
}

AGENT_EXPORT int pthread_setcancelstate(int state, int *before)
{
	agent_own.holds_cancel = state == PTHREAD_CANCEL_DISABLE;
	return REAL(pthread_setcancelstate)(state, before);
}

/* One that may end anywhere does so where it could wait. */
AGENT_EXPORT int pthread_setcanceltype(int type, int *before)
{
	int error;

	if (type == PTHREAD_CANCEL_ASYNCHRONOUS && agent.threaded)
		agent_blind(UNSEEN_ANYWHERE, 0, AGENT_CALLER);
	error = REAL(pthread_setcanceltype)(type, before);
	if (!error)
		agent_own.ends_anywhere = type == PTHREAD_CANCEL_ASYNCHRONOUS;
	return error;
}
