/*
 * Deadlines and timers on the run's virtual clock.
 */
#ifndef IPCSTAGE_AGENT_CALLS_CLOCK_H
#define IPCSTAGE_AGENT_CALLS_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include "trace/timer.h"

/* Nanoseconds of the virtual clock that a deadline of clock `id` stands for; one after a while. */
uint64_t agent_deadline(clockid_t id, const struct timespec *at);
uint64_t agent_deadline_after(const struct timespec *duration);

/* Whether the C library waits by that clock, and until then: what it does not is EINVAL. The kernel
 * waits for, or until, a time that is one. */
bool agent_is_clock(clockid_t id);
bool agent_is_moment(const struct timespec *at);
bool agent_is_time(const struct timespec *time);

/* Whether the time of a clock is the virtual one: in a gated run, but for those of a processor. */
bool agent_is_virtual(clockid_t id);

uint64_t agent_nanoseconds(const struct timespec *time);

/* What a timer is set to: nanoseconds from now, of a moment that has passed 1; 0: never. */
uint64_t agent_until(const struct timespec *at, bool absolute);

/* Whether a timer may be set to it. */
bool agent_is_interval(const struct itimerspec *wanted);

/* What a timer is set to now. */
void agent_tell_timer(const struct timer_entry *timer, struct itimerspec *out);

/* The time of a gated run in seconds since 1970, for what the kernel would tell of its own. */
time_t agent_virtual_seconds(void);

#endif
