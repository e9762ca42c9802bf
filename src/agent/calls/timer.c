/*
 * Timers that send signals: alarm(2), setitimer(2), timer_create(2).
 *
 * While gated they are on the run's virtual clock (trace/timer.h): none of them is set in the
 * kernel. One that is due is a signal that its process sends to itself. Timers of the time that a
 * process computes are the kernel's own, and said not to be followed.
 */
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include "agent/calls/clock.h"
#include "agent/calls/signal.h"
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/families.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/hooks/common.h"
#include "trace/system.h"
#include "trace/timers.h"

static bool is_virtual(void)
{
	return agent_on() && agent.gated;
}

/* --- going off -------------------------------------------------------------------------------- */

static siginfo_t info_of(const struct timer_entry *timer, uint64_t missed)
{
	siginfo_t info = {.si_signo = timer->signal, .si_code = SI_KERNEL};

	if (timer->kind == TIMER_POSIX) {
		info.si_code = SI_TIMER;
		info.si_overrun = (int)missed;
		info.si_value.sival_ptr = (void *)(uintptr_t)timer->value;
	}
	return info;
}

static void go_off(struct timer_entry *timer)
{
	uint64_t missed = timer_go_off(agent.trace, timer) - 1;
	siginfo_t info = info_of(timer, missed);
	struct record record = agent_record(OP_EXPIRE, 0, 0);

	timer->expirations = missed;
	record.value = timer->signal;
	record.argument = timer->period_ns;
	agent_write(&record);
	agent_have_signal(&info, timer->thread ? timer->thread - 1u : LIMIT_ACTORS);
}

/* A handler may set another timer. */
static void expire(void)
{
	struct timer_entry *timer;

	while ((timer = timer_due(agent.trace, agent_own.self)))
		go_off(timer);
}

/* What exec(3) does not keep. */
static void delete_timers(void)
{
	for (unsigned i = 0; i < agent.trace->timer_count; i++) {
		struct timer_entry *timer = &agent.trace->timers[i];

		if (timer->kind == TIMER_POSIX && timer->space == agent_entry()->space)
			timer->kind = TIMER_NONE;
	}
}

const struct family family_timer = {.on_due = expire, .on_image = delete_timers};

/* --- setting ---------------------------------------------------------------------------------- */

static void set(struct timer_entry *timer, uint64_t after_ns, uint64_t period_ns, uint32_t where)
{
	struct record record = agent_record(OP_SET_TIMER, 0, where);

	agent_settle();
	timer_set(agent.trace, timer, after_ns, period_ns);
	record.argument = after_ns;
	record.value = timer->period_ns;
	record.size = timer->signal;
	agent_write(&record);
}

/* --- the interval timer ----------------------------------------------------------------------- */

static struct timer_entry *find_interval(void)
{
	for (unsigned i = 0; i < agent.trace->timer_count; i++) {
		struct timer_entry *timer = &agent.trace->timers[i];

		if (timer->kind == TIMER_INTERVAL && timer->space == agent_entry()->space)
			return timer;
	}
	return NULL;
}

static struct timer_entry *make_interval(void)
{
	struct timer_entry *timer = find_interval();

	if (!timer)
		timer = timer_new(agent.trace, TIMER_INTERVAL, agent_entry()->space);
	if (timer)
		timer->signal = SIGALRM;
	return timer;
}

static struct timeval timeval_of(uint64_t ns)
{
	return (struct timeval){(time_t)(ns / 1000000000u), (suseconds_t)(ns % 1000000000u / 1000)};
}

static uint64_t nanoseconds_of(struct timeval time)
{
	return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_usec * 1000;
}

/* What is left is rounded up to what a timeval can say: it must not seem to be over. */
static void tell_interval(struct itimerval *out)
{
	const struct timer_entry *timer = find_interval();

	*out = (struct itimerval){{0, 0}, {0, 0}};
	if (!timer)
		return;
	out->it_value = timeval_of(timer_left(agent.trace, timer) + 999);
	out->it_interval = timeval_of(timer->period_ns);
}

static bool is_valid(const struct timeval *time)
{
	return time->tv_sec >= 0 && time->tv_usec >= 0 && time->tv_usec < 1000000;
}

static int set_interval(const struct itimerval *wanted, struct itimerval *old, uint32_t where)
{
	struct timer_entry *timer;

	agent_change_common(COMMON_TIMER, "setitimer",
			    nanoseconds_of(wanted->it_value) ^ nanoseconds_of(wanted->it_interval)
								       << 32,
			    where);
	timer = make_interval();
	if (!is_valid(&wanted->it_value) || !is_valid(&wanted->it_interval))
		return agent_fail(EINVAL);
	if (!timer)
		return agent_fail(EAGAIN);
	if (old)
		tell_interval(old);
	set(timer, nanoseconds_of(wanted->it_value), nanoseconds_of(wanted->it_interval), where);
	return 0;
}

AGENT_EXPORT int setitimer(__itimer_which_t which, const struct itimerval *restrict wanted,
			   struct itimerval *restrict old)
{
	if (is_virtual() && which == ITIMER_REAL && wanted)
		return set_interval(wanted, old, AGENT_CALLER);
	if (is_virtual())
		agent_blind(UNSEEN_CALL, SYS_setitimer, AGENT_CALLER);
	return REAL(setitimer)(which, wanted, old);
}

AGENT_EXPORT int getitimer(__itimer_which_t which, struct itimerval *out)
{
	if (!is_virtual() || which != ITIMER_REAL)
		return REAL(getitimer)(which, out);
	agent_ask_common(COMMON_TIMER, "getitimer", 0, AGENT_CALLER);
	tell_interval(out);
	return 0;
}

/* To whole seconds as the kernel rounds: what is left of an alarm that is set is never 0. */
static unsigned rounded(struct timeval left)
{
	bool up = left.tv_usec >= 500000 || (left.tv_sec == 0 && left.tv_usec > 0);

	return (unsigned)left.tv_sec + up;
}

AGENT_EXPORT unsigned alarm(unsigned seconds)
{
	const struct itimerval wanted = {{0, 0}, {(time_t)seconds, 0}};
	struct itimerval old = {{0, 0}, {0, 0}};

	if (!is_virtual())
		return REAL(alarm)(seconds);
	set_interval(&wanted, &old, AGENT_CALLER);
	return rounded(old.it_value);
}

AGENT_EXPORT useconds_t ualarm(useconds_t after, useconds_t period)
{
	const struct itimerval wanted = {{period / 1000000, period % 1000000},
					 {after / 1000000, after % 1000000}};
	struct itimerval old = {{0, 0}, {0, 0}};

	if (is_virtual())
		set_interval(&wanted, &old, AGENT_CALLER);
	else
		REAL(setitimer)(ITIMER_REAL, &wanted, &old);
	return (useconds_t)(old.it_value.tv_sec * 1000000 + old.it_value.tv_usec);
}

/* --- timers of POSIX -------------------------------------------------------------------------- */

/* What stands for one in the program: its place in the table, from 1 on. */
static timer_t name_of(const struct timer_entry *timer)
{
	return (timer_t)(uintptr_t)(timer - agent.trace->timers + 1);
}

/* NULL: it is the kernel's own, or none. */
static struct timer_entry *find_posix(timer_t name)
{
	uintptr_t place = (uintptr_t)name - 1;
	struct timer_entry *timer;

	if (!is_virtual() || place >= agent.trace->timer_count)
		return NULL;
	timer = &agent.trace->timers[place];
	return timer->kind == TIMER_POSIX && timer->space == agent_entry()->space ? timer : NULL;
}

static bool sends_signal(const struct sigevent *event)
{
	return !event || event->sigev_notify == SIGEV_SIGNAL ||
	       event->sigev_notify == SIGEV_THREAD_ID;
}

/* Of one that sends none it is not looked at. */
static bool has_signal(const struct sigevent *event)
{
	return !event || !sends_signal(event) ||
	       (event->sigev_signo > 0 && event->sigev_signo < NSIG);
}

/* It is known by an id as gettid(2) tells it. LIMIT_ACTORS: it is none of this process. */
static unsigned thread_of(const struct sigevent *event)
{
	return agent_find_id(agent_told_pid(system_pid()), event->_sigev_un._tid);
}

static int create(const struct sigevent *event, timer_t *out)
{
	bool has_thread = event && event->sigev_notify == SIGEV_THREAD_ID;
	struct timer_entry *timer;

	if (!has_signal(event) || (has_thread && thread_of(event) == LIMIT_ACTORS))
		return agent_fail(EINVAL);
	timer = timer_new(agent.trace, TIMER_POSIX, agent_entry()->space);
	if (!timer)
		return agent_fail(EAGAIN);
	*out = name_of(timer);
	if (sends_signal(event))
		timer->signal = event ? (uint8_t)event->sigev_signo : SIGALRM;
	if (has_thread)
		timer->thread = (uint8_t)(thread_of(event) + 1);
	timer->value = event ? (uint64_t)(uintptr_t)event->sigev_value.sival_ptr
			     : (uint64_t)(uintptr_t)*out;
	return 0;
}

/* One that starts a thread, or counts the time of a processor, is the kernel's. */
AGENT_EXPORT int timer_create(clockid_t clock, struct sigevent *restrict event,
			      timer_t *restrict out)
{
	if (is_virtual() && agent_is_virtual(clock) &&
	    (sends_signal(event) || event->sigev_notify == SIGEV_NONE)) {
		agent_change_common(COMMON_TIMER, "timer_create", (uintptr_t)out, AGENT_CALLER);
		return create(event, out);
	}
	if (is_virtual())
		agent_blind(UNSEEN_CALL, SYS_timer_create, AGENT_CALLER);
	return REAL(timer_create)(clock, event, out);
}

AGENT_EXPORT int timer_settime(timer_t name, int flags, const struct itimerspec *restrict wanted,
			       struct itimerspec *restrict old)
{
	struct timer_entry *timer;

	agent_change_common(COMMON_TIMER, "timer_settime", (uintptr_t)wanted, AGENT_CALLER);
	timer = find_posix(name);
	if (!timer)
		return REAL(timer_settime)(name, flags, wanted, old);
	if (!agent_is_interval(wanted))
		return agent_fail(EINVAL);
	if (old)
		agent_tell_timer(timer, old);
	set(timer, agent_until(&wanted->it_value, flags & TIMER_ABSTIME),
	    agent_nanoseconds(&wanted->it_interval), AGENT_CALLER);
	return 0;
}

AGENT_EXPORT int timer_gettime(timer_t name, struct itimerspec *out)
{
	struct timer_entry *timer;

	agent_ask_common(COMMON_TIMER, "timer_gettime", (uintptr_t)out, AGENT_CALLER);
	timer = find_posix(name);
	if (!timer)
		return REAL(timer_gettime)(name, out);
	agent_tell_timer(timer, out);
	return 0;
}

AGENT_EXPORT int timer_getoverrun(timer_t name)
{
	struct timer_entry *timer;

	agent_ask_common(COMMON_TIMER, "timer_getoverrun", (uintptr_t)name, AGENT_CALLER);
	timer = find_posix(name);
	return timer ? (int)timer->expirations : REAL(timer_getoverrun)(name);
}

AGENT_EXPORT int timer_delete(timer_t name)
{
	struct timer_entry *timer;

	agent_change_common(COMMON_TIMER, "timer_delete", (uintptr_t)name, AGENT_CALLER);
	timer = find_posix(name);
	if (!timer)
		return REAL(timer_delete)(name);
	if (timer->deadline_ns != UINT64_MAX)
		set(timer, 0, 0, AGENT_CALLER);
	timer->kind = TIMER_NONE;
	return 0;
}
