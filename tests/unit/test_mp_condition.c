/* mp/condition.h between real processes: a buffer of one place, time-outs, an owner's death. */
#include "mp/condition.h"

#include <errno.h>
#include "mp_shared.h"

enum { ITEMS = 3000, WAITERS = 3 };

struct shared {
	struct mp_condition condition;
	int waiting, go, item, full;
	long sum;
};

static int take_items(void *argument)
{
	struct shared *s = argument;
	int bad = 0;

	for (int i = 0; i < ITEMS; i++) {
		bad |= mp_condition_acquire(&s->condition, MP_FOREVER);
		while (!s->full)
			bad |= mp_condition_wait(&s->condition, MP_FOREVER);
		s->sum += s->item;
		s->full = 0;
		mp_condition_notify_all(&s->condition);
		bad |= mp_condition_release(&s->condition);
	}
	return bad != 0;
}

static bool is_empty(void *argument)
{
	return !((struct shared *)argument)->full;
}

static void items_go_through_a_buffer_of_one_place(void **state)
{
	struct shared *s = page_of(state);
	struct mp_process taker;

	*s = (struct shared){0};
	assert_int_equal(mp_condition_init(&s->condition), 0);
	taker = child_of(take_items, s);
	for (int i = 1; i <= ITEMS; i++) {
		assert_int_equal(mp_condition_acquire(&s->condition, 10000), 0);
		assert_int_equal(mp_condition_wait_for(&s->condition, is_empty, s, 10000), 0);
		s->item = i;
		s->full = 1;
		mp_condition_notify(&s->condition, 1);
		assert_int_equal(mp_condition_release(&s->condition), 0);
	}
	assert_int_equal(end_of(&taker), 0);
	assert_int_equal(s->sum, (long)ITEMS * (ITEMS + 1) / 2);
	mp_condition_destroy(&s->condition);
}

static int wait_to_go(void *argument)
{
	struct shared *s = argument;
	int bad = mp_condition_acquire(&s->condition, MP_FOREVER);

	s->waiting++;
	while (!s->go && !bad)
		bad = mp_condition_wait(&s->condition, 10000);
	s->go--;
	s->waiting--;
	return bad || mp_condition_release(&s->condition);
}

/* Those of whom it is known that they wait: each counts itself with the lock in hand. */
static void await_waiters(struct shared *s, int count)
{
	int waiting = -1;

	for (int left = 2000; left > 0 && waiting != count; left--) {
		assert_int_equal(mp_condition_acquire(&s->condition, 10000), 0);
		waiting = s->waiting;
		assert_int_equal(mp_condition_release(&s->condition), 0);
		if (waiting != count)
			pause_ms(5);
	}
	assert_int_equal(waiting, count);
}

static void so_many_go_as_are_notified(void **state)
{
	struct shared *s = page_of(state);
	struct mp_process waiters[WAITERS];

	*s = (struct shared){0};
	assert_int_equal(mp_condition_init(&s->condition), 0);
	for (int i = 0; i < WAITERS; i++)
		waiters[i] = child_of(wait_to_go, s);
	await_waiters(s, WAITERS);
	assert_int_equal(mp_condition_acquire(&s->condition, MP_FOREVER), 0);
	s->go = 2;
	assert_int_equal(mp_condition_notify(&s->condition, 2), 0);
	assert_int_equal(mp_condition_release(&s->condition), 0);
	await_waiters(s, WAITERS - 2);
	assert_int_equal(mp_condition_acquire(&s->condition, MP_FOREVER), 0);
	s->go = 1;
	assert_int_equal(mp_condition_notify_all(&s->condition), 0);
	assert_int_equal(mp_condition_release(&s->condition), 0);
	for (int i = 0; i < WAITERS; i++)
		assert_int_equal(end_of(&waiters[i]), 0);
	mp_condition_destroy(&s->condition);
}

static int try_lock(void *argument)
{
	return -mp_condition_acquire(&((struct shared *)argument)->condition, 0);
}

static bool never(void *argument)
{
	(void)argument;
	return false;
}

static void what_does_not_come_in_time_is_given_up(void **state)
{
	struct shared *s = page_of(state);
	struct mp_process child;

	*s = (struct shared){0};
	assert_int_equal(mp_condition_init(&s->condition), 0);
	assert_int_equal(mp_condition_wait(&s->condition, 10), -EPERM);
	assert_int_equal(mp_condition_release(&s->condition), -EPERM);
	assert_int_equal(mp_condition_acquire(&s->condition, MP_FOREVER), 0);
	assert_int_equal(mp_condition_acquire(&s->condition, MP_FOREVER), -EDEADLK);
	assert_int_equal(mp_condition_notify_all(&s->condition), 0); /* for nobody: not kept */
	assert_int_equal(mp_condition_wait(&s->condition, 10), -ETIMEDOUT);
	assert_int_equal(mp_condition_wait(&s->condition, 0), -EAGAIN);
	assert_int_equal(mp_condition_wait_for(&s->condition, never, s, 10), -ETIMEDOUT);
	child = child_of(try_lock, s); /* the lock is ours again */
	assert_int_equal(end_of(&child), EAGAIN);
	assert_int_equal(mp_condition_release(&s->condition), 0);
	mp_condition_destroy(&s->condition);
}

static int die_with_the_lock(void *argument)
{
	struct shared *s = argument;

	mp_condition_acquire(&s->condition, MP_FOREVER);
	mp_condition_notify_all(&s->condition);
	return raise(SIGKILL);
}

static void who_wakes_is_told_of_a_dead_owner(void **state)
{
	struct shared *s = page_of(state);
	struct mp_process child;

	*s = (struct shared){0};
	assert_int_equal(mp_condition_init(&s->condition), 0);
	assert_int_equal(mp_condition_acquire(&s->condition, MP_FOREVER), 0);
	child = child_of(die_with_the_lock, s);
	assert_int_equal(mp_condition_wait(&s->condition, 10000), -EOWNERDEAD);
	assert_int_equal(mp_condition_release(&s->condition), 0);
	assert_int_equal(end_of(&child), -SIGKILL);
	assert_int_equal(mp_condition_acquire(&s->condition, 0), 0);
	assert_int_equal(mp_condition_release(&s->condition), 0);
	mp_condition_destroy(&s->condition);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_go_through_a_buffer_of_one_place),
		cmocka_unit_test(so_many_go_as_are_notified),
		cmocka_unit_test(what_does_not_come_in_time_is_given_up),
		cmocka_unit_test(who_wakes_is_told_of_a_dead_owner),
	};
	return cmocka_run_group_tests(tests, setup_page, teardown_page);
}
