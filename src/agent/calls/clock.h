/*
 * Deadlines.
 */
#ifndef IPCSTAGE_AGENT_CALLS_CLOCK_H
#define IPCSTAGE_AGENT_CALLS_CLOCK_H

#include <stdint.h>
#include <time.h>

/* Nanoseconds of the virtual clock that a deadline of clock `id` stands for; one after a while. */
uint64_t agent_deadline(clockid_t id, const struct timespec *at);
uint64_t agent_deadline_after(const struct timespec *duration);

/* The time of a gated run in seconds since 1970, for what the kernel would tell of its own. */
time_t agent_virtual_seconds(void);

#endif
