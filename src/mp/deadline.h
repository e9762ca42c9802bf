/*
 * How long a call may wait.
 *
 * Every waiting call of this library takes a time-out in milliseconds: MP_FOREVER waits without
 * limit, 0 never blocks (the call returns -EAGAIN instead), anything else waits so long at most
 * and then returns -ETIMEDOUT. More than a hundred years are taken as a hundred years. Time is
 * CLOCK_MONOTONIC (clock_gettime(2)): setting the date neither shortens nor prolongs a wait.
 */
#ifndef IPCSTAGE_MP_DEADLINE_H
#define IPCSTAGE_MP_DEADLINE_H

#include <time.h>

enum { MP_FOREVER = -1 };

/* One time-out shared by the several waits of a call. */
struct mp_deadline {
	long timeout_ms;    /* as asked for; negative means MP_FOREVER */
	struct timespec at; /* when it is over; valid when timeout_ms > 0 */
};

/* The deadline that lies so far from now. Reads the clock only when timeout_ms > 0. */
struct mp_deadline mp_deadline_in(long timeout_ms);

/*
 * What is left of it as poll(2) wants it: -1 without limit, else milliseconds, rounded up. INT_MAX,
 * which are 24 days, may be less than what is left: then wait again.
 */
int mp_deadline_left_ms(const struct mp_deadline *deadline);

/* What a call returns that had to give up: -EAGAIN or -ETIMEDOUT. */
int mp_deadline_missed(const struct mp_deadline *deadline);

#endif
