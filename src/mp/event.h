/*
 * An event between processes: a flag that is set or not, and that can be waited for.
 *
 * A condition (mp/condition.h) and a flag, in memory that all its users share (mp/memory.h),
 * initialised before they are forked. It stays set until it is cleared: who comes later does not
 * wait at all. Setting it lets all go who wait at that moment, even when it is cleared at once; who
 * was not waiting yet misses such a pulse.
 *
 * A process that dies in one of the calls leaves the event usable, but for what mp/condition.h says
 * of one that is killed while it waits.
 */
#ifndef IPCSTAGE_MP_EVENT_H
#define IPCSTAGE_MP_EVENT_H

#include "mp/condition.h"

struct mp_event {
	struct mp_condition changed; /* for the functions below */
	int is_set;		     /* */
	unsigned times_set;	     /* that is how who waits knows of a pulse */
};

/* Make it, not set. `name` is what it is called on stage. Returns 0 or -errno. */
int mp_event_init(struct mp_event *event, const char *name);

/* Once nobody uses it any more; its memory is the caller's. */
void mp_event_destroy(struct mp_event *event);

/* Set it, and let all go who wait. Clear it. Both block only while another call is under way. */
int mp_event_set(struct mp_event *event);
int mp_event_clear(struct mp_event *event);

/* Whether it is set at this moment; out of date as soon as somebody else runs. */
bool mp_event_is_set(struct mp_event *event);

/* Wait until it is set; returns at once when it is. Returns 0, -EAGAIN (timeout_ms 0:
 * it is not; this blocks while another call is under way) or -ETIMEDOUT. */
int mp_event_wait(struct mp_event *event, long timeout_ms);

#endif
