/*
 * Waiting for signals: pause(2), sigsuspend(2), sigwait(3), sigwaitinfo(2), sigtimedwait(2).
 *
 * pause and sigsuspend wait until a handler has run. To begin with that is a step, as a signal that
 * comes before it is not waited for any more; from then on only a handler ends it. The others take
 * a signal that is pending, which is a step, too: which one it is hangs on what was sent by then.
 */
#include <signal.h>
#include <unistd.h>
#include "agent/calls/clock.h"
#include "agent/calls/pending.h"
#include "agent/calls/treatment.h"
#include "agent/core/agent.h"
#include "agent/core/company.h"
#include "agent/core/gate.h"
#include "agent/core/life.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"
#include "agent/hooks/data.h"

/* What a handler waits for is not held, as nothing is that it does. */
static bool is_held(void)
{
	return agent_on() && !agent_own.handlers;
}

/* --- until a handler has run ------------------------------------------------------------------ */

static void begin_pause(const sigset_t *mask, uint32_t where)
{
	struct gate gate = agent_gate(OP_PAUSE, 0, where);
	uint8_t flags;

	gate.intent.visible = agent_has_company();
	agent_given(mask, 0);
	flags = agent_pass(&gate);
	agent_write_done(OP_PAUSE, 0, flags, 0, where);
}

/* `kept`: the mask that is in force again when the wait is over. */
static void await_handler(const sigset_t *kept, uint32_t where)
{
	struct gate gate = agent_gate(OP_HANDLED, 0, where);

	gate.begun = true;
	agent_given(NULL, agent_signal_bits(kept));
	agent_pass(&gate);
}

/* With this mask while it waits; NULL: with the one there is. */
static int wait_for_handler(const sigset_t *mask, uint32_t where)
{
	unsigned handled = agent_own.handled;
	sigset_t kept;

	sigprocmask(SIG_SETMASK, mask, &kept);
	if (agent_own.handled == handled)
		await_handler(&kept, where);
	sigprocmask(SIG_SETMASK, &kept, NULL);
	agent_write_done(OP_HANDLED, 0, 0, EINTR, where);
	return agent_fail(EINTR);
}

AGENT_EXPORT int pause(void)
{
	if (!is_held())
		return REAL(pause)();
	begin_pause(NULL, AGENT_CALLER);
	return agent.gated ? wait_for_handler(NULL, AGENT_CALLER) : REAL(pause)();
}

AGENT_EXPORT int sigsuspend(const sigset_t *mask)
{
	if (!is_held())
		return REAL(sigsuspend)(mask);
	begin_pause(mask, AGENT_CALLER);
	return agent.gated ? wait_for_handler(mask, AGENT_CALLER) : REAL(sigsuspend)(mask);
}

/* --- asking ----------------------------------------------------------------------------------- */

/* What is told is in memory, but not in the order of what was done. */
static int ask_pending(sigset_t *pending, uint32_t where)
{
	struct record record;
	sigset_t blocked;
	int result;

	REAL(sigprocmask)(SIG_BLOCK, NULL, &blocked);
	agent_ask_common(COMMON_PENDING, "sigpending", (uintptr_t)pending, where);
	record = agent_record(OP_ASK_SIGNALS, 0, where);
	record.argument = agent_signal_bits(&blocked);
	record.flags = agent_pass_asking(record.argument, where);
	result = REAL(sigpending)(pending);
	if (result != 0)
		return result;
	record.value = agent_signal_bits(pending);
	if (record.flags)
		agent_write(&record);
	else
		agent_told_bytes(&record.value, sizeof(record.value));
	if (sigismember(pending, SIGCHLD))
		agent_saw_end(where);
	return 0;
}

AGENT_EXPORT int sigpending(sigset_t *pending)
{
	return is_held() ? ask_pending(pending, AGENT_CALLER) : REAL(sigpending)(pending);
}

/* --- until a signal is pending ---------------------------------------------------------------- */

static bool is_pending(void *context)
{
	sigset_t pending;

	REAL(sigpending)(&pending);
	return agent_signal_bits(&pending) & agent_signal_bits(context);
}

/* As sigtimedwait(2), with NULL for no limit. */
static int take_signal(const sigset_t *set, siginfo_t *info, const struct timespec *limit,
		       uint32_t where)
{
	const struct timespec now = {0, 0};
	struct gate gate = agent_gate(OP_SIGWAIT, 0, where);
	struct record record = agent_record(OP_SIGWAIT, 0, where);
	sigset_t wanted = *set;
	int result;

	gate.intent.visible = agent_has_company();
	gate.intent.argument = agent_signal_bits(set);
	if (limit)
		gate.intent.deadline_ns = agent_deadline_after(limit);
	agent_given(info, 0);
	gate.ask = is_pending;
	gate.context = &wanted;
	record.flags = agent_pass(&gate);
	result = agent_own.interrupted ? agent_fail(EINTR)
				       : REAL(sigtimedwait)(set, info, agent.gated ? &now : limit);
	if (result > 0 && info)
		agent_tell_sender(info);
	if (agent.gated && !limit && result < 0 && errno == EAGAIN)
		agent_disagree(&gate);
	if (result > 0)
		agent_signal_taken(result, info);
	if (result == SIGCHLD && (limit || agent_told_of_end(agent_signal_bits(set))))
		agent_saw_end(where);
	record.argument = gate.intent.argument;
	record.value = result < 0 ? 0 : (uint64_t)result;
	return (int)agent_write_result(&record, result);
}

AGENT_EXPORT int sigtimedwait(const sigset_t *restrict set, siginfo_t *restrict info,
			      const struct timespec *restrict limit)
{
	return is_held() && (!limit || agent_is_time(limit))
		       ? take_signal(set, info, limit, AGENT_CALLER)
		       : REAL(sigtimedwait)(set, info, limit);
}

AGENT_EXPORT int sigwaitinfo(const sigset_t *restrict set, siginfo_t *restrict info)
{
	return is_held() ? take_signal(set, info, NULL, AGENT_CALLER)
			 : REAL(sigtimedwait)(set, info, NULL);
}

/* A handler of another signal does not end it: sigwait(3). */
AGENT_EXPORT int sigwait(const sigset_t *restrict set, int *restrict number)
{
	uint32_t where = AGENT_CALLER;
	const uint64_t given = (uintptr_t)number;
	struct hash around;
	int got;

	if (!is_held())
		return REAL(sigwait)(set, number);
	around = agent_enter(&given, 1);
	do {
		got = take_signal(set, NULL, NULL, where);
	} while (got < 0 && errno == EINTR);
	agent_leave(around);
	if (got < 0)
		return errno;
	agent_tell(number, &got, sizeof(got), 0, where);
	return 0;
}
