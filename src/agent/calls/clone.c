/*
 * clone(2) by itself: what it makes is in no table, and is not to be taken for who made it.
 */
#include <sched.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include "agent/calls/clone.h"
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/real.h"

/* From here on this process is alone with its program; what it signals is still contained. */
static void step_down(void)
{
	agent_own.attends = false;
	agent.trace = NULL;
}

void agent_after_call(long number, const uint64_t arguments[6], long result)
{
	bool is_process = number == SYS_clone && !(arguments[0] & CLONE_VM);

#ifdef SYS_fork
	is_process |= number == SYS_fork;
#endif
	if (is_process && result == 0)
		step_down();
}

struct start {
	int (*function)(void *);
	void *argument;
};

static int begin(void *context)
{
	const struct start start = *(const struct start *)context;

	step_down();
	return start.function(start.argument);
}

AGENT_EXPORT int clone(int (*function)(void *), void *stack, int flags, void *argument, ...)
{
	struct start start = {function, argument};
	bool shares = flags & CLONE_VM; /* and with it what would be said here of the child */
	pid_t *parent, *child;
	va_list list;
	void *tls;

	va_start(list, argument);
	parent = va_arg(list, pid_t *);
	tls = va_arg(list, void *);
	child = va_arg(list, pid_t *);
	va_end(list);
	agent_blind(UNSEEN_CALL, SYS_clone, AGENT_CALLER);
	if (!agent.trace || shares)
		return REAL(clone)(function, stack, flags, argument, parent, tls, child);
	return REAL(clone)(begin, stack, flags, &start, parent, tls, child);
}
