/*
 * Time-outs as absolute moments, so that a call that waits several times, or is interrupted by a
 * signal and waits again, does not wait longer than it was told. See clock_gettime(2), poll(2).
 */
#include "mp/deadline.h"

#include <errno.h>
#include <limits.h>

enum { NS_PER_MS = 1000000, NS_PER_S = 1000000000, MS_PER_S = 1000 };

/* A hundred years: nobody sees the end of it, and in nanoseconds it still fits into 63 bits. */
static const long long longest_ms = 100LL * 365 * 24 * 60 * 60 * MS_PER_S;

struct mp_deadline mp_deadline_in(long timeout_ms)
{
	struct mp_deadline deadline = {.timeout_ms = timeout_ms};
	long long wait_ms = timeout_ms < longest_ms ? timeout_ms : longest_ms;

	if (timeout_ms <= 0)
		return deadline;
	clock_gettime(CLOCK_MONOTONIC, &deadline.at);
	deadline.at.tv_sec += (time_t)(wait_ms / MS_PER_S);
	deadline.at.tv_nsec += (long)(wait_ms % MS_PER_S) * NS_PER_MS;
	if (deadline.at.tv_nsec >= NS_PER_S) {
		deadline.at.tv_nsec -= NS_PER_S;
		deadline.at.tv_sec++;
	}
	return deadline;
}

int mp_deadline_left_ms(const struct mp_deadline *deadline)
{
	struct timespec now;

	if (deadline->timeout_ms <= 0)
		return deadline->timeout_ms < 0 ? -1 : 0;
	clock_gettime(CLOCK_MONOTONIC, &now);
	long long left_ns = (deadline->at.tv_sec - now.tv_sec) * (long long)NS_PER_S +
			    (deadline->at.tv_nsec - now.tv_nsec);
	if (left_ns <= 0)
		return 0;
	long long left_ms = (left_ns + NS_PER_MS - 1) / NS_PER_MS;
	return left_ms < INT_MAX ? (int)left_ms : INT_MAX;
}

int mp_deadline_missed(const struct mp_deadline *deadline)
{
	return deadline->timeout_ms == 0 ? -EAGAIN : -ETIMEDOUT;
}
