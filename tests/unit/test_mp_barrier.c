/* mp/barrier.h between real processes: rounds, a missing party, breaking and resetting it. */
#include "mp/barrier.h"

#include <errno.h>
#include "mp_shared.h"

enum { PARTIES = 3, ROUNDS = 300 };

struct shared {
	struct mp_barrier barrier;
	int arrived[ROUNDS];
	int firsts[ROUNDS];
};

static int meet(void *argument)
{
	struct shared *s = argument;
	int bad = 0;

	for (int round = 0; round < ROUNDS; round++) {
		__atomic_fetch_add(&s->arrived[round], 1, __ATOMIC_SEQ_CST);
		int place = mp_barrier_wait(&s->barrier, 10000);
		bad |= place < 0 || place >= PARTIES;
		bad |= __atomic_load_n(&s->arrived[round], __ATOMIC_SEQ_CST) != PARTIES;
		if (place == 0)
			__atomic_fetch_add(&s->firsts[round], 1, __ATOMIC_SEQ_CST);
	}
	return bad;
}

static void nobody_goes_on_before_all_are_there(void **state)
{
	struct shared *s = page_of(state);
	struct mp_process parties[PARTIES];

	*s = (struct shared){0};
	assert_int_equal(mp_barrier_init(&s->barrier, 0, "none"), -EINVAL);
	assert_int_equal(mp_barrier_init(&s->barrier, PARTIES, "meeting"), 0);
	for (int i = 0; i < PARTIES; i++)
		parties[i] = child_of(meet, s);
	for (int i = 0; i < PARTIES; i++)
		assert_int_equal(end_of(&parties[i]), 0);
	for (int round = 0; round < ROUNDS; round++)
		assert_int_equal(s->firsts[round], 1);
	assert_int_equal(mp_barrier_waiting(&s->barrier), 0);
	mp_barrier_destroy(&s->barrier);
}

static int wait_long(void *argument)
{
	int place = mp_barrier_wait(&((struct shared *)argument)->barrier, 10000);

	return place < 0 ? -place : 0;
}

static void await_waiting(struct shared *s, unsigned count)
{
	for (int left = 2000; left > 0 && mp_barrier_waiting(&s->barrier) != count; left--)
		pause_ms(5);
	assert_int_equal(mp_barrier_waiting(&s->barrier), count);
}

static void who_waits_in_vain_breaks_it_for_all(void **state)
{
	struct shared *s = page_of(state);
	struct mp_process other;

	assert_int_equal(mp_barrier_init(&s->barrier, PARTIES, "meeting"), 0);
	other = child_of(wait_long, s);
	await_waiting(s, 1);
	assert_int_equal(mp_barrier_wait(&s->barrier, 20), -ETIMEDOUT);
	assert_int_equal(end_of(&other), ECANCELED);
	assert_true(mp_barrier_is_broken(&s->barrier));
	assert_int_equal(mp_barrier_wait(&s->barrier, MP_FOREVER), -ECANCELED);
	assert_int_equal(mp_barrier_reset(&s->barrier), 0);
	assert_false(mp_barrier_is_broken(&s->barrier));
	assert_int_equal(mp_barrier_wait(&s->barrier, 0), -EAGAIN);
	mp_barrier_destroy(&s->barrier);
}

static void who_waits_is_sent_away(void **state)
{
	struct shared *s = page_of(state);
	struct mp_process other;

	assert_int_equal(mp_barrier_init(&s->barrier, 2, "meeting"), 0);
	other = child_of(wait_long, s);
	await_waiting(s, 1);
	assert_int_equal(mp_barrier_abort(&s->barrier), 0);
	assert_int_equal(end_of(&other), ECANCELED);
	assert_int_equal(mp_barrier_reset(&s->barrier), 0);
	other = child_of(wait_long, s);
	await_waiting(s, 1);
	assert_int_equal(mp_barrier_reset(&s->barrier), 0);
	assert_int_equal(end_of(&other), ECANCELED);
	assert_false(mp_barrier_is_broken(&s->barrier));
	other = child_of(wait_long, s);
	assert_true(mp_barrier_wait(&s->barrier, 10000) >= 0);
	assert_int_equal(end_of(&other), 0);
	mp_barrier_destroy(&s->barrier);
}

/* A party that is killed in front of it: the others learn of that by the clock. */
static int die(void *argument)
{
	(void)argument;
	return raise(SIGKILL);
}

static void a_dead_party_is_missed(void **state)
{
	struct shared *s = page_of(state);
	struct mp_process dead, other;

	assert_int_equal(mp_barrier_init(&s->barrier, PARTIES, "meeting"), 0);
	dead = child_of(die, s);
	other = child_of(wait_long, s);
	await_waiting(s, 1);
	assert_int_equal(end_of(&dead), -SIGKILL);
	assert_int_equal(mp_barrier_wait(&s->barrier, 20), -ETIMEDOUT);
	assert_int_equal(end_of(&other), ECANCELED);
	mp_barrier_destroy(&s->barrier);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_goes_on_before_all_are_there),
		cmocka_unit_test(who_waits_in_vain_breaks_it_for_all),
		cmocka_unit_test(who_waits_is_sent_away),
		cmocka_unit_test(a_dead_party_is_missed),
	};
	return cmocka_run_group_tests(tests, setup_page, teardown_page);
}
