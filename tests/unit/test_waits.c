/* Who waits for whom: edges for each kind of object, who is stuck, and circles. */
#include "model/kind.h"
#include "model/waits.h"
#include <signal.h>
#include "model_records.h"
#include "sets.h"

enum { FIRST = 7, SECOND = 8, WHOLE = 20 };

static uint64_t bit(unsigned actor)
{
	return UINT64_C(1) << actor;
}

/* Everybody but those of `enabled` waits from now on. */
static struct waits waits_at(struct stage *stage, uint64_t enabled, bool inside)
{
	struct waits waits;
	stage_mark(stage, bits(enabled));
	waits_find(&waits, stage, inside);
	return waits;
}

static void expect_wait(const struct waits *waits, unsigned actor, unsigned object, uint64_t enders,
			const char *by, const char *lack)
{
	const struct wait *wait = waits_of(waits, actor);
	assert_non_null(wait);
	assert_int_equal(wait->object, object);
	assert_int_equal(bits_of(wait->enders), enders);
	assert_string_equal(wait->by, by);
	assert_string_equal(wait->lack, lack);
}

static void expect_way(const struct waits *waits, unsigned length, const char *numbers)
{
	uint8_t cycle[LIMIT_ACTORS];
	char text[LIMIT_ACTORS * 4] = "";
	struct words words = words_begin(text, sizeof text);
	assert_int_equal(waits_cycle(waits, 1, cycle), length);
	for (unsigned i = 0; i < length; i++)
		words_add(&words, "%s%u", i ? " " : "", cycle[i]);
	assert_string_equal(text, numbers);
}

static struct stage *two_locks(enum object_kind kind)
{
	struct stage *stage = stage_new();
	births(stage, 3);
	for (unsigned lock = FIRST; lock <= SECOND; lock++) {
		fold(stage, kind == OBJECT_MUTEX ? did(0, OP_MUTEX_INIT, lock, 0)
						 : did(0, OP_SEM_INIT, lock, 1));
	}
	return stage;
}

static void nobody_waits_who_can_go_on(void **state)
{
	(void)state;
	struct stage *stage = two_locks(OBJECT_MUTEX);
	fold(stage, step(1, OP_MUTEX_LOCK, FIRST, 0));
	fold(stage, park(2, OP_MUTEX_LOCK, SECOND));
	struct waits waits = waits_at(stage, bit(2), false);
	assert_int_equal(waits.count, 0);
	assert_false(waits.everybody);
	assert_null(waits_of(&waits, 2));
	assert_int_equal(bits_of(object_holders(stage_find(stage, FIRST))), bit(1));
	assert_int_equal(bits_of(object_holders(stage_find(stage, SECOND))), 0);
	free(stage);
}

static void a_lock_is_waited_for_until_its_holder_goes_on(void **state)
{
	(void)state;
	struct stage *stage = two_locks(OBJECT_SEMAPHORE);
	fold(stage, step(1, OP_SEM_WAIT, FIRST, 0));
	fold(stage, park(1, OP_SEM_POST, FIRST));
	fold(stage, park(2, OP_SEM_WAIT, FIRST));
	struct waits waits = waits_at(stage, bit(1), false);
	assert_int_equal(waits.count, 1);
	expect_wait(&waits, 2, FIRST, bit(1), "held by", "");
	assert_false(waits_of(&waits, 2)->stuck);
	assert_false(waits_of(&waits, 2)->others);
	free(stage);
}

static void opposite_orders_are_a_circle_although_others_go_on(void **state)
{
	(void)state;
	struct stage *stage = two_locks(OBJECT_MUTEX);
	fold(stage, step(1, OP_MUTEX_LOCK, FIRST, 0));
	fold(stage, step(2, OP_MUTEX_LOCK, SECOND, 0));
	fold(stage, park(1, OP_MUTEX_LOCK, SECOND));
	fold(stage, park(2, OP_MUTEX_LOCK, FIRST));
	fold(stage, park(3, OP_STORE, 30));
	fold(stage, with_argument(park(0, OP_WAIT, 0), 1 + 1));
	struct waits waits = waits_at(stage, bit(3), false);
	assert_false(waits.everybody);
	assert_int_equal(waits.circles, 1);
	assert_int_equal(bits_of(waits_circle(&waits, 1)), bit(1) | bit(2));
	expect_way(&waits, 2, "1 2");
	assert_int_equal(waits_of(&waits, 0)->cause, WAIT_CHILD);
	assert_int_equal(bits_of(waits_of(&waits, 0)->enders), bit(1));
	assert_true(waits_of(&waits, 0)->stuck);
	assert_int_equal(waits_of(&waits, 0)->circle, 0);
	says_pattern(stage, "1 and 2 wait for each other: a circle, and neither goes on again.");
	/* Any child will do: 3 may yet end. */
	fold(stage, with_argument(park(0, OP_WAIT, 0), 0));
	waits = waits_at(stage, bit(3), false);
	assert_int_equal(bits_of(waits_of(&waits, 0)->enders), bit(1) | bit(2) | bit(3));
	assert_false(waits_of(&waits, 0)->stuck);
	free(stage);
}

static void a_time_out_opens_a_circle(void **state)
{
	(void)state;
	struct stage *stage = two_locks(OBJECT_MUTEX);
	fold(stage, step(1, OP_MUTEX_LOCK, FIRST, 0));
	fold(stage, step(2, OP_MUTEX_LOCK, SECOND, 0));
	fold(stage, park(1, OP_MUTEX_LOCK, SECOND));
	fold(stage, with_flags(park(2, OP_MUTEX_LOCK, FIRST), RECORD_TIMED));
	fold(stage, with_argument(park(0, OP_SLEEP, 0), 1000));
	struct waits waits = waits_at(stage, 0, false);
	assert_int_equal(waits.circles, 0);
	assert_false(waits.everybody);
	assert_false(waits_of(&waits, 1)->stuck);
	assert_true(waits_of(&waits, 2)->passes);
	assert_int_equal(waits_of(&waits, 0)->cause, WAIT_CLOCK);
	assert_true(waits_of(&waits, 0)->passes);
	free(stage);
}

static void who_waits_for_its_own_lock_is_a_circle_of_one(void **state)
{
	(void)state;
	struct stage *stage = two_locks(OBJECT_MUTEX);
	fold(stage, step(1, OP_MUTEX_LOCK, FIRST, 0));
	fold(stage, park(1, OP_MUTEX_LOCK, FIRST));
	struct waits waits = waits_at(stage, bit(2), false);
	assert_int_equal(waits.circles, 1);
	expect_way(&waits, 1, "1");
	free(stage);
}

static void who_waits_for_the_dead_is_stuck(void **state)
{
	(void)state;
	struct stage *stage = two_locks(OBJECT_MUTEX);
	fold(stage, step(1, OP_MUTEX_LOCK, FIRST, 0));
	fold(stage, with_argument(did(1, OP_DEATH, 0, SIGKILL), 1));
	fold(stage, park(2, OP_MUTEX_LOCK, FIRST));
	fold(stage, park(3, OP_MUTEX_LOCK, SECOND));
	struct waits waits = waits_at(stage, bit(3), false);
	expect_wait(&waits, 2, FIRST, bit(1), "held by", "");
	assert_true(waits_of(&waits, 2)->stuck);
	assert_int_equal(waits.circles, 0);
	assert_false(waits.everybody);
	free(stage);
}

/* Three locks, each held by the one that the process before it waits for. */
static void a_shortest_way_leads_round_a_circle(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 4);
	for (unsigned i = 1; i <= 4; i++)
		fold(stage, step(i, OP_MUTEX_LOCK, FIRST + i, 0));
	for (unsigned i = 1; i <= 3; i++)
		fold(stage, park(i, OP_MUTEX_LOCK, FIRST + i % 3 + 1));
	fold(stage, park(4, OP_MUTEX_LOCK, FIRST + 2));
	fold(stage, with_argument(park(0, OP_WAIT, 0), 0));
	struct waits waits = waits_at(stage, 0, false);
	assert_true(waits.everybody);
	assert_int_equal(waits.circles, 1);
	assert_int_equal(bits_of(waits_circle(&waits, 1)), bit(1) | bit(2) | bit(3));
	expect_way(&waits, 3, "1 2 3");
	assert_true(waits_of(&waits, 4)->stuck);
	assert_int_equal(waits_of(&waits, 4)->circle, 0);
	free(stage);
}

static void anybody_may_put_a_token_in(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 3);
	fold(stage, did(0, OP_SEM_INIT, FIRST, 0));
	fold(stage, park(1, OP_SEM_WAIT, FIRST));
	fold(stage, park(2, OP_SEM_WAIT, FIRST));
	struct waits waits = waits_at(stage, bit(3), false);
	expect_wait(&waits, 1, FIRST, 0, "posted by", "no token");
	assert_true(waits_of(&waits, 1)->others);
	assert_false(waits_of(&waits, 1)->stuck);
	waits = waits_at(stage, 0, false);
	assert_true(waits_of(&waits, 1)->others);
	fold(stage, step(3, OP_SEM_POST, FIRST, 1));
	fold(stage, step(1, OP_SEM_WAIT, FIRST, 0));
	waits = waits_at(stage, bit(1), false);
	expect_wait(&waits, 2, FIRST, bit(3), "posted by", "no token");
	free(stage);
}

/* A count of free places looks like a lock until the other side has put one back. */
static void who_has_the_only_token_itself_may_wait_for_another(void **state)
{
	(void)state;
	struct stage *stage = two_locks(OBJECT_SEMAPHORE);
	fold(stage, step(1, OP_SEM_WAIT, FIRST, 0));
	fold(stage, park(1, OP_SEM_WAIT, FIRST));
	struct waits waits = waits_at(stage, bit(2), false);
	assert_false(waits_of(&waits, 1)->stuck);
	fold(stage, park(2, OP_SEM_WAIT, FIRST));
	fold(stage, park(3, OP_SEM_WAIT, FIRST));
	fold(stage, with_argument(park(0, OP_WAIT, 0), 0));
	waits = waits_at(stage, 0, false);
	assert_true(waits.everybody);
	expect_way(&waits, 1, "1");
	free(stage);
}

static void readers_wait_for_writers_and_writers_for_readers(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 0);
	fold(stage, with_argument(did(0, OP_PIPE, FIRST, 65536), 0));
	fold(stage, begin(1, 0));
	fold(stage, begin(2, 0));
	fold(stage, did(0, OP_CLOSE, FIRST, END_READ));
	fold(stage, did(1, OP_CLOSE, FIRST, END_WRITE));
	fold(stage, park(1, OP_READ, FIRST));
	fold(stage, park(0, OP_WRITE, FIRST));
	fold(stage, with_argument(park(2, OP_POLL, FIRST), 2));
	struct waits waits = waits_at(stage, 0, false);
	expect_wait(&waits, 1, FIRST, bit(0) | bit(2), "written by", "empty");
	expect_wait(&waits, 0, FIRST, bit(1) | bit(2), "read by", "full");
	expect_wait(&waits, 2, FIRST, bit(0) | bit(1) | bit(2), "used by", "not ready");
	assert_true(waits_of(&waits, 2)->others);
	free(stage);
}

/* The mistake of every first program with a pipe: both keep the write end. */
static void a_reader_that_kept_its_write_end_waits_for_itself(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 0);
	fold(stage, did(0, OP_PIPE, FIRST, 65536));
	fold(stage, begin(1, 0));
	fold(stage, did(0, OP_CLOSE, FIRST, END_WRITE));
	fold(stage, with_argument(park(0, OP_WAIT, 0), 1 + 1));
	fold(stage, park(1, OP_READ, FIRST));
	struct waits waits = waits_at(stage, 0, false);
	expect_wait(&waits, 1, FIRST, bit(1), "written by", "empty");
	expect_way(&waits, 1, "1");
	assert_int_equal(waits_of(&waits, 0)->circle, 0);
	assert_true(waits_of(&waits, 0)->stuck);
	free(stage);
}

static void a_queue_is_filled_and_emptied_by_those_who_did_before(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 2);
	fold(stage, with_argument(did(0, OP_PART, FIRST, OBJECT_SEMAPHORE), WHOLE));
	struct record named = name(WHOLE, OBJECT_QUEUE, "queue");
	named.value = 1;
	fold(stage, named);
	fold(stage, with_argument(did(1, OP_ITEM_PUT, WHOLE, 1), 1));
	fold(stage, with_argument(did(2, OP_ITEM_TAKE, WHOLE, 0), 1));
	fold(stage, with_text(did(2, OP_SCOPE_OPEN, WHOLE, 0), "get"));
	fold(stage, park(2, OP_SEM_WAIT, FIRST));
	struct waits waits = waits_at(stage, bit(1), false);
	expect_wait(&waits, 2, WHOLE, bit(1), "filled by", "empty");
	assert_false(waits_of(&waits, 2)->stuck);
	waits = waits_at(stage, bit(1), true);
	expect_wait(&waits, 2, FIRST, 0, "posted by", "no token");
	fold(stage, with_argument(did(1, OP_ITEM_PUT, WHOLE, 1), 2));
	fold(stage, with_text(did(1, OP_SCOPE_OPEN, WHOLE, 0), "put"));
	fold(stage, park(1, OP_SEM_WAIT, FIRST));
	waits = waits_at(stage, bit(2), false);
	expect_wait(&waits, 1, WHOLE, bit(2), "emptied by", "full");
	/* There is an item: it is a part of the queue that is in the way. */
	waits = waits_at(stage, 0, false);
	assert_int_equal(waits_of(&waits, 2)->object, FIRST);
	free(stage);
}

static void a_barrier_lacks_those_who_have_come_before(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 3);
	fold(stage, did(0, OP_BARRIER_INIT, FIRST, 2));
	fold(stage, step(1, OP_BARRIER_WAIT, FIRST, 0));
	fold(stage, park(1, OP_BARRIER_LEAVE, FIRST));
	struct waits waits = waits_at(stage, bit(2), false);
	expect_wait(&waits, 1, FIRST, 0, "completed by", "1 of 2 there");
	fold(stage, step(2, OP_BARRIER_WAIT, FIRST, 0));
	fold(stage, step(1, OP_BARRIER_LEAVE, FIRST, 0));
	fold(stage, step(1, OP_BARRIER_WAIT, FIRST, 0));
	fold(stage, park(1, OP_BARRIER_LEAVE, FIRST));
	waits = waits_at(stage, bit(2), false);
	expect_wait(&waits, 1, FIRST, bit(2), "completed by", "1 of 2 there");
	free(stage);
}

static void a_condition_is_notified_and_then_it_is_the_mutex(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 2);
	fold(stage, did(0, OP_MUTEX_INIT, FIRST, 0));
	fold(stage, step(1, OP_MUTEX_LOCK, FIRST, 0));
	fold(stage, with_argument(step(1, OP_COND_WAIT, SECOND, 0), FIRST));
	fold(stage, with_argument(park(1, OP_COND_WAKE, SECOND), FIRST));
	struct waits waits = waits_at(stage, bit(2), false);
	expect_wait(&waits, 1, SECOND, 0, "notified by", "not notified");
	assert_true(waits_of(&waits, 1)->others);
	fold(stage, step(2, OP_MUTEX_LOCK, FIRST, 0));
	fold(stage, with_argument(step(2, OP_COND_SIGNAL, SECOND, 1), 1 + 1));
	waits = waits_at(stage, bit(2), false);
	expect_wait(&waits, 1, FIRST, bit(2), "held by", "");
	free(stage);
}

static void writers_wait_for_all_readers(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 3);
	fold(stage, did(0, OP_RWLOCK_INIT, FIRST, 0));
	fold(stage, step(1, OP_RWLOCK_READ, FIRST, 0));
	fold(stage, step(2, OP_RWLOCK_READ, FIRST, 0));
	fold(stage, park(2, OP_RWLOCK_WRITE, FIRST));
	struct waits waits = waits_at(stage, bit(1), false);
	expect_wait(&waits, 2, FIRST, bit(1) | bit(2), "held by", "");
	assert_int_equal(waits.circles, 0);
	free(stage);
}

static struct stage *pool_of_two(void)
{
	struct stage *stage = stage_new();
	births(stage, 2);
	fold(stage, name(WHOLE, OBJECT_POOL, "pool"));
	for (unsigned i = 1; i <= 2; i++) {
		fold(stage, with_argument(did(0, OP_ITEM_PUT, WHOLE, i), i));
		fold(stage, with_argument(did(i, OP_ITEM_TAKE, WHOLE, 0), i));
	}
	fold(stage, with_text(did(0, OP_SCOPE_OPEN, WHOLE, 0), "join"));
	fold(stage, park(0, OP_SEM_WAIT, FIRST));
	return stage;
}

static void workers_in_the_middle_of_tasks_wait_for_each_other(void **state)
{
	(void)state;
	struct stage *stage = pool_of_two();
	for (unsigned i = 1; i <= 2; i++) {
		fold(stage, with_text(did(i, OP_SCOPE_OPEN, WHOLE, 0), "get result"));
		fold(stage, park(i, OP_SEM_WAIT, FIRST));
	}
	struct waits waits = waits_at(stage, 0, false);
	expect_wait(&waits, 0, WHOLE, bit(1) | bit(2), "done by", "2 tasks");
	expect_wait(&waits, 1, WHOLE, bit(2), "done by", "2 tasks");
	expect_way(&waits, 2, "1 2");
	free(stage);
}

static void a_lost_task_is_waited_for_in_vain(void **state)
{
	(void)state;
	struct stage *stage = pool_of_two();
	fold(stage, with_argument(did(1, OP_DEATH, 0, SIGKILL), 1));
	fold(stage, with_argument(did(2, OP_ITEM_DONE, WHOLE, 0), 2));
	fold(stage, with_text(did(2, OP_SCOPE_OPEN, WHOLE, 0), "get task"));
	fold(stage, park(2, OP_SEM_WAIT, FIRST));
	struct waits waits = waits_at(stage, 0, false);
	expect_wait(&waits, 0, WHOLE, bit(1), "lost with", "task 1");
	expect_wait(&waits, 2, WHOLE, bit(0), "filled by", "no task");
	assert_true(waits_of(&waits, 2)->stuck);
	assert_int_equal(waits.circles, 0);
	free(stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_waits_who_can_go_on),
		cmocka_unit_test(a_lock_is_waited_for_until_its_holder_goes_on),
		cmocka_unit_test(opposite_orders_are_a_circle_although_others_go_on),
		cmocka_unit_test(a_time_out_opens_a_circle),
		cmocka_unit_test(who_waits_for_its_own_lock_is_a_circle_of_one),
		cmocka_unit_test(who_waits_for_the_dead_is_stuck),
		cmocka_unit_test(a_shortest_way_leads_round_a_circle),
		cmocka_unit_test(anybody_may_put_a_token_in),
		cmocka_unit_test(who_has_the_only_token_itself_may_wait_for_another),
		cmocka_unit_test(readers_wait_for_writers_and_writers_for_readers),
		cmocka_unit_test(a_reader_that_kept_its_write_end_waits_for_itself),
		cmocka_unit_test(a_queue_is_filled_and_emptied_by_those_who_did_before),
		cmocka_unit_test(a_barrier_lacks_those_who_have_come_before),
		cmocka_unit_test(a_condition_is_notified_and_then_it_is_the_mutex),
		cmocka_unit_test(writers_wait_for_all_readers),
		cmocka_unit_test(workers_in_the_middle_of_tasks_wait_for_each_other),
		cmocka_unit_test(a_lost_task_is_waited_for_in_vain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
