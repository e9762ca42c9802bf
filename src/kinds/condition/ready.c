#include "kinds/mutex/ready.h"

/* Out of the waiting room one has to get past the mutex, in time or too late. */
bool ready_condition(const struct trace *trace, unsigned actor)
{
	const struct intent *intent = &trace->actors[actor].intent;
	unsigned mutex = (unsigned)intent->argument;

	bool cancelled = intent->cancellable && trace->actors[actor].cancelled;

	return (intent->notified || cancelled || intent->deadline_ns <= trace->clock_ns) &&
	       (mutex == 0 || mutex_can_be_locked(trace, actor, mutex));
}
