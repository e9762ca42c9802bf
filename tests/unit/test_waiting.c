/* What is told of those who wait together: conditions, barriers, events, read-write locks. */
#include <errno.h>
#include <signal.h>
#include "model/history.h"
#include "model/verdict.h"
#include "model_records.h"
#include "sets.h"
#include "kinds/barrier/state.h"
#include "kinds/condition/state.h"
#include "kinds/event/state.h"
#include "kinds/mutex/state.h"
#include "kinds/rwlock/state.h"

enum { ITEMS = 5, LOCK = 6 };

static struct record about_lock(struct record record)
{
	return with_argument(record, LOCK);
}

/* Three children, a condition and its lock. */
static struct stage *condition_stage(void)
{
	struct stage *stage = stage_new();
	births(stage, 3);
	fold(stage, name(ITEMS, OBJECT_CONDITION, "items"));
	fold(stage, name(LOCK, OBJECT_MUTEX, "lock"));
	return stage;
}

static void enter_room(struct stage *stage, unsigned actor)
{
	fold(stage, step(actor, OP_MUTEX_LOCK, LOCK, 0));
	fold(stage, about_lock(step(actor, OP_COND_WAIT, ITEMS, 0)));
	fold(stage, about_lock(park(actor, OP_COND_WAKE, ITEMS)));
}

static void a_wait_lets_the_lock_go_and_takes_it_again(void **state)
{
	(void)state;
	struct stage *stage = condition_stage();
	const struct object *lock = stage_find(stage, LOCK), *items = stage_find(stage, ITEMS);
	fold(stage, step(2, OP_MUTEX_LOCK, LOCK, 0));
	fold(stage, about_lock(park(2, OP_COND_WAIT, ITEMS)));
	says_next(stage, 2, "wait on items");
	says(stage, about_lock(step(2, OP_COND_WAIT, ITEMS, 0)),
	     "2 waits on items, letting lock go");
	assert_int_equal(mutex_of(lock)->owner, 0);
	assert_int_equal(condition_of(items)->count, 1);
	fold(stage, about_lock(park(2, OP_COND_WAKE, ITEMS)));
	says_wait(stage, 2, "items: to be notified");
	fold(stage, step(1, OP_MUTEX_LOCK, LOCK, 0));
	says(stage, with_argument(step(1, OP_COND_SIGNAL, ITEMS, 1), 3),
	     "1 notifies items: 2 is woken");
	assert_int_equal(condition_of(items)->count, 0);
	assert_int_equal(bits_of(condition_of(items)->notified), 1 << 2);
	says_wait(stage, 2, "lock: 1 has it");
	fold(stage, step(1, OP_MUTEX_UNLOCK, LOCK, 0));
	says_next(stage, 2, "wake and take lock again");
	says(stage, about_lock(step(2, OP_COND_WAKE, ITEMS, 0)), "2 wakes and takes lock again");
	assert_int_equal(mutex_of(lock)->owner, 3);
	assert_int_equal(bits_of(condition_of(items)->notified), 0);
	free(stage);
}

static void a_notification_nobody_waits_for_is_lost(void **state)
{
	(void)state;
	struct stage *stage = condition_stage();
	says(stage, step(1, OP_COND_SIGNAL, ITEMS, 0),
	     "1 notifies items: nobody waits, the notification is lost");
	says_pattern(stage, "Nobody waited on items: it does not remember a notification.");
	says(stage, step(1, OP_COND_BROADCAST, ITEMS, 0),
	     "1 notifies all on items: nobody waits, the notification is lost");
	assert_int_equal(condition_of(stage_find(stage, ITEMS))->lost, 2);
	enter_room(stage, 2);
	says_pattern(stage, "");
	free(stage);
}

static void the_one_who_is_called_may_be_dead(void **state)
{
	(void)state;
	struct stage *stage = condition_stage();
	enter_room(stage, 2);
	enter_room(stage, 3);
	fold(stage, did(2, OP_DEATH, 0, SIGKILL));
	assert_int_equal(condition_of(stage_find(stage, ITEMS))->count, 2);
	says(stage, with_argument(step(1, OP_COND_SIGNAL, ITEMS, 1), 3),
	     "1 notifies items: it is for 2, which has ended, and is lost");
	says_pattern(stage, "2 has ended in the waiting room of items, and nobody took it off the "
			    "list.");
	assert_int_equal(condition_of(stage_find(stage, ITEMS))->lost, 1);
	says(stage, step(1, OP_COND_BROADCAST, ITEMS, 1), "1 notifies all on items: 3 is woken");
	free(stage);
}

static void all_are_woken_and_a_free_run_does_not_tell_who(void **state)
{
	(void)state;
	struct stage *stage = condition_stage();
	enter_room(stage, 3);
	enter_room(stage, 2);
	says(stage, step(1, OP_COND_SIGNAL, ITEMS, COND_UNKNOWN), "1 notifies items");
	assert_int_equal(condition_of(stage_find(stage, ITEMS))->count, 2);
	says(stage, step(1, OP_COND_BROADCAST, ITEMS, 2),
	     "1 notifies all on items: 2 and 3 are woken");
	assert_int_equal(condition_of(stage_find(stage, ITEMS))->count, 0);
	free(stage);
}

static void waits_that_do_not_end_well_say_why(void **state)
{
	(void)state;
	struct stage *stage = condition_stage();
	says(stage, with_error(about_lock(step(1, OP_COND_WAIT, ITEMS, 0)), EPERM),
	     "1 cannot wait on items: it does not have lock");
	assert_int_equal(condition_of(stage_find(stage, ITEMS))->count, 0);
	enter_room(stage, 1);
	says(stage, with_error(about_lock(step(1, OP_COND_WAKE, ITEMS, 0)), ETIMEDOUT),
	     "1 gives up waiting on items after its time-out and takes lock again");
	assert_int_equal(mutex_of(stage_find(stage, LOCK))->owner, 2);
	enter_room(stage, 2);
	says(stage, with_error(about_lock(step(2, OP_COND_WAKE, ITEMS, 0)), EOWNERDEAD),
	     "2 wakes and takes lock again: its owner died with it");
	assert_true(mutex_of(stage_find(stage, LOCK))->owner_died);
	free(stage);
}

static void a_deadlock_names_the_lost_notification(void **state)
{
	(void)state;
	struct history *history = history_new();
	const struct record records[] = {
		begin(0, 0),
		begin(1, 0),
		name(ITEMS, OBJECT_CONDITION, "ready"),
		step(0, OP_COND_SIGNAL, ITEMS, 0),
		step(1, OP_COND_WAIT, ITEMS, 0),
		park(1, OP_COND_WAKE, ITEMS),
		with_argument(park(0, OP_WAIT, 0), 2),
	};
	const struct ending ending = {.stop = STOP_DEADLOCK};
	char why[VERDICT_WHY];
	for (size_t i = 0; i < sizeof records / sizeof records[0]; i++)
		assert_int_equal(history_append(history, &records[i]), 0);
	assert_int_equal(verdict_of(history, &ending, why), VERDICT_DEADLOCK);
	assert_string_equal(why,
			    "Deadlock: 0 waits for 1 to end; 1 waits for ready: to be "
			    "notified. A notification without a waiter is lost: 0 notified ready "
			    "at step 1, when nobody waited.");
	history_free(history);
}

static void a_barrier_lets_all_through_when_the_last_one_comes(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 3);
	says(stage, did(0, OP_BARRIER_INIT, 4, 3), "0 makes barrier 1 for 3");
	fold(stage, park(1, OP_BARRIER_WAIT, 4));
	says_next(stage, 1, "arrive at barrier 1");
	says(stage, step(1, OP_BARRIER_WAIT, 4, 0), "1 arrives at barrier 1: 1 of 3 are there");
	fold(stage, park(1, OP_BARRIER_LEAVE, 4));
	says_wait(stage, 1, "barrier 1: 1 of 3 are there");
	says(stage, step(2, OP_BARRIER_WAIT, 4, 0), "2 arrives at barrier 1: 2 of 3 are there");
	fold(stage, did(2, OP_DEATH, 0, SIGKILL));
	says_wait(stage, 1, "barrier 1: 2 of 3 are there, and 2 has ended");
	says(stage, step(3, OP_BARRIER_WAIT, 4, 0),
	     "3 arrives at barrier 1, the last of 3: all go on");
	says_next(stage, 1, "go through barrier 1");
	says(stage, did(1, OP_BARRIER_LEAVE, 4, 0), "1 is let through barrier 1");
	assert_int_equal(barrier_of(stage_find(stage, 4))->generation, 1);
	assert_int_equal(bits_of(barrier_of(stage_find(stage, 4))->arrived), 0);
	free(stage);
}

static void a_barrier_of_libmp_tells_what_becomes_of_it(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	struct record named = name(4, OBJECT_BARRIER, "meeting");
	named.value = 2;
	births(stage, 2);
	fold(stage, named);
	says(stage, with_text(did(1, OP_SCOPE_OPEN, 4, 0), "wait"), "1 calls wait of meeting");
	says(stage, with_text(did(1, OP_TELL, 4, 0), "arrive"),
	     "1 arrives at meeting: 1 of 2 are there");
	says(stage, with_text(did(1, OP_TELL, 4, 0), "break"),
	     "1 breaks meeting: nobody waits at it any more");
	assert_true(barrier_of(stage_find(stage, 4))->broken);
	says(stage, with_text(did(1, OP_TELL, 4, 0), "leave"), "1 goes on: meeting is broken");
	says(stage, with_text(did(2, OP_TELL, 4, 0), "reset"),
	     "2 puts meeting back to its beginning");
	assert_false(barrier_of(stage_find(stage, 4))->broken);
	assert_int_equal(barrier_of(stage_find(stage, 4))->parties, 2);
	free(stage);
}

static void an_event_is_set_or_not(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 2);
	fold(stage, name(4, OBJECT_EVENT, "ready"));
	fold(stage, with_text(did(1, OP_SCOPE_OPEN, 4, 0), "wait"));
	fold(stage, park(1, OP_COND_WAKE, 9));
	says_next(stage, 1, "wait for ready");
	says_wait(stage, 1, "somebody to set ready");
	says(stage, with_text(did(2, OP_TELL, 4, 0), "set"), "2 sets ready");
	assert_true(event_of(stage_find(stage, 4))->set);
	says(stage, with_text(did(1, OP_TELL, 4, 0), "seen"), "1 goes on: ready is set");
	says(stage, with_text(did(2, OP_TELL, 4, 0), "clear"), "2 clears ready");
	assert_false(event_of(stage_find(stage, 4))->set);
	says(stage, with_text(did(1, OP_TELL, 4, 0), "missed"),
	     "1 gives up waiting for ready: its time-out is over");
	free(stage);
}

static void many_read_or_one_writes(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	const struct rwlock_state *lock;
	births(stage, 3);
	fold(stage, name(4, OBJECT_RWLOCK, "table"));
	lock = rwlock_of(stage_find(stage, 4));
	says(stage, step(1, OP_RWLOCK_READ, 4, 0), "1 takes table for reading");
	fold(stage, step(1, OP_RWLOCK_READ, 4, 0));
	fold(stage, step(2, OP_RWLOCK_TRYREAD, 4, 0));
	assert_int_equal(bits_of(lock->readers), 1 << 1 | 1 << 2);
	fold(stage, park(3, OP_RWLOCK_WRITE, 4));
	says_next(stage, 3, "take table for writing");
	says_wait(stage, 3, "table for writing: 1 and 2 have it for reading");
	says(stage, with_error(step(3, OP_RWLOCK_TRYWRITE, 4, 0), EBUSY),
	     "3 cannot take table for writing: 1 and 2 have it for reading");
	fold(stage, step(2, OP_RWLOCK_UNLOCK, 4, 0));
	says(stage, step(1, OP_RWLOCK_UNLOCK, 4, 0), "1 releases table");
	assert_int_equal(bits_of(lock->readers), 1 << 1);
	fold(stage, step(1, OP_RWLOCK_UNLOCK, 4, 0));
	says(stage, step(3, OP_RWLOCK_WRITE, 4, 0), "3 takes table for writing");
	says(stage, with_error(step(3, OP_RWLOCK_WRITE, 4, 0), EDEADLK),
	     "3 cannot take table for writing: it has it already");
	assert_int_equal(lock->writer, 4);
	fold(stage, step(3, OP_RWLOCK_UNLOCK, 4, 0));
	assert_int_equal(lock->writer, 0);
	free(stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wait_lets_the_lock_go_and_takes_it_again),
		cmocka_unit_test(a_notification_nobody_waits_for_is_lost),
		cmocka_unit_test(the_one_who_is_called_may_be_dead),
		cmocka_unit_test(all_are_woken_and_a_free_run_does_not_tell_who),
		cmocka_unit_test(waits_that_do_not_end_well_say_why),
		cmocka_unit_test(a_deadlock_names_the_lost_notification),
		cmocka_unit_test(a_barrier_lets_all_through_when_the_last_one_comes),
		cmocka_unit_test(a_barrier_of_libmp_tells_what_becomes_of_it),
		cmocka_unit_test(an_event_is_set_or_not),
		cmocka_unit_test(many_read_or_one_writes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
