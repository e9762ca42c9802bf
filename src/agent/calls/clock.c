/*
 * Time. While gated nobody sleeps: a sleeper parks until the virtual clock has reached its
 * deadline, and the clock jumps when nobody else can move (baton.c). What the program reads of
 * the clock is that virtual time, counted from one fixed moment, so that every run of a schedule
 * reads the same; each reading takes a microsecond, so that a loop which waits for the clock ends.
 * Where sleepers are free (trace->sleepers_free) waking is a step that may be taken at any time.
 */
#include "agent/calls/clock.h"

#include <string.h>
#include <sys/time.h>
#include <threads.h>
#include <unistd.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/company.h"
#include "agent/core/families.h"
#include "agent/core/gate.h"
#include "agent/core/objects.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/data.h"
#include "trace/timers.h"

enum { READING_NS = 1000 };

/* The moment when every run begins: 2023-08-24 15:38:19 +08:00. */
static const uint64_t epoch_ns = UINT64_C(1692862699) * 1000000000u;

uint64_t agent_nanoseconds(const struct timespec *time)
{
	return (uint64_t)time->tv_sec * 1000000000u + (uint64_t)time->tv_nsec;
}

bool agent_is_virtual(clockid_t id)
{
	return agent_on() && agent.gated &&
	       (id == CLOCK_REALTIME || id == CLOCK_MONOTONIC || id == CLOCK_BOOTTIME ||
		id == CLOCK_REALTIME_COARSE || id == CLOCK_MONOTONIC_COARSE ||
		id == CLOCK_MONOTONIC_RAW || id == CLOCK_TAI);
}

/* --- who reads first -------------------------------------------------------------------------- */

enum {
	MOST_STEPS = 32 /* readings of one actor: who waits for a moment reads it again and again */
};

static const int clock_place;

/* One for all processes. */
static unsigned clock_object(void)
{
	struct hash name = hash_bytes("clock", 5);
	uint64_t key[2];
	unsigned object;
	bool created;

	object_key_of(key, KEY_ADDRESS, name);
	object = trace_object(agent.trace, OBJECT_VALUE, key, set_all(), &created);
	if (created)
		agent_name_object(object, "the clock", 0);
	return object;
}

static void step(const char *call, const void *out, uint32_t where)
{
	unsigned object = clock_object();
	struct record record;
	uint8_t flags;

	agent_given(out, 0);
	flags = agent_pass_step(OP_ASK_COMMON, object, where);
	record = agent_record(OP_ASK_COMMON, object, where);
	record.flags = flags;
	record.size = sizeof(clock_place);
	agent_write_text(&record, call, strlen(call));
}

/*
 * Where two actors read it, and neither has to come first, a reading is a step: who compares what
 * they have read sees the difference. Whole seconds (time(2)) show none.
 */
static void pass_reading(const char *call, const void *out, uint32_t where)
{
	struct readings *readings = &agent.trace->readings;
	struct places *places = &agent.trace->places;
	const uint64_t place = (uintptr_t)&clock_place;
	int error = errno;

	if (agent.trace->compares_no_times)
		return;
	if (readings_add(readings, agent_own.self) &&
	    !places_add(places, place, sizeof(clock_place)))
		trace_reach(agent.trace, REACHED_PLACES);
	if (!places_have(places, place, sizeof(clock_place)))
		return;
	if (readings->counts[agent_own.self] <= MOST_STEPS)
		step(call, out, where);
	else if (agent_has_company())
		agent_blind(UNSEEN_READINGS, 0, where);
	errno = error;
}

static uint64_t read_virtual(void)
{
	agent.trace->clock_ns += READING_NS;
	agent.trace->clock_was_read = true;
	agent_told_bytes(&agent.trace->clock_ns, sizeof(agent.trace->clock_ns));
	families_due();
	return epoch_ns + agent.trace->clock_ns;
}

time_t agent_virtual_seconds(void)
{
	agent.trace->clock_was_read = true;
	return (time_t)((epoch_ns + agent.trace->clock_ns) / 1000000000u);
}

uint64_t agent_deadline(clockid_t id, const struct timespec *at)
{
	uint64_t then = at->tv_sec < 0 ? 0 : agent_nanoseconds(at);
	struct timespec now;

	if (agent.gated)
		return then > epoch_ns ? then - epoch_ns : 0;
	REAL(clock_gettime)(id, &now);
	return then > agent_nanoseconds(&now) ? then - agent_nanoseconds(&now) : 0;
}

bool agent_is_clock(clockid_t id)
{
	return id == CLOCK_REALTIME || id == CLOCK_MONOTONIC;
}

bool agent_is_moment(const struct timespec *at)
{
	return at->tv_nsec >= 0 && at->tv_nsec < 1000000000;
}

bool agent_is_time(const struct timespec *time)
{
	return time->tv_sec >= 0 && agent_is_moment(time);
}

uint64_t agent_deadline_after(const struct timespec *duration)
{
	return agent.trace->clock_ns + agent_nanoseconds(duration);
}

/* --- timers --------------------------------------------------------------------------------- */

static struct timespec timespec_of(uint64_t ns)
{
	return (struct timespec){(time_t)(ns / 1000000000u), (long)(ns % 1000000000u)};
}

uint64_t agent_until(const struct timespec *at, bool absolute)
{
	uint64_t then = agent_nanoseconds(at);

	if (!absolute || then == 0)
		return then;
	then = agent_deadline(CLOCK_REALTIME, at);
	return then > agent.trace->clock_ns ? then - agent.trace->clock_ns : 1;
}

bool agent_is_interval(const struct itimerspec *wanted)
{
	return agent_is_time(&wanted->it_value) && agent_is_time(&wanted->it_interval);
}

void agent_tell_timer(const struct timer_entry *timer, struct itimerspec *out)
{
	out->it_value = timespec_of(timer_left(agent.trace, timer));
	out->it_interval = timespec_of(timer->period_ns);
}

/* --- sleeping ------------------------------------------------------------------------------- */

/* Whoever is let go has slept its time: all others were slow meanwhile. */
static void wake_late(uint64_t until_ns)
{
	if (agent.trace->clock_ns < until_ns)
		agent.trace->clock_ns = until_ns;
}

/* Returns 0, or EINTR. */
static int sleep_gated(uint64_t until_ns, uint64_t duration_ns, const struct timespec *left,
		       uint32_t where)
{
	struct gate gate = agent_gate(OP_SLEEP, 0, where);
	struct record record;
	uint8_t flags;

	gate.intent.deadline_ns = until_ns;
	gate.intent.argument = duration_ns;
	gate.intent.visible = agent.trace->sleepers_free;
	agent_given(left, 0);
	flags = agent_pass(&gate);
	if (flags && !agent_own.interrupted)
		wake_late(until_ns);
	record = agent_record(OP_SLEEP, 0, where);
	record.argument = duration_ns;
	record.flags = flags;
	record.error = agent_own.interrupted ? EINTR : 0;
	agent_write(&record);
	return record.error;
}

static struct timespec time_left(uint64_t until_ns)
{
	uint64_t now = agent.trace->clock_ns;
	uint64_t left = until_ns > now ? until_ns - now : 0;

	return timespec_of(left);
}

static int sleep_for(const struct timespec *duration, struct timespec *left, uint32_t where)
{
	uint64_t until;
	int error;

	if (!agent_is_virtual(CLOCK_MONOTONIC) || !agent_is_time(duration))
		return REAL(clock_nanosleep)(CLOCK_REALTIME, 0, duration, left);
	until = agent_deadline_after(duration);
	error = sleep_gated(until, agent_nanoseconds(duration), left, where);
	if (left)
		*left = time_left(until);
	return error;
}

AGENT_EXPORT int nanosleep(const struct timespec *duration, struct timespec *left)
{
	int error = sleep_for(duration, left, AGENT_CALLER);

	if (!error)
		return 0;
	errno = error;
	return -1;
}

AGENT_EXPORT int clock_nanosleep(clockid_t id, int flags, const struct timespec *request,
				 struct timespec *left)
{
	if (!agent_is_virtual(id) || !agent_is_time(request))
		return REAL(clock_nanosleep)(id, flags, request, left);
	if (flags & TIMER_ABSTIME) {
		uint64_t until = agent_deadline(id, request);
		uint64_t now = agent.trace->clock_ns;

		return sleep_gated(until, until > now ? until - now : 0, NULL, AGENT_CALLER);
	}
	return sleep_for(request, left, AGENT_CALLER);
}

/* Of <threads.h>. */
AGENT_EXPORT int thrd_sleep(const struct timespec *duration, struct timespec *left)
{
	int error = sleep_for(duration, left, AGENT_CALLER);

	return error == 0 ? 0 : error == EINTR ? -1 : -2;
}

AGENT_EXPORT unsigned sleep(unsigned seconds)
{
	struct timespec duration = {seconds, 0}, left = {0, 0};

	/* What is left is rounded up, so that an interrupted sleep never seems complete. */
	return sleep_for(&duration, &left, AGENT_CALLER)
		       ? (unsigned)left.tv_sec + (left.tv_nsec > 0)
		       : 0;
}

AGENT_EXPORT int usleep(useconds_t microseconds)
{
	struct timespec duration = {microseconds / 1000000, microseconds % 1000000 * 1000L};
	int error = sleep_for(&duration, NULL, AGENT_CALLER);

	if (!error)
		return 0;
	errno = error;
	return -1;
}

/* --- reading -------------------------------------------------------------------------------- */

static int read_clock(clockid_t id, struct timespec *now)
{
	if (!agent_is_virtual(id))
		return REAL(clock_gettime)(id, now);
	*now = timespec_of(read_virtual());
	return 0;
}

AGENT_EXPORT int clock_gettime(clockid_t id, struct timespec *now)
{
	struct timespec ours;
	int result;

	if (agent_is_virtual(id))
		pass_reading("clock_gettime", now, AGENT_CALLER);
	result = read_clock(id, &ours);
	if (result == 0 && agent.gated && !agent_is_virtual(id))
		agent_blind(UNSEEN_WORKED, 0, AGENT_CALLER);
	if (result == 0)
		agent_tell(now, &ours, sizeof(ours), 0, AGENT_CALLER);
	return result;
}

/* C11. Other bases are those of processors. */
AGENT_EXPORT int timespec_get(struct timespec *now, int base)
{
	struct timespec ours;

	if (base != TIME_UTC || !agent_is_virtual(CLOCK_REALTIME))
		return REAL(timespec_get)(now, base);
	pass_reading("timespec_get", now, AGENT_CALLER);
	read_clock(CLOCK_REALTIME, &ours);
	agent_tell(now, &ours, sizeof(ours), 0, AGENT_CALLER);
	return base;
}

/* An old one, which newer headers do not have. */
struct old_time {
	time_t seconds;
	unsigned short milliseconds;
	short zone, summer;
};

AGENT_EXPORT int ftime(struct old_time *now);

AGENT_EXPORT int ftime(struct old_time *now)
{
	struct old_time ours = {0};
	struct timespec time;

	if (!agent_is_virtual(CLOCK_REALTIME))
		return REAL(ftime)(now);
	pass_reading("ftime", now, AGENT_CALLER);
	read_clock(CLOCK_REALTIME, &time);
	ours.seconds = time.tv_sec;
	ours.milliseconds = (unsigned short)(time.tv_nsec / 1000000);
	agent_tell(now, &ours, sizeof(ours), 0, AGENT_CALLER);
	return 0;
}

/* How long a processor has worked is another thing in every run. */
AGENT_EXPORT clock_t clock(void)
{
	if (agent.gated)
		agent_blind(UNSEEN_WORKED, 0, AGENT_CALLER);
	return REAL(clock)();
}

AGENT_EXPORT int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
	struct timespec time;
	struct timeval ours;

	(void)zone;
	if (agent_is_virtual(CLOCK_REALTIME))
		pass_reading("gettimeofday", now, AGENT_CALLER);
	if (read_clock(CLOCK_REALTIME, &time) < 0)
		return -1;
	ours = (struct timeval){time.tv_sec, time.tv_nsec / 1000};
	agent_tell(now, &ours, sizeof(ours), 0, AGENT_CALLER);
	return 0;
}

AGENT_EXPORT time_t time(time_t *out)
{
	struct timespec now = {0};

	read_clock(CLOCK_REALTIME, &now);
	agent_tell(out, &now.tv_sec, sizeof(now.tv_sec), (uint64_t)now.tv_sec, AGENT_CALLER);
	return now.tv_sec;
}
