/*
 * A condition and five numbers. They are changed together only with the lock in hand and in an
 * order that leaves a usable barrier after each: the death of a process in the middle of a call
 * (-EOWNERDEAD) needs no repair.
 */
#include "mp/barrier.h"

#include <errno.h>
#include <ipcstage.h>

int mp_barrier_init(struct mp_barrier *barrier, unsigned parties, const char *name)
{
	if (parties == 0)
		return -EINVAL;
	int error = mp_condition_init(&barrier->changed);
	if (error)
		return error;
	barrier->parties = parties;
	barrier->waiting = barrier->rounds = barrier->resets = 0;
	barrier->broken = 0;
	ipcstage_whole(barrier, IPCSTAGE_BARRIER, parties, name);
	ipcstage_part(&barrier->changed.mutex, barrier);
	ipcstage_name(&barrier->changed.mutex, "lock");
	ipcstage_part(&barrier->changed.cond, barrier);
	ipcstage_name(&barrier->changed.cond, "changed");
	return 0;
}

void mp_barrier_destroy(struct mp_barrier *barrier)
{
	mp_condition_destroy(&barrier->changed);
}

static int lock(struct mp_barrier *barrier)
{
	int error = mp_condition_acquire(&barrier->changed, MP_FOREVER);

	return error == -EOWNERDEAD ? 0 : error;
}

static void unlock(struct mp_barrier *barrier)
{
	mp_condition_release(&barrier->changed);
}

/* The last one has come. */
static void let_through(struct mp_barrier *barrier)
{
	barrier->waiting = 0;
	barrier->rounds++;
	mp_condition_notify_all(&barrier->changed);
}

static void break_it(struct mp_barrier *barrier)
{
	barrier->broken = 1;
	barrier->waiting = 0;
	ipcstage_tell(barrier, "break");
	mp_condition_notify_all(&barrier->changed);
}

/* Until the round is complete, or never will be. */
static int await(struct mp_barrier *barrier, const struct mp_deadline *deadline)
{
	unsigned round = barrier->rounds, resets = barrier->resets;
	int error = 0;

	while (!error && barrier->rounds == round && barrier->resets == resets &&
	       !barrier->broken) {
		error = mp_condition_wait_by(&barrier->changed, deadline);
		if (error == -EOWNERDEAD)
			error = 0;
	}
	if (barrier->rounds != round)
		error = 0; /* what happened in the last moment counts */
	else if (barrier->broken || barrier->resets != resets)
		error = -ECANCELED;
	else
		break_it(barrier);
	ipcstage_tell(barrier, "leave");
	return error;
}

static int arrive(struct mp_barrier *barrier, const struct mp_deadline *deadline)
{
	if (barrier->broken)
		return -ECANCELED;
	unsigned place = barrier->waiting++;
	ipcstage_tell(barrier, "arrive");
	if (barrier->waiting >= barrier->parties) {
		let_through(barrier);
		return (int)place;
	}
	int error = await(barrier, deadline);
	return error ? error : (int)place;
}

int mp_barrier_wait(struct mp_barrier *barrier, long timeout_ms)
{
	struct mp_deadline deadline = mp_deadline_in(timeout_ms);

	ipcstage_open(barrier, "wait");
	int result = lock(barrier);
	if (!result) {
		result = arrive(barrier, &deadline);
		unlock(barrier);
	}
	ipcstage_close(barrier);
	return result;
}

int mp_barrier_abort(struct mp_barrier *barrier)
{
	ipcstage_open(barrier, "abort");
	int error = lock(barrier);
	if (!error) {
		break_it(barrier);
		unlock(barrier);
	}
	ipcstage_close(barrier);
	return error;
}

int mp_barrier_reset(struct mp_barrier *barrier)
{
	ipcstage_open(barrier, "reset");
	int error = lock(barrier);
	if (!error) {
		barrier->waiting = 0;
		barrier->resets++;
		barrier->broken = 0;
		ipcstage_tell(barrier, "reset");
		mp_condition_notify_all(&barrier->changed);
		unlock(barrier);
	}
	ipcstage_close(barrier);
	return error;
}

unsigned mp_barrier_waiting(struct mp_barrier *barrier)
{
	unsigned waiting = 0;

	ipcstage_open(barrier, "waiting");
	if (!lock(barrier)) {
		waiting = barrier->waiting;
		unlock(barrier);
	}
	ipcstage_close(barrier);
	return waiting;
}

bool mp_barrier_is_broken(struct mp_barrier *barrier)
{
	bool broken = true;

	ipcstage_open(barrier, "is_broken");
	if (!lock(barrier)) {
		broken = barrier->broken;
		unlock(barrier);
	}
	ipcstage_close(barrier);
	return broken;
}
