#include "trace/timers.h"

static unsigned timers_used(const struct trace *trace)
{
	return trace->timer_count < LIMIT_TIMERS ? trace->timer_count : LIMIT_TIMERS;
}

struct timer_entry *timer_new(struct trace *trace, enum timer_kind kind, unsigned space)
{
	unsigned i = 0;

	while (i < timers_used(trace) && trace->timers[i].kind != TIMER_NONE)
		i++;
	if (i == LIMIT_TIMERS) {
		trace_reach(trace, REACHED_TIMERS);
		return NULL;
	}
	if (i == trace->timer_count)
		trace->timer_count++;
	trace->timers[i] = (struct timer_entry){
		.deadline_ns = UINT64_MAX, .kind = (uint8_t)kind, .space = (uint8_t)space};
	return &trace->timers[i];
}

void timer_set(struct trace *trace, struct timer_entry *timer, uint64_t after_ns,
	       uint64_t period_ns)
{
	timer->deadline_ns = after_ns ? trace->clock_ns + after_ns : UINT64_MAX;
	timer->period_ns = after_ns ? period_ns : 0;
	timer->expirations = 0;
}

uint64_t timer_left(const struct trace *trace, const struct timer_entry *timer)
{
	if (timer->deadline_ns == UINT64_MAX)
		return 0;
	/* One that is about to go off must not seem not to be set. */
	return timer->deadline_ns > trace->clock_ns ? timer->deadline_ns - trace->clock_ns : 1;
}

uint64_t timer_go_off(struct trace *trace, struct timer_entry *timer)
{
	uint64_t times = 1;

	if (timer->period_ns == 0) {
		timer->deadline_ns = UINT64_MAX;
		return times;
	}
	times += (trace->clock_ns - timer->deadline_ns) / timer->period_ns;
	timer->deadline_ns += times * timer->period_ns;
	return times;
}

static unsigned owner(const struct trace *trace, const struct timer_entry *timer)
{
	return trace->spaces[timer->space % LIMIT_SPACES].first % LIMIT_ACTORS;
}

bool timer_is_live(const struct trace *trace, const struct timer_entry *timer)
{
	const struct object_entry *object = trace_entry(trace, timer->object);

	switch ((enum timer_kind)timer->kind) {
	case TIMER_NONE:
		return false;
	case TIMER_FD:
		return !set_is_empty(trace_alive_in(trace, shared_set_get(&object->holders)));
	case TIMER_INTERVAL:
	case TIMER_POSIX:
		break;
	}
	return trace_is_alive(trace, owner(trace, timer));
}

/* That a timerfd which can be read already goes off again wakes nobody. */
static bool wakes(const struct timer_entry *timer)
{
	return timer->kind == TIMER_FD ? timer->expirations == 0 : timer->signal != 0;
}

uint64_t timer_next(const struct trace *trace, unsigned *actor)
{
	uint64_t first = UINT64_MAX;

	for (unsigned i = 0; i < timers_used(trace); i++) {
		const struct timer_entry *timer = &trace->timers[i];

		if (timer->deadline_ns >= first || !wakes(timer) || !timer_is_live(trace, timer))
			continue;
		first = timer->deadline_ns;
		*actor = owner(trace, timer);
	}
	return first;
}

struct timer_entry *timer_due(struct trace *trace, unsigned actor)
{
	for (unsigned i = 0; i < timers_used(trace); i++) {
		struct timer_entry *timer = &trace->timers[i];

		if (timer->kind != TIMER_NONE && timer->kind != TIMER_FD && timer->signal &&
		    timer->deadline_ns <= trace->clock_ns && owner(trace, timer) == actor)
			return timer;
	}
	return NULL;
}

void timer_count_descriptors(struct trace *trace)
{
	for (unsigned i = 0; i < timers_used(trace); i++) {
		struct timer_entry *timer = &trace->timers[i];

		if (timer->kind != TIMER_FD || timer->deadline_ns > trace->clock_ns)
			continue;
		timer->expirations += timer_go_off(trace, timer);
		trace->objects[timer->object % LIMIT_OBJECTS].changes++;
		trace->fd_changes++;
	}
}
