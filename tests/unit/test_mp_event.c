/* mp/event.h between real processes: level, pulse, time-outs, a death in the middle. */
#include "mp/event.h"

#include <errno.h>
#include "mp_shared.h"

enum { WAITERS = 3 };

struct shared {
	struct mp_event event;
	struct mp_event here;
};

static int wait_long(void *argument)
{
	return -mp_event_wait(&((struct shared *)argument)->event, 10000);
}

static int set_it(void *argument)
{
	return -mp_event_set(&((struct shared *)argument)->event);
}

static void a_level_is_seen_by_all_and_kept(void **state)
{
	struct shared *s = page_of(state);
	struct mp_process waiters[WAITERS], setter;

	assert_int_equal(mp_event_init(&s->event, "ready"), 0);
	assert_false(mp_event_is_set(&s->event));
	assert_int_equal(mp_event_wait(&s->event, 0), -EAGAIN);
	assert_int_equal(mp_event_wait(&s->event, 10), -ETIMEDOUT);
	for (int i = 0; i < WAITERS; i++)
		waiters[i] = child_of(wait_long, s);
	setter = child_of(set_it, s);
	for (int i = 0; i < WAITERS; i++)
		assert_int_equal(end_of(&waiters[i]), 0);
	assert_int_equal(end_of(&setter), 0);
	assert_true(mp_event_is_set(&s->event));
	assert_int_equal(mp_event_wait(&s->event, 0), 0);
	assert_int_equal(mp_event_clear(&s->event), 0);
	assert_int_equal(mp_event_wait(&s->event, 0), -EAGAIN);
	mp_event_destroy(&s->event);
}

static int wait_and_say(void *argument)
{
	struct shared *s = argument;
	int error = -mp_event_wait(&s->event, 10000);

	mp_event_set(&s->here);
	return error;
}

static void a_pulse_lets_go_who_waits_at_that_moment(void **state)
{
	struct shared *s = page_of(state);
	struct mp_process waiter;

	assert_int_equal(mp_event_init(&s->event, "pulse"), 0);
	assert_int_equal(mp_event_init(&s->here, "here"), 0);
	assert_int_equal(mp_event_set(&s->event), 0);
	assert_int_equal(mp_event_clear(&s->event), 0);
	assert_int_equal(mp_event_wait(&s->event, 10), -ETIMEDOUT); /* it was before */
	waiter = child_of(wait_and_say, s);
	/* When it waits nobody can know: pulses until it has felt one. */
	while (mp_event_wait(&s->here, 5) != 0) {
		assert_int_equal(mp_event_set(&s->event), 0);
		assert_int_equal(mp_event_clear(&s->event), 0);
	}
	assert_int_equal(end_of(&waiter), 0);
	mp_event_destroy(&s->event);
	mp_event_destroy(&s->here);
}

static int die_inside(void *argument)
{
	struct shared *s = argument;

	mp_condition_acquire(&s->event.changed, MP_FOREVER);
	return raise(SIGKILL);
}

static void a_death_in_a_call_does_not_spoil_it(void **state)
{
	struct shared *s = page_of(state);
	struct mp_process child;

	assert_int_equal(mp_event_init(&s->event, "ready"), 0);
	child = child_of(die_inside, s);
	assert_int_equal(end_of(&child), -SIGKILL);
	assert_int_equal(mp_event_wait(&s->event, 10), -ETIMEDOUT);
	child = child_of(die_inside, s);
	assert_int_equal(end_of(&child), -SIGKILL);
	assert_int_equal(mp_event_set(&s->event), 0);
	assert_int_equal(mp_event_wait(&s->event, 0), 0);
	mp_event_destroy(&s->event);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_level_is_seen_by_all_and_kept),
		cmocka_unit_test(a_pulse_lets_go_who_waits_at_that_moment),
		cmocka_unit_test(a_death_in_a_call_does_not_spoil_it),
	};
	return cmocka_run_group_tests(tests, setup_page, teardown_page);
}
