/* What comes before what, by records built by hand: vector clocks, locks, data races. */
#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include "model_records.h"
#include "races/order.h"
#include "races/races.h"
#include "races/told_race.h"

/* Objects of these tests. */
enum { PLACE = 1, OTHER = 2, MUTEX = 3, CONDITION = 4, BARRIER = 5, RWLOCK = 6, SEM = 7, PIPE = 8 };

static struct races *races;

static int set_up(void **state)
{
	(void)state;
	races = races_new();
	return races ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	races_free(races);
	return 0;
}

static void fed(struct record record)
{
	races_fold(races, &record, (struct shadow_place){0}, 0);
}

static void does(unsigned actor, enum operation operation, unsigned object)
{
	fed(did(actor, operation, object, 0));
}

static void loads(unsigned actor, unsigned object)
{
	fed(step(actor, OP_LOAD, object, 0));
}

static void stores(unsigned actor, unsigned object)
{
	fed(step(actor, OP_STORE, object, 0));
}

/* 0 makes 1 and 2: threads or processes. */
static void fork_two(void)
{
	for (unsigned child = 1; child <= 2; child++) {
		fed(did(0, OP_FORK, 0, child));
		fed(with_argument(did(child, OP_BEGIN, 0, 0), 0));
	}
}

static void expect_races(size_t count)
{
	assert_int_equal(races_count(races), count);
	races_clear(races);
}

static const struct held_set *locks_of(unsigned side)
{
	const struct race *race = races_at(races, 0);

	return races_locks(races, side ? &race->second : &race->first);
}

/* 1 stores, then does what orders it; 2 takes that over and loads: with it and without. */
static void expect_order(enum operation leave, enum operation take, unsigned object)
{
	fork_two();
	stores(1, PLACE);
	does(1, leave, object);
	does(2, take, object);
	loads(2, PLACE);
	expect_races(0);
	fork_two();
	stores(1, PLACE);
	does(1, leave, object);
	does(2, take, object + 20);
	loads(2, PLACE);
	expect_races(1);
}

static void test_two_that_nothing_orders_race(void **state)
{
	(void)state;
	fork_two();
	stores(1, PLACE);
	loads(2, PLACE);
	assert_int_equal(races_count(races), 1);
	assert_int_equal(races_at(races, 0)->first.actor, 1);
	assert_int_equal(races_at(races, 0)->second.operation, OP_LOAD);
	expect_races(1);
	fork_two();
	loads(1, PLACE);
	loads(2, PLACE);
	stores(1, OTHER);
	expect_races(0);
}

static void test_a_load_is_met_by_a_later_store(void **state)
{
	(void)state;
	fork_two();
	loads(1, PLACE);
	loads(2, PLACE);
	stores(2, PLACE);
	assert_int_equal(races_count(races), 1);
	assert_int_equal(races_at(races, 0)->first.operation, OP_LOAD);
	expect_races(1);
}

static void test_birth_and_end_order(void **state)
{
	(void)state;
	stores(0, PLACE);
	fork_two();
	stores(1, PLACE);
	does(1, OP_EXIT, 0);
	fed(did(0, OP_WAIT, 0, 1));
	stores(0, PLACE);
	expect_races(0);
	fork_two();
	stores(0, PLACE); /* after the birth: it may come before or after what 1 does */
	loads(1, PLACE);
	expect_races(1);
	fed(did(0, OP_THREAD, 0, 1));
	stores(1, PLACE);
	does(1, OP_THREAD_END, 0);
	fed(with_argument(with_error(did(0, OP_JOIN, 0, 0), EBUSY), 1));
	loads(0, PLACE); /* it did not wait */
	expect_races(1);
}

/* Whoever waits for a process knows what all its threads have done. */
static void test_a_wait_is_for_all_threads(void **state)
{
	(void)state;
	fed(did(0, OP_FORK, 0, 1));
	fed(did(1, OP_THREAD, 0, 2));
	stores(2, PLACE);
	does(1, OP_EXIT, 0);
	fed(did(0, OP_WAIT, 0, 1));
	loads(0, PLACE);
	expect_races(0);
}

static void expect_race_of_two(size_t count)
{
	loads(2, PLACE);
	expect_races(count);
	fork_two();
	stores(1, PLACE);
}

/* Both are told of what the other one did before it came. */
static void test_two_meet_in_a_fifo(void **state)
{
	(void)state;
	fork_two();
	stores(1, PLACE);
	stores(2, OTHER);
	fed(park(1, OP_OPEN, PIPE));
	does(2, OP_OPEN, PIPE);
	does(1, OP_OPEN, PIPE);
	loads(1, OTHER);
	loads(2, PLACE);
	expect_races(0);
}

/* A file and its name are two objects. */
static void test_names_order(void **state)
{
	(void)state;
	fork_two();
	stores(1, PLACE);
	does(1, OP_CHANGE_NAME, PIPE);
	does(2, OP_OPEN, SEM);
	expect_race_of_two(0);
	does(1, OP_CHANGE_NAME, PIPE);
	does(2, OP_ASK_NAME, SEM);
	expect_race_of_two(0);
	fed(with_flags(did(1, OP_OPEN, PIPE, 0), RECORD_VISIBLE));
	fed(with_error(did(2, OP_OPEN, 0, 0), EEXIST));
	expect_race_of_two(0);
	does(1, OP_OPEN, PIPE); /* it makes nothing */
	does(2, OP_ASK_NAME, SEM);
	expect_race_of_two(1);
	does(1, OP_ASK_NAME, SEM);
	does(2, OP_ASK_NAME, SEM);
	expect_race_of_two(1);
}

/* Of several descriptors it is not known which one was ready. */
static void test_poll_orders(void **state)
{
	(void)state;
	fork_two();
	stores(1, PLACE);
	does(1, OP_WRITE, PIPE);
	fed(did(2, OP_POLL, 0, 1));
	expect_race_of_two(0);
	does(1, OP_WRITE, PIPE);
	fed(did(2, OP_POLL, 0, 0)); /* that none was may be as others were there before */
	expect_race_of_two(0);
	does(1, OP_READ, PIPE);
	fed(did(2, OP_POLL, PIPE, 1)); /* there is room again */
	expect_race_of_two(0);
	does(1, OP_WRITE, PIPE);
	fed(did(2, OP_POLL, SEM, 1)); /* another one */
	expect_race_of_two(1);
}

/* Whoever takes something out lets others put something in, and take what comes behind it. */
static void test_room_orders(void **state)
{
	(void)state;
	expect_order(OP_READ, OP_WRITE, PIPE);
	expect_order(OP_READ, OP_READ, PIPE);
	expect_order(OP_MSGRCV, OP_MSGSND, PIPE);
	expect_order(OP_ACCEPT, OP_CONNECT, PIPE);
	expect_order(OP_FCNTL, OP_WRITE, PIPE); /* F_SETPIPE_SZ */
	expect_order(OP_MSGCTL, OP_MSGSND, PIPE);
}

/* 1 stores, then does something; 2 is refused something after that, and loads. */
static void expect_told(enum operation does_this, enum operation is_refused, int error)
{
	fork_two();
	stores(1, PLACE);
	does(1, does_this, PIPE);
	fed(with_error(did(2, is_refused, is_refused == OP_CONNECT ? 0 : PIPE, 0), error));
	loads(2, PLACE);
	expect_races(0);
}

static void test_refusals_order(void **state)
{
	(void)state;
	expect_told(OP_CLOSE, OP_WRITE, EPIPE);
	expect_told(OP_EXIT, OP_WRITE, EPIPE);
	expect_told(OP_CLOSE, OP_CONNECT, ECONNREFUSED);
	expect_told(OP_WRITE, OP_WRITE, EAGAIN);
	expect_told(OP_READ, OP_READ, EAGAIN);
	expect_told(OP_BIND, OP_BIND, EADDRINUSE);
	expect_told(OP_LOCK, OP_TRYLOCK, EAGAIN);
	expect_told(OP_EXIT, OP_WAIT, ECHILD);
	expect_told(OP_SIGWAIT, OP_SIGWAIT, EAGAIN);
	fork_two();
	stores(1, PLACE);
	does(1, OP_MUTEX_LOCK, MUTEX);
	fed(with_error(did(2, OP_MUTEX_TRYLOCK, MUTEX, 0), EBUSY)); /* of this nothing follows */
	loads(2, PLACE);
	expect_races(1);
}

/* Who was seen to have ended without a wait for him. */
static void test_an_end_that_is_seen_orders(void **state)
{
	(void)state;
	fork_two();
	stores(1, PLACE);
	stores(2, OTHER);
	does(1, OP_EXIT, 0);
	fed(with_argument(did(0, OP_END_SEEN, 0, 0), 1));
	loads(0, PLACE);
	loads(0, OTHER);
	expect_races(1);
	fork_two();
	stores(2, OTHER);
	does(2, OP_EXIT, 0);
	fed(with_argument(did(0, OP_END_SEEN, 0, 0), LIMIT_ACTORS));
	loads(0, OTHER);
	expect_races(0);
}

static void test_groups_order(void **state)
{
	struct record moved = did(1, OP_GROUP, 0, 2), asked = did(2, OP_GROUP, 0, 2);

	(void)state;
	fork_two();
	stores(1, PLACE);
	moved.size = GROUP_MOVED;
	fed(moved);
	fed(asked);
	expect_race_of_two(0);
	moved.size = GROUP_ASKED;
	fed(moved);
	fed(asked);
	expect_race_of_two(1);
}

/* That somebody has ended is told by more than waits. */
static void test_signs_of_an_end(void **state)
{
	struct record handler = park(2, OP_STORE, OTHER);

	(void)state;
	fork_two();
	stores(1, PLACE);
	does(1, OP_EXIT, 0);
	fed(did(2, OP_POLL, 0, 1));
	expect_race_of_two(0);
	does(1, OP_EXIT, 0);
	fed(with_error(did(2, OP_SLEEP, 0, 0), EINTR));
	expect_race_of_two(0);
	does(1, OP_EXIT, 0);
	fed(with_error(did(2, OP_POLL, 0, 0), EINTR));
	expect_race_of_two(0);
	does(2, OP_SIGNALFD, PIPE);
	does(1, OP_EXIT, 0);
	fed(did(2, OP_READ, PIPE, 128));
	expect_race_of_two(0);
	does(1, OP_EXIT, 0);
	fed(with_flags(handler, RECORD_HANDLER));
	expect_race_of_two(0);
	does(1, OP_EXIT, 0);
	fed(handler);
	fed(did(2, OP_READ, PIPE, 128));
	expect_race_of_two(1);
}

static void test_streams_order(void **state)
{
	(void)state;
	fork_two();
	stores(1, PLACE);
	does(1, OP_STREAM, MUTEX);
	does(2, OP_STREAM, MUTEX);
	loads(2, PLACE);
	expect_races(0);
	fork_two();
	does(2, OP_STREAM, MUTEX);
	stores(1, PLACE);
	does(1, OP_STREAM, MUTEX);
	loads(2, PLACE);
	expect_races(1);
}

static void test_locks_order(void **state)
{
	(void)state;
	expect_order(OP_MUTEX_UNLOCK, OP_MUTEX_LOCK, MUTEX);
	expect_order(OP_MUTEX_UNLOCK, OP_MUTEX_TRYLOCK, MUTEX);
	expect_order(OP_SEM_POST, OP_SEM_WAIT, SEM);
	expect_order(OP_SEM_INIT, OP_SEM_OPEN, SEM);
	expect_order(OP_SEM_POST, OP_SEM_TRYWAIT, SEM);
	expect_order(OP_RWLOCK_UNLOCK, OP_RWLOCK_READ, RWLOCK);
	expect_order(OP_RWLOCK_UNLOCK, OP_RWLOCK_TRYWRITE, RWLOCK);
	expect_order(OP_UNLOCK, OP_LOCK, SEM);
	expect_order(OP_COND_SIGNAL, OP_COND_WAKE, CONDITION);
	expect_order(OP_WRITE, OP_READ, PIPE);
	expect_order(OP_MSGSND, OP_MSGRCV, PIPE);
	expect_order(OP_SEMOP_PUT, OP_SEMOP_TAKE, SEM);
	expect_order(OP_SEMOP_TAKE, OP_SEMOP_ZERO, SEM);
	expect_order(OP_SEM_GIVE_BACK, OP_SEMOP_TAKE, SEM);
	expect_order(OP_SEMGET, OP_SEMGET, SEM);
	expect_order(OP_SHMDT, OP_SHMCTL, PIPE);
	expect_order(OP_SEMOP_PUT, OP_SEM_ASK, SEM);
	expect_order(OP_CONNECT, OP_ACCEPT, PIPE);
}

static void test_a_lock_that_was_not_got_orders_nothing(void **state)
{
	(void)state;
	fork_two();
	stores(1, PLACE);
	does(1, OP_MUTEX_UNLOCK, MUTEX);
	fed(with_error(did(2, OP_MUTEX_TRYLOCK, MUTEX, 0), EBUSY));
	loads(2, PLACE);
	expect_races(1);
}

static void test_a_lock_of_the_dead_orders(void **state)
{
	(void)state;
	fork_two();
	does(1, OP_MUTEX_LOCK, MUTEX);
	stores(1, PLACE);
	does(1, OP_DEATH, 0);
	fed(with_error(did(2, OP_MUTEX_LOCK, MUTEX, 0), EOWNERDEAD));
	loads(2, PLACE);
	expect_races(0);
}

/* Readers do not order each other, and are before who writes next. */
static void test_readers(void **state)
{
	(void)state;
	fork_two();
	does(1, OP_RWLOCK_READ, RWLOCK);
	stores(1, PLACE); /* wrong: it may only read */
	does(1, OP_RWLOCK_UNLOCK, RWLOCK);
	does(2, OP_RWLOCK_READ, RWLOCK);
	loads(2, PLACE);
	expect_races(1);
	fork_two();
	does(1, OP_RWLOCK_READ, RWLOCK);
	loads(1, PLACE);
	does(1, OP_RWLOCK_UNLOCK, RWLOCK);
	does(2, OP_RWLOCK_WRITE, RWLOCK);
	stores(2, PLACE);
	expect_races(0);
}

static void test_a_wait_on_a_condition_lets_the_mutex_go(void **state)
{
	(void)state;
	fork_two();
	does(1, OP_MUTEX_LOCK, MUTEX);
	stores(1, PLACE);
	fed(with_argument(did(1, OP_COND_WAIT, CONDITION, 0), MUTEX));
	does(2, OP_MUTEX_LOCK, MUTEX);
	stores(2, PLACE);
	does(2, OP_MUTEX_UNLOCK, MUTEX);
	fed(with_argument(with_error(did(1, OP_COND_WAKE, CONDITION, 0), ETIMEDOUT), MUTEX));
	loads(1, PLACE);
	expect_races(0);
}

/* Its mutex is no object: it is not kept, nor given back by who ends. */
static void test_a_mutex_that_cannot_be(void **state)
{
	static const uint64_t numbers[] = {LIMIT_OBJECTS, 60000, UINT32_MAX, UINT64_C(1) << 32};

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		fork_two();
		fed(with_argument(did(1, OP_COND_WAIT, CONDITION, 0), numbers[i]));
		fed(with_argument(did(1, OP_COND_WAKE, CONDITION, 0), numbers[i]));
		stores(1, PLACE);
		does(1, OP_EXIT, 0);
		stores(2, PLACE);
		assert_int_equal(locks_of(0)->count, 0);
		expect_races(1);
	}
}

/* What comes before it is before all that comes after it, but not what the fast ones do next. */
static void test_barrier(void **state)
{
	(void)state;
	fork_two();
	fed(did(0, OP_BARRIER_INIT, BARRIER, 2));
	stores(1, PLACE);
	does(1, OP_BARRIER_WAIT, BARRIER);
	stores(2, OTHER);
	does(2, OP_BARRIER_WAIT, BARRIER);
	loads(2, PLACE);
	stores(2, OTHER + 20);
	does(2, OP_BARRIER_WAIT, BARRIER);
	does(1, OP_BARRIER_LEAVE, BARRIER);
	loads(1, OTHER);
	assert_int_equal(races_count(races), 0);
	loads(1, OTHER + 20);
	expect_races(1);
}

static void test_atomic_operations_order_and_do_not_race(void **state)
{
	(void)state;
	fork_two();
	stores(1, PLACE);
	fed(with_flags(step(1, OP_STORE, OTHER, 1), RECORD_ATOMIC));
	fed(with_flags(step(2, OP_LOAD, OTHER, 1), RECORD_ATOMIC));
	loads(2, PLACE);
	expect_races(0);
	fork_two();
	fed(with_flags(step(1, OP_STORE, OTHER, 1), RECORD_ATOMIC));
	loads(2, OTHER); /* a plain one */
	expect_races(1);
	fork_two();
	stores(1, PLACE);
	fed(with_flags(step(1, OP_LOAD, OTHER, 1), RECORD_ATOMIC)); /* leaves nothing */
	fed(with_flags(step(2, OP_LOAD, OTHER, 1), RECORD_ATOMIC));
	loads(2, PLACE);
	expect_races(1);
}

/* Of most mutexes nobody looks who unlocks them. */
static void test_another_one_unlocks(void **state)
{
	(void)state;
	fork_two();
	does(1, OP_MUTEX_LOCK, MUTEX);
	does(2, OP_MUTEX_UNLOCK, MUTEX);
	stores(1, PLACE);
	loads(2, PLACE);
	assert_int_equal(locks_of(0)->count, 0);
	expect_races(1);
}

static void test_only_bytes_that_overlap(void **state)
{
	const struct shadow_place place = {1, 100};
	struct record left = with_size(step(1, OP_STORE, PLACE, 0), 4);
	struct record right = with_argument(with_size(step(2, OP_STORE, PLACE, 0), 4), 4);
	struct record across = with_argument(with_size(step(2, OP_STORE, PLACE, 0), 8), 2);

	(void)state;
	fork_two();
	races_fold(races, &left, place, 0);
	races_fold(races, &right, place, 0);
	assert_int_equal(races_count(races), 0);
	races_fold(races, &across, place, 0);
	assert_int_equal(races_at(races, 0)->offset, 2); /* those that both touch */
	assert_int_equal(races_at(races, 0)->size, 2);
	expect_races(1);
}

/* Two objects that lie in each other. */
static void test_places_that_overlap(void **state)
{
	struct record whole = with_size(step(1, OP_STORE, PLACE, 0), 8);
	struct record part = with_size(step(2, OP_LOAD, OTHER, 0), 4);

	(void)state;
	fork_two();
	races_fold(races, &whole, (struct shadow_place){1, 96}, 0);
	races_fold(races, &part, (struct shadow_place){2, 100}, 0);
	assert_int_equal(races_count(races), 0);
	races_fold(races, &part, (struct shadow_place){1, 100}, 0);
	assert_int_equal(races_at(races, 0)->object, OTHER);
	expect_races(1);
	fork_two();
	races_fold(races, &part, (struct shadow_place){1, 100}, 0);
	races_fold(races, &whole, (struct shadow_place){1, 96}, 0);
	assert_int_equal(races_at(races, 0)->object, OTHER); /* whichever came first */
	assert_int_equal(races_at(races, 0)->offset, 0);
	expect_races(1);
}

static void test_what_is_freed_is_another_place(void **state)
{
	(void)state;
	fork_two();
	stores(1, PLACE);
	fed(with_size(did(1, OP_FREED, PLACE, 0), 4));
	stores(2, PLACE);
	expect_races(0);
}

static void fed_at(struct record record, uint64_t address)
{
	races_fold(races, &record, (struct shadow_place){1, address}, 0);
}

/* Of a place that is larger than all that is kept: what is in it goes, what is beside it stays. */
static void test_what_is_freed_may_be_large(void **state)
{
	const uint32_t large = 1u << 31;

	(void)state;
	fork_two();
	fed_at(step(1, OP_STORE, PLACE, 0), 4);
	fed_at(step(1, OP_STORE, PLACE, 0), 8);
	fed_at(step(1, OP_STORE, PLACE, 0), 8 + large);
	fed_at(with_size(did(1, OP_FREED, PLACE, 0), large), 8);
	fed_at(step(2, OP_STORE, PLACE, 0), 8);
	assert_int_equal(races_count(races), 0);
	fed_at(with_argument(step(2, OP_STORE, PLACE, 0), large), 8);
	assert_int_equal(races_count(races), 1);
	fed_at(step(2, OP_LOAD, PLACE, 0), 4);
	assert_false(races_are_cut(races));
	expect_races(2);
}

/* To forget needs no memory. */
static void test_to_forget_keeps_nothing(void **state)
{
	struct rusage before, after;

	(void)state;
	getrusage(RUSAGE_SELF, &before);
	for (uint64_t i = 0; i < 4; i++)
		fed_at(with_size(did(1, OP_FREED, PLACE, 0), 1u << 24), i << 24);
	getrusage(RUSAGE_SELF, &after);
	assert_in_range(after.ru_maxrss - before.ru_maxrss, 0, 10000);
}

/* An access where no memory can be is none, and that is told. */
static void test_places_that_cannot_be(void **state)
{
	static const struct {
		uint64_t address, argument;
		uint32_t size;
	} rows[] = {
		{0, UINT64_MAX, 4},	    {0, UINT64_C(1) << 32, 4},
		{UINT64_MAX, 1, 4},	    {UINT64_MAX - 10, 0, 4},
		{UINT64_MAX - 100, 0, 200}, {UINT64_MAX - 100, 99, UINT32_MAX},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct record record = with_size(step(1, OP_STORE, PLACE, 0), rows[i].size);

		fork_two();
		fed_at(with_argument(record, rows[i].argument), rows[i].address);
		assert_true(races_are_cut(races));
		record.operation = OP_FREED;
		fed_at(record, rows[i].address);
		expect_races(0);
		assert_false(races_are_cut(races));
	}
}

/* Of a large one the first bytes count, and it is told that the others do not. */
static void test_a_large_access(void **state)
{
	(void)state;
	fork_two();
	fed_at(with_size(step(1, OP_STORE, PLACE, 0), SHADOW_ACCESS), 0);
	assert_false(races_are_cut(races));
	fed_at(with_argument(step(2, OP_STORE, PLACE, 0), SHADOW_ACCESS - 4), 0);
	expect_races(1);
	fork_two();
	fed_at(with_size(step(1, OP_STORE, PLACE, 0), SHADOW_ACCESS + 1), 0);
	assert_true(races_are_cut(races));
	fed_at(step(2, OP_STORE, PLACE, 0), SHADOW_ACCESS);
	expect_races(0);
}

/* To give memory back is to write it. */
static void test_free_meets_others(void **state)
{
	(void)state;
	fork_two();
	stores(1, PLACE);
	fed(with_size(did(2, OP_FREE, PLACE, 0), 4));
	expect_races(1);
}

static void test_once(void **state)
{
	(void)state;
	fork_two();
	stores(1, PLACE);
	fed(did(1, OP_ONCE_DONE, 0, 0));
	fed(did(2, OP_ONCE_DONE, 0, 1));
	loads(2, PLACE);
	expect_races(0);
	fork_two();
	stores(1, PLACE);
	fed(did(1, OP_ONCE_DONE, 0, 1));
	fed(did(2, OP_ONCE_DONE, 0, 1));
	loads(2, PLACE);
	expect_races(1);
}

/* --- locks -------------------------------------------------------------------------------------
 */

static void test_locks_that_were_held(void **state)
{
	(void)state;
	fork_two();
	does(1, OP_MUTEX_LOCK, MUTEX);
	does(1, OP_RWLOCK_READ, RWLOCK);
	stores(1, PLACE);
	does(1, OP_RWLOCK_UNLOCK, RWLOCK);
	does(1, OP_MUTEX_UNLOCK, MUTEX);
	stores(2, PLACE);
	assert_int_equal(locks_of(0)->count, 2);
	assert_int_equal(locks_of(0)->locks[0].object, MUTEX);
	assert_true(locks_of(0)->locks[1].is_shared);
	assert_int_equal(locks_of(1)->count, 0);
	expect_races(1);
}

/* One with a token that somebody else puts in is no lock. */
static void test_semaphores_that_are_locks(void **state)
{
	(void)state;
	fork_two();
	fed(did(0, OP_SEM_INIT, SEM, 1));
	does(1, OP_SEM_WAIT, SEM);
	stores(1, PLACE);
	loads(2, PLACE);
	assert_int_equal(locks_of(0)->count, 1);
	expect_races(1);
	fork_two();
	fed(did(0, OP_SEM_INIT, SEM, 0));
	fed(did(2, OP_SEM_POST, SEM, 1));
	does(1, OP_SEM_WAIT, SEM);
	stores(1, PLACE);
	stores(2, PLACE);
	assert_int_equal(locks_of(0)->count, 0);
	expect_races(1);
}

static void take_locks(unsigned actor, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		does(actor, OP_MUTEX_LOCK, MUTEX + 100 + i);
}

/* As many as there is room for are all given back by who ends; of more that is not known. */
static void test_many_locks(void **state)
{
	(void)state;
	fork_two();
	take_locks(1, HELD_MAX);
	stores(1, PLACE);
	does(1, OP_DEATH, 0);
	fed(with_error(did(2, OP_MUTEX_LOCK, MUTEX + 99 + HELD_MAX, 0), EOWNERDEAD));
	loads(2, PLACE);
	assert_false(races_are_cut(races));
	expect_races(0);
	fork_two();
	take_locks(1, HELD_MAX + 1);
	stores(1, PLACE);
	stores(2, PLACE);
	assert_true(races_are_cut(races));
	assert_int_equal(locks_of(0)->count, HELD_MAX);
	assert_true(locks_of(0)->more);
	does(1, OP_DEATH, 0);
	fed(with_error(did(2, OP_MUTEX_LOCK, MUTEX + 100 + HELD_MAX, 0), EOWNERDEAD));
	loads(2, PLACE);
	expect_races(1); /* that of before */
}

/* Where memory is out it is known that somebody may know of more. */
static void test_clocks_without_memory(void **state)
{
	struct clocks *clocks = calloc(1, sizeof(*clocks));
	clocks_place place = CLOCKS_NOWHERE, other = CLOCKS_NOWHERE;

	(void)state;
	clocks_leave(clocks, 1, &place);
	assert_int_not_equal(place, CLOCKS_NOWHERE);
	clocks->places = clocks->room = SIZE_MAX / 2 + 1; /* there is no more than that */
	clocks_leave(clocks, 1, &place);
	clocks_copy(clocks, CLOCKS_NOWHERE, &other);
	assert_false(clocks->incomplete);
	clocks_copy(clocks, place, &other);
	assert_true(clocks->incomplete);
	clocks->incomplete = false;
	clocks_leave(clocks, 1, &other);
	assert_true(clocks->incomplete);
	assert_int_equal(other, CLOCKS_NOWHERE);
	clocks_clear(clocks);
	assert_false(clocks->incomplete);
	clocks_release(clocks);
	free(clocks);
}

/* --- limits ------------------------------------------------------------------------------------
 */

/* Every element of an array, and then another thing. */
static void array_races(uint32_t count)
{
	fork_two();
	for (uint32_t i = 0; i < count; i++) {
		fed(with_argument(step(1, OP_STORE, PLACE, 0), (uint64_t)i * 4));
		fed(with_argument(step(2, OP_STORE, PLACE, 0), (uint64_t)i * 4));
	}
	stores(1, OTHER);
	stores(2, OTHER);
}

static void test_many_races(void **state)
{
	(void)state;
	array_races(RACES_MAX - 1);
	assert_false(races_are_cut(races));
	assert_int_equal(races_at(races, RACES_MAX - 1)->second.object, OTHER);
	stores(1, OTHER);
	assert_false(races_are_cut(races)); /* that one is known */
	expect_races(RACES_MAX);
	array_races(RACES_MAX);
	assert_true(races_are_cut(races));
	expect_races(RACES_MAX);
	assert_false(races_are_cut(races));
}

/* --- what keeps accesses apart -----------------------------------------------------------------
 */

static void accesses_under(unsigned actor, unsigned lock, uint32_t at)
{
	struct record record = step(actor, OP_STORE, PLACE, 0);

	if (lock)
		does(actor, OP_MUTEX_LOCK, lock);
	races_fold(races, &record, (struct shadow_place){0}, at);
	if (lock)
		does(actor, OP_MUTEX_UNLOCK, lock);
}

static void expect_guard(uint32_t at, enum race_guard_kind kind, unsigned lock)
{
	const struct race_guard guard = races_guard(races, PLACE, at);

	assert_int_equal(guard.kind, kind);
	assert_int_equal(guard.lock, lock);
}

static void test_a_lock_that_all_have_protects(void **state)
{
	(void)state;
	stores(0, PLACE); /* nobody else is there yet */
	fork_two();
	accesses_under(1, MUTEX, 1);
	accesses_under(2, MUTEX, 2);
	expect_guard(1, GUARD_NONE, 0);
	expect_guard(2, GUARD_ALWAYS, MUTEX);
	fed(did(0, OP_WAIT, 0, 1));
	fed(did(0, OP_WAIT, 0, 2));
	accesses_under(0, 0, 3); /* nor any longer */
	expect_guard(3, GUARD_ALWAYS, MUTEX);
}

static void test_a_lock_that_some_have_does_not(void **state)
{
	(void)state;
	fork_two();
	accesses_under(1, MUTEX, 1);
	accesses_under(2, MUTEX, 2);
	accesses_under(2, MUTEX + 20, 3); /* another one */
	expect_guard(2, GUARD_ALWAYS, MUTEX);
	expect_guard(3, GUARD_NOT_ALWAYS, MUTEX);
	races_clear(races);
	fork_two();
	accesses_under(1, 0, 1);
	accesses_under(2, 0, 2);
	expect_guard(2, GUARD_NONE, 0);
}

/* At an earlier step nobody knows of a lock that was taken later. */
static void test_a_lock_that_comes_late(void **state)
{
	(void)state;
	fork_two();
	accesses_under(1, 0, 1);
	accesses_under(2, 0, 2);
	accesses_under(2, MUTEX, 9);
	expect_guard(2, GUARD_NONE, 0);
	expect_guard(8, GUARD_NONE, 0);
	expect_guard(9, GUARD_NOT_ALWAYS, MUTEX);
}

static void test_atomic_accesses_need_no_lock(void **state)
{
	(void)state;
	fork_two();
	does(1, OP_ATOMIC, PLACE);
	does(2, OP_ATOMIC, PLACE);
	expect_guard(0, GUARD_ATOMIC, 0);
	loads(1, PLACE);
	expect_guard(0, GUARD_NONE, 0);
}

/* --- as they are told --------------------------------------------------------------------------
 */

static void place(void *unused, uint32_t where, char *out, size_t size)
{
	(void)unused;
	snprintf(out, size, "a.c:%u", where / 10);
}

static void test_words(void **state)
{
	struct stage *stage = calloc(1, sizeof(*stage));
	struct told_races told = {0};
	char sentence[RACE_SENTENCE];
	struct record record;

	(void)state;
	record = with_text(did(0, OP_NAME, PLACE, 4), "counter");
	stage_fold(stage, &record);
	record = with_argument(with_text(did(0, OP_NAME, MUTEX, 40), "lock"), OBJECT_MUTEX);
	stage_fold(stage, &record);
	fork_two();
	fed(at_place(step(2, OP_LOAD, PLACE, 0), 121));
	does(1, OP_MUTEX_LOCK, MUTEX);
	fed(at_place(step(1, OP_STORE, PLACE, 0), 125));
	fed(at_place(step(2, OP_STORE, PLACE, 0), 123)); /* the same two lines */
	told_races_add_run(&told, races, stage);
	told_races_settle(&told, place, NULL, false);
	assert_int_equal(told.count, 1);
	assert_string_equal(told_race_say(&told.list[0], sentence),
			    "counter: 1 stores (a.c:12), 2 loads (a.c:12); "
			    "1 held lock, 2 held nothing");
	told_races_release(&told);
	free(stage);
}

static void test_told_races_are_cut(void **state)
{
	struct told_races told = {0}, all = {0};
	struct told_race race = {.place = "counter"};

	(void)state;
	for (unsigned i = 0; i <= TOLD_RACES_MAX; i++) {
		race.accesses[0].where = i;
		assert_false(told.cut);
		told_races_add(&told, &race);
		told_races_add(&told, &race);
	}
	assert_true(told.cut);
	assert_int_equal(told.count, TOLD_RACES_MAX);
	told_races_join(&all, &told);
	assert_true(all.cut);
	told_races_settle(&all, NULL, NULL, true);
	told_races_clear(&told);
	assert_false(told.cut);
	told_races_add_run(&told, races, NULL);
	assert_false(told.cut);
	fed(with_argument(step(1, OP_STORE, PLACE, 0), UINT64_MAX));
	told_races_add_run(&told, races, NULL);
	assert_true(told.cut);
	told_races_release(&told);
	told_races_release(&all);
}

static void test_words_of_many_locks(void **state)
{
	struct told_race race = {.place = "counter", .accesses = {{.actor = 1}, {.actor = 2}}};
	char sentence[RACE_SENTENCE];

	(void)state;
	for (unsigned k = 0; k < 2; k++) {
		race.accesses[k].operation = OP_STORE;
		race.accesses[k].has_more = true;
	}
	race.accesses[0].lock_count = 2;
	strcpy(race.accesses[0].locks[0], "a");
	strcpy(race.accesses[0].locks[1], "b");
	assert_string_equal(told_race_say(&race, sentence),
			    "counter: 1 stores, 2 stores; 1 held a, b and more, 2 held locks");
}

/* --- what is about to be done ------------------------------------------------------------------
 */

static struct trace *parked_trace;

static void about_to(unsigned actor, enum operation operation, unsigned offset, bool is_atomic)
{
	struct actor_entry *entry = &parked_trace->actors[actor];

	entry->intent = (struct intent){.operation = (uint8_t)operation,
					.object = PLACE,
					.argument = offset,
					.size = 4,
					.visible = true,
					.atomic = is_atomic};
	atomic_store(&entry->state, ACTOR_PARKED);
}

static void expect_parked(size_t count)
{
	races_fold_parked(races, parked_trace, 0);
	expect_races(count);
}

/* Whatever came before: both could be the next. */
static void test_two_that_are_parked_meet(void **state)
{
	(void)state;
	parked_trace = calloc(1, sizeof(*parked_trace));
	assert_non_null(parked_trace);
	atomic_store(&parked_trace->actor_count, 3);
	about_to(1, OP_STORE, 0, false);
	about_to(2, OP_LOAD, 0, false);
	expect_parked(1);
	about_to(2, OP_STORE, 2, false);
	expect_parked(1);
	about_to(2, OP_LOAD, 4, false);
	expect_parked(0);
	about_to(1, OP_LOAD, 4, false);
	expect_parked(0);
	about_to(1, OP_STORE, 4, true);
	expect_parked(1);
	about_to(2, OP_LOAD, 4, true);
	expect_parked(0);
	about_to(1, OP_ATOMIC, 4, false);
	expect_parked(0);
	about_to(2, OP_STORE, 4, false);
	expect_parked(1);
	atomic_store(&parked_trace->actors[2].state, ACTOR_ENDED);
	expect_parked(0);
	free(parked_trace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_two_that_nothing_orders_race, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_a_load_is_met_by_a_later_store, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_birth_and_end_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_wait_is_for_all_threads, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_locks_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_lock_that_was_not_got_orders_nothing, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_a_lock_of_the_dead_orders, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_readers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_wait_on_a_condition_lets_the_mutex_go,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_mutex_that_cannot_be, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_barrier, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_atomic_operations_order_and_do_not_race,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_another_one_unlocks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_only_bytes_that_overlap, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_places_that_overlap, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_is_freed_is_another_place, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_what_is_freed_may_be_large, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_to_forget_keeps_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_places_that_cannot_be, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_large_access, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_free_meets_others, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_locks_that_were_held, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_semaphores_that_are_locks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_many_locks, set_up, tear_down),
		cmocka_unit_test(test_clocks_without_memory),
		cmocka_unit_test_setup_teardown(test_many_races, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_told_races_are_cut, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_two_meet_in_a_fifo, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_names_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_poll_orders, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_room_orders, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_refusals_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_an_end_that_is_seen_orders, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_groups_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_signs_of_an_end, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_streams_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_lock_that_all_have_protects, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_a_lock_that_some_have_does_not, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_a_lock_that_comes_late, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_atomic_accesses_need_no_lock, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_two_that_are_parked_meet, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_words, set_up, tear_down),
		cmocka_unit_test(test_words_of_many_locks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
