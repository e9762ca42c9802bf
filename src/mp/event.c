/*
 * A condition and a flag. A flag is never half changed, so that the death of a process in the
 * middle of a call (-EOWNERDEAD) needs no repair.
 */
#include "mp/event.h"

#include <errno.h>
#include <ipcstage.h>

int mp_event_init(struct mp_event *event, const char *name)
{
	int error = mp_condition_init(&event->changed);

	if (error)
		return error;
	event->is_set = 0;
	event->times_set = 0;
	ipcstage_whole(event, IPCSTAGE_EVENT, 0, name);
	ipcstage_part(&event->changed.mutex, event);
	ipcstage_name(&event->changed.mutex, "lock");
	ipcstage_part(&event->changed.cond, event);
	ipcstage_name(&event->changed.cond, "changed");
	return 0;
}

void mp_event_destroy(struct mp_event *event)
{
	mp_condition_destroy(&event->changed);
}

static int lock(struct mp_event *event, const struct mp_deadline *deadline)
{
	int error = mp_condition_acquire_by(&event->changed, deadline);

	return error == -EOWNERDEAD ? 0 : error;
}

static int change(struct mp_event *event, int set, const char *word, const void *caller)
{
	struct mp_deadline never = mp_deadline_in(MP_FOREVER);

	ipcstage_open_from(event, word, caller);
	int error = lock(event, &never);
	if (!error) {
		event->is_set = set;
		ipcstage_tell(event, word);
		if (set) {
			event->times_set++;
			mp_condition_notify_all(&event->changed);
		}
		mp_condition_release(&event->changed);
	}
	ipcstage_close(event);
	return error;
}

int mp_event_set(struct mp_event *event)
{
	return change(event, 1, "set", __builtin_return_address(0));
}

int mp_event_clear(struct mp_event *event)
{
	return change(event, 0, "clear", __builtin_return_address(0));
}

bool mp_event_is_set(struct mp_event *event)
{
	struct mp_deadline never = mp_deadline_in(MP_FOREVER);
	bool set = false;

	ipcstage_open(event, "is_set");
	if (!lock(event, &never)) {
		set = event->is_set;
		mp_condition_release(&event->changed);
	}
	ipcstage_close(event);
	return set;
}

/* With the lock: until it is set, or has been since. */
static int await(struct mp_event *event, const struct mp_deadline *deadline)
{
	unsigned times_set = event->times_set;
	int error = 0;

	while (!error && !event->is_set && event->times_set == times_set) {
		error = mp_condition_wait_by(&event->changed, deadline);
		if (error == -EOWNERDEAD)
			error = 0;
	}
	/* What happened in the last moment counts. */
	if (event->is_set || event->times_set != times_set)
		error = 0;
	ipcstage_tell(event, error ? "missed" : "seen");
	return error;
}

int mp_event_wait(struct mp_event *event, long timeout_ms)
{
	struct mp_deadline deadline = mp_deadline_in(timeout_ms);
	struct mp_deadline moment = timeout_ms == 0 ? mp_deadline_in(MP_FOREVER) : deadline;

	ipcstage_open(event, "wait");
	int error = lock(event, &moment); /* with 0 too: taken does not mean that it is not set */
	if (!error) {
		error = await(event, &deadline);
		mp_condition_release(&event->changed);
	}
	ipcstage_close(event);
	return error;
}
