/* Verdicts: which one it is, and why, in words for students. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include "model/history.h"
#include "model/verdict.h"
#include "model_records.h"
#include "sets.h"

enum { OBJECT = 4, WHOLE = 5 };

static void happens(struct history *history, struct record record)
{
	assert_int_equal(history_append(history, &record), 0);
}

static struct history *run_of(unsigned children)
{
	struct history *history = history_new();
	assert_non_null(history);
	for (unsigned i = 0; i <= children; i++)
		happens(history, begin(i, 0));
	return history;
}

static void reports(struct history *history, const char *outcome, const char *expected)
{
	happens(history, with_text(did(0, OP_OUTCOME, 0, 0), outcome));
	happens(history, with_text(did(0, OP_EXPECTED, 0, 0), expected));
	happens(history, did(0, OP_EXIT, 0, 0));
}

static void adds(struct history *history, unsigned actor, unsigned from)
{
	happens(history, step(actor, OP_LOAD, OBJECT, from));
	happens(history, step(actor, OP_STORE, OBJECT, from + 1));
}

static void place(void *places, uint32_t where, char *out, size_t size)
{
	(void)places;
	snprintf(out, size, "demo.c:%u", (unsigned)where);
}

/* Judge the run and let go of it. */
static void judged(struct history *history, const struct ending *ending, enum verdict verdict,
		   const char *why)
{
	char text[VERDICT_WHY];
	assert_int_equal(verdict_of(history, ending, text), verdict);
	assert_string_equal(text, why);
	history_free(history);
}

static const struct ending ended = {.stop = STOP_END, .place = place};
static const struct ending stuck = {.stop = STOP_DEADLOCK, .place = place};
static const struct ending free_end = {.stop = STOP_END, .free_run = true};

static void every_verdict_has_a_word(void **state)
{
	(void)state;
	assert_string_equal(verdict_word(VERDICT_AS_EXPECTED), "as-expected");
	assert_string_equal(verdict_word(VERDICT_UNEXPECTED), "unexpected");
	assert_string_equal(verdict_word(VERDICT_DEADLOCK), "deadlock");
	assert_string_equal(verdict_word(VERDICT_CRASH), "crash");
	assert_string_equal(verdict_word(VERDICT_LIVELOCK), "livelock");
	assert_string_equal(verdict_word(VERDICT_CUT_OFF), "cut-off");
	assert_string_equal(verdict_word(VERDICT_IDLE), "idle");
	assert_string_equal(verdict_word(VERDICT_STOPPED), "stopped");
}

static void what_was_expected_came_out(void **state)
{
	(void)state;
	struct history *history = run_of(0);
	reports(history, "counter=10", "counter=10");
	judged(history, &ended, VERDICT_AS_EXPECTED, "counter=10, as expected.");

	history = run_of(0);
	happens(history, did(0, OP_EXIT, 0, 0));
	judged(history, &ended, VERDICT_AS_EXPECTED, "0 ended with status 0.");

	history = run_of(0);
	happens(history, did(0, OP_EXIT, 0, 3));
	judged(history, &ended, VERDICT_UNEXPECTED, "0 ended with status 3.");
}

static struct history *lossy_run(void)
{
	struct history *history = run_of(2);
	happens(history, name(OBJECT, OBJECT_VALUE, "counter"));
	adds(history, 1, 2);
	happens(history, step(1, OP_LOAD, OBJECT, 3));
	happens(history, step(2, OP_LOAD, OBJECT, 3));
	happens(history, step(1, OP_STORE, OBJECT, 4));
	happens(history, step(2, OP_STORE, OBJECT, 4));
	return history;
}

static void lost_updates_are_told_with_the_first(void **state)
{
	(void)state;
	struct history *history = lossy_run();
	reports(history, "counter=4", "counter=5");
	judged(history, &ended, VERDICT_UNEXPECTED,
	       "expected counter=5, got counter=4: 1 update was lost. The first at step 6: 1 and 2 "
	       "had both loaded 3; 2's store wiped out 1's.");

	/* What was lost is counted, not what it would have added. */
	history = lossy_run();
	reports(history, "counter=4", "counter=9");
	judged(history, &ended, VERDICT_UNEXPECTED,
	       "expected counter=9, got counter=4: 1 update was lost. The first at step 6: 1 and 2 "
	       "had both loaded 3; 2's store wiped out 1's.");

	history = lossy_run();
	reports(history, "sum=14", "sum=20");
	judged(history, &ended, VERDICT_UNEXPECTED,
	       "expected sum=20, got sum=14: 1 update was lost. The first at step 6: 1 and 2 had "
	       "both loaded 3; 2's store wiped out 1's.");
}

static void a_copied_lock_is_named(void **state)
{
	(void)state;
	struct history *history = lossy_run();
	happens(history, with_flags(name(9, OBJECT_SEMAPHORE, "lock"), RECORD_PRIVATE));
	reports(history, "counter=4", "counter=5");
	judged(history, &ended, VERDICT_UNEXPECTED,
	       "expected counter=5, got counter=4: 1 update was lost. The first at step 6: 1 and 2 "
	       "had both loaded 3; 2's store wiped out 1's. lock is not shared: each process locks "
	       "a copy of its own.");
}

static void a_value_that_is_not_shared_is_named(void **state)
{
	(void)state;
	struct history *history = run_of(1);
	happens(history, with_flags(name(OBJECT, OBJECT_VALUE, "counter"), RECORD_PRIVATE));
	reports(history, "counter=0", "counter=10");
	judged(history, &ended, VERDICT_UNEXPECTED,
	       "expected counter=10, got counter=0: counter is not shared: each process changes a "
	       "copy of its own.");
}

static void a_free_run_is_judged_by_its_numbers(void **state)
{
	(void)state;
	struct history *history = run_of(2);
	happens(history, name(OBJECT, OBJECT_VALUE, "counter"));
	adds(history, 1, 0);
	reports(history, "counter=1234567", "counter=2000000");
	judged(history, &free_end, VERDICT_UNEXPECTED,
	       "expected counter=2000000, got counter=1234567: 765433 too little: "
	       "updates were lost.");

	history = run_of(2);
	reports(history, "counter=1", "counter=2");
	judged(history, &free_end, VERDICT_UNEXPECTED, "expected counter=2, got counter=1.");

	history = run_of(2);
	happens(history, name(OBJECT, OBJECT_VALUE, "counter"));
	reports(history, "counter=3", "counter=2");
	judged(history, &free_end, VERDICT_UNEXPECTED, "expected counter=2, got counter=3.");
}

static void what_was_never_reported_is_missed(void **state)
{
	(void)state;
	struct history *history = run_of(1);
	happens(history, with_text(did(0, OP_EXPECTED, 0, 0), "results=11 12"));
	happens(history, with_argument(did(1, OP_DEATH, 0, SIGKILL), 1));
	happens(history, did(0, OP_EXIT, 0, 0));
	judged(history, &ended, VERDICT_UNEXPECTED,
	       "expected results=11 12, but it was never reported: 1 was killed by SIGKILL before "
	       "it was done.");
}

static void torn_messages_are_told(void **state)
{
	(void)state;
	struct history *history = run_of(2);
	happens(history, with_size(step(1, OP_WRITE, OBJECT, 4096), 4097));
	happens(history, with_size(step(2, OP_WRITE, OBJECT, 4096), 4097));
	happens(history, with_size(step(1, OP_WRITE, OBJECT, 1), 1));
	reports(history, "torn=1", "torn=0");
	judged(history, &ended, VERDICT_UNEXPECTED,
	       "expected torn=0, got torn=1: a message was torn in pipe 1 at step 3: 2 wrote "
	       "between two pieces of 1's message, which was too large to be written in one.");

	/* The same message once more: how many there were is not said. */
	history = run_of(2);
	happens(history, with_size(step(1, OP_WRITE, OBJECT, 4096), 4098));
	happens(history, with_size(step(2, OP_WRITE, OBJECT, 4096), 4098));
	happens(history, with_size(step(1, OP_WRITE, OBJECT, 1), 2));
	happens(history, with_size(step(2, OP_WRITE, OBJECT, 1), 2));
	happens(history, with_size(step(1, OP_WRITE, OBJECT, 1), 1));
	reports(history, "whole=0", "whole=2");
	judged(history, &ended, VERDICT_UNEXPECTED,
	       "expected whole=2, got whole=0: messages were torn in pipe 1, the first at step 3: "
	       "2 wrote between two pieces of 1's message, which was too large to be written in "
	       "one.");

	history = run_of(2);
	happens(history, step(0, OP_WRITE, OBJECT, 4));
	happens(history, step(1, OP_READ, OBJECT, 2));
	happens(history, step(2, OP_READ, OBJECT, 2));
	reports(history, "consumed=0 1", "consumed=0 1 2");
	judged(history, &ended, VERDICT_UNEXPECTED,
	       "expected consumed=0 1 2, got consumed=0 1: a message was torn in pipe 1 at step "
	       "3: 2 read on in a message of 0's that another process had begun to read.");
}

static void a_token_too_many_is_told(void **state)
{
	(void)state;
	struct history *history = run_of(3);
	happens(history, did(0, OP_SEM_INIT, OBJECT, 1));
	happens(history, name(OBJECT, OBJECT_SEMAPHORE, "tokens"));
	happens(history, step(1, OP_SEM_WAIT, OBJECT, 0));
	happens(history, step(1, OP_SEM_POST, OBJECT, 1));
	happens(history, step(1, OP_SEM_POST, OBJECT, 2));
	happens(history, step(2, OP_SEM_WAIT, OBJECT, 1));
	happens(history, step(3, OP_SEM_WAIT, OBJECT, 0));
	reports(history, "most-inside=2", "most-inside=1");
	judged(history, &ended, VERDICT_UNEXPECTED,
	       "expected most-inside=1, got most-inside=2: tokens began with 1 token, and 1 put "
	       "back one too many at step 3.");
}

static void a_deadlock_names_everybody_and_what_they_wait_for(void **state)
{
	(void)state;
	struct history *history = run_of(0);
	happens(history, did(0, OP_PIPE, OBJECT, 65536));
	happens(history, begin(1, 0));
	happens(history, with_argument(park(0, OP_WAIT, 0), 2));
	happens(history, park(1, OP_READ, OBJECT));
	history_mark(history, bits(0));
	judged(history, &stuck, VERDICT_DEADLOCK,
	       "Deadlock: 0 waits for 1 to end; 1 waits for a message in pipe 1, which is empty "
	       "and can still be written by 0 and by 1 itself. 0 and 1 wait for each other: a "
	       "circle.");
}

static struct record thread_of(unsigned maker, unsigned actor)
{
	return with_argument(did(actor, OP_BEGIN, 0, 1), maker);
}

/* A process and its threads: 0, and from 1 on. */
static struct history *threads_of(unsigned threads)
{
	struct history *history = run_of(0);
	for (unsigned i = 1; i <= threads; i++)
		happens(history, thread_of(0, i));
	return history;
}

static void a_deadlock_says_of_which_process_threads_are(void **state)
{
	(void)state;
	struct history *history = threads_of(2);
	happens(history, step(1, OP_MUTEX_LOCK, 8, 0));
	happens(history, step(2, OP_MUTEX_LOCK, 9, 0));
	happens(history, with_argument(park(0, OP_JOIN, 0), 1));
	happens(history, park(1, OP_MUTEX_LOCK, 9));
	happens(history, park(2, OP_MUTEX_LOCK, 8));
	history_mark(history, bits(0));
	judged(history, &stuck, VERDICT_DEADLOCK,
	       "Deadlock: 0 waits for 1 to end; 1, a thread of 0, waits for mutex 2: 2 has it; 2, "
	       "a "
	       "thread of 0, waits for mutex 1: 1 has it. 1 and 2 wait for each other: a circle.");

	history = threads_of(2);
	for (unsigned i = 1; i <= 2; i++)
		happens(history, park(i, OP_READ, OBJECT));
	happens(history, with_argument(park(0, OP_JOIN, 0), 1));
	history_mark(history, bits(0));
	judged(history, &stuck, VERDICT_DEADLOCK,
	       "Deadlock: 0 waits for 1 to end; 1 and 2, threads of 0, wait for a message in pipe "
	       "1, which is empty.");

	history = run_of(1);
	happens(history, thread_of(0, 2));
	happens(history, thread_of(1, 3));
	happens(history, with_argument(park(0, OP_WAIT, 0), 2));
	for (unsigned i = 1; i <= 3; i++)
		happens(history, park(i, OP_READ, OBJECT));
	history_mark(history, bits(0));
	judged(history, &stuck, VERDICT_DEADLOCK,
	       "Deadlock: 0 waits for 1 to end; 1, 2, a thread of 0, and 3, a thread of 1, wait "
	       "for "
	       "a message in pipe 1, which is empty.");
}

/* Children end by any of their threads, but it is for them that their parent waits. */
static void a_parent_waits_for_processes(void **state)
{
	static const unsigned waited_for[] = {0, 2};
	static const char *const why[] = {
		"Deadlock: 0 waits for 1 or 2 to end; 1, 2, 3, a thread of 1, and 4, a thread of "
		"1, "
		"wait for a message in pipe 1, which is empty.",
		"Deadlock: 0 waits for 1 to end; 1, 2, 3, a thread of 1, and 4, a thread of 1, "
		"wait for a message in pipe 1, which is empty."};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct history *history = run_of(2);
		happens(history, thread_of(1, 3));
		happens(history, thread_of(1, 4));
		happens(history, with_argument(park(0, OP_WAIT, 0), waited_for[i]));
		for (unsigned actor = 1; actor <= 4; actor++)
			happens(history, park(actor, OP_READ, OBJECT));
		history_mark(history, bits(0));
		judged(history, &stuck, VERDICT_DEADLOCK, why[i]);
	}
}

static void a_crash_is_that_of_the_thread_that_crashed(void **state)
{
	(void)state;
	struct history *history = threads_of(2);
	happens(history, at_place(did(2, OP_DEATH, 0, SIGSEGV), 7));
	judged(history, &ended, VERDICT_CRASH,
	       "2, a thread of 0, was killed by SIGSEGV at demo.c:7: it used memory that is not "
	       "there.");
}

static void a_process_is_one_zombie_whatever_threads_it_had(void **state)
{
	(void)state;
	struct history *history = run_of(1);
	happens(history, thread_of(1, 2));
	happens(history, did(1, OP_EXIT, 0, 0));
	reports(history, "zombies=1", "zombies=0");
	judged(history, &ended, VERDICT_UNEXPECTED,
	       "expected zombies=0, got zombies=1: 1 was never waited for and has stayed a "
	       "zombie.");
}

static void who_holds_a_write_end_is_told_by_control_where_records_do_not(void **state)
{
	(void)state;
	struct history *history = run_of(0);
	happens(history, park(0, OP_READ, OBJECT));
	history_mark(history, bits(0));
	struct ending ending = stuck;
	snprintf(ending.detail, sizeof ending.detail, "the write end of pipe 1 is open in 0");
	judged(history, &ending, VERDICT_DEADLOCK,
	       "Deadlock: 0 waits for a message in pipe 1, which is empty. The write end of pipe 1 "
	       "is open in 0.");
}

static void an_empty_queue_that_nobody_fills_is_told(void **state)
{
	(void)state;
	struct history *history = run_of(1);
	happens(history, name(WHOLE, OBJECT_QUEUE, "queue"));
	happens(history, with_argument(park(0, OP_WAIT, 0), 2));
	happens(history, with_text(did(1, OP_SCOPE_OPEN, WHOLE, 0), "get"));
	happens(history, park(1, OP_READ, OBJECT));
	history_mark(history, bits(0));
	judged(history, &stuck, VERDICT_DEADLOCK,
	       "Deadlock: 0 waits for 1 to end; 1 waits for an item in queue, which is empty. "
	       "Nobody who is left will put anything into queue.");
}

static void those_who_wait_for_the_same_are_told_together(void **state)
{
	(void)state;
	struct history *history = run_of(3);
	happens(history, did(0, OP_SEM_INIT, OBJECT, 0));
	happens(history, name(OBJECT, OBJECT_SEMAPHORE, "tokens"));
	happens(history, with_argument(park(0, OP_WAIT, 0), 2));
	for (unsigned i = 1; i <= 3; i++)
		happens(history, park(i, OP_SEM_WAIT, OBJECT));
	history_mark(history, bits(0));
	judged(history, &stuck, VERDICT_DEADLOCK,
	       "Deadlock: 0 waits for 1 to end; 1, 2 and 3 wait for a token of tokens: there is "
	       "none.");
}

/* 0 listens at a port that it calls "port", and waits there for a client. */
static struct history *server_and(unsigned others)
{
	struct history *history = run_of(others);
	happens(history, name(OBJECT, OBJECT_LISTENER, "port"));
	happens(history, step(0, OP_BIND, OBJECT, 0));
	happens(history, step(0, OP_LISTEN, OBJECT, 5));
	happens(history, park(0, OP_ACCEPT, OBJECT));
	return history;
}

static void a_server_waits_for_somebody_from_outside(void **state)
{
	(void)state;
	struct history *history = server_and(0);
	history_mark(history, bits(0));
	judged(history, &stuck, VERDICT_IDLE,
	       "Idle: 0 waits for a client from outside: a connection at port.");

	/* Who waits for it inside of the program is idle with it. */
	history = server_and(1);
	happens(history, with_argument(park(1, OP_WAIT, 0), 1));
	history_mark(history, bits(0));
	judged(history, &stuck, VERDICT_IDLE,
	       "Idle: 0 waits for a client from outside: a connection at port; 1 waits for 0 to "
	       "end.");
}

static void a_deadlock_beside_a_server_is_one(void **state)
{
	(void)state;
	struct history *history = server_and(2);
	happens(history, step(1, OP_MUTEX_LOCK, 8, 0));
	happens(history, step(2, OP_MUTEX_LOCK, 9, 0));
	happens(history, park(1, OP_MUTEX_LOCK, 9));
	happens(history, park(2, OP_MUTEX_LOCK, 8));
	history_mark(history, bits(0));
	judged(history, &stuck, VERDICT_DEADLOCK,
	       "Deadlock: 0 waits for a connection at port; 1 waits for mutex 2: 2 has it; 2 waits "
	       "for mutex 1: 1 has it. 1 and 2 wait for each other: a circle.");
}

/* What was reported before is known; who said what to expect, and has not reported it, is alone. */
static void what_came_out_before_a_server_waits_counts(void **state)
{
	(void)state;
	struct history *history = server_and(1);
	happens(history, with_text(did(1, OP_OUTCOME, 0, 0), "x=3"));
	happens(history, with_text(did(1, OP_EXPECTED, 0, 0), "x=4"));
	happens(history, did(1, OP_EXIT, 0, 0));
	history_mark(history, bits(0));
	judged(history, &stuck, VERDICT_UNEXPECTED,
	       "expected x=4, got x=3: 1 was never waited for and has stayed a zombie. Idle: 0 "
	       "waits for a client from outside: a connection at port.");

	history = server_and(1);
	happens(history, with_text(did(1, OP_EXPECTED, 0, 0), "x=4"));
	happens(history, did(1, OP_EXIT, 0, 0));
	history_mark(history, bits(0));
	judged(history, &stuck, VERDICT_DEADLOCK, "Deadlock: 0 waits for a connection at port.");
}

static void a_name_is_waited_at_from_outside_if_nobody_is_left(void **state)
{
	(void)state;
	for (int both = 0; both < 2; both++) {
		struct history *history = run_of(1);
		happens(history, name(OBJECT, OBJECT_PIPE, "fifo"));
		happens(history, did(0, OP_OPEN, OBJECT, END_READ | END_WRITE));
		if (both)
			happens(history, did(1, OP_OPEN, OBJECT, END_WRITE));
		happens(history, park(0, OP_READ, OBJECT));
		happens(history, with_argument(park(1, OP_WAIT, 0), 1));
		history_mark(history, bits(0));
		judged(history, &stuck, both ? VERDICT_DEADLOCK : VERDICT_IDLE,
		       both ? "Deadlock: 0 waits for a message in fifo, which is empty and can "
			      "still be written by 1 and by 0 itself; 1 waits for 0 to end. 0 and "
			      "1 wait for each other: a circle."
			    : "Idle: 0 waits for a client from outside: a message in fifo, which "
			      "is empty and can still be written by 0 itself; 1 waits for 0 to "
			      "end.");
	}
}

static void two_that_open_names_may_wait_for_each_other(void **state)
{
	(void)state;
	for (unsigned same = 0; same < 2; same++) {
		struct history *history = run_of(1);
		struct record first = park(0, OP_OPEN, OBJECT);
		struct record second = park(1, OP_OPEN, same ? OBJECT : WHOLE);
		char why[VERDICT_WHY];
		first.size = second.size = END_READ;
		happens(history, name(OBJECT, OBJECT_PIPE, "one"));
		happens(history, name(WHOLE, OBJECT_PIPE, "two"));
		happens(history, first);
		happens(history, second);
		history_mark(history, bits(0));
		assert_int_equal(verdict_of(history, &stuck, why),
				 same ? VERDICT_IDLE : VERDICT_DEADLOCK);
		history_free(history);
	}
}

static void what_was_to_end_there_is_no_failure(void **state)
{
	static const struct ending limit = {.stop = STOP_LIMIT, .place = place};
	(void)state;
	struct history *history = run_of(1);
	happens(history, with_text(did(0, OP_OUTCOME, 0, 0), "x=3"));
	happens(history, with_text(did(0, OP_EXPECTED, 0, 0), "y=4"));
	happens(history, step(1, OP_SEM_POST, OBJECT, 1));
	happens(history, with_argument(park(0, OP_WAIT, 0), 2));
	happens(history, park(1, OP_SEM_WAIT, OBJECT));
	history_mark(history, bits(2));
	judged(history, &limit, VERDICT_STOPPED,
	       "Stopped as was asked, after 1 step and 0.0 s of the run's clock. So far: x=3. 0 "
	       "waits for 1 to end; 1 is about to take a token of semaphore 1.");

	history = run_of(1);
	happens(history, with_text(did(0, OP_OUTCOME, 0, 0), "x=3"));
	happens(history, with_text(did(0, OP_EXPECTED, 0, 0), "x=4"));
	happens(history, did(0, OP_EXIT, 0, 0));
	happens(history, did(1, OP_EXIT, 0, 0));
	judged(history, &limit, VERDICT_UNEXPECTED,
	       "expected x=4, got x=3. Stopped as was asked, after 0 steps and 0.0 s of the run's "
	       "clock. So far: x=3.");
}

static void two_locks_in_opposite_order_are_a_circle(void **state)
{
	(void)state;
	struct history *history = run_of(2);
	happens(history, name(8, OBJECT_MUTEX, "a"));
	happens(history, name(9, OBJECT_MUTEX, "b"));
	happens(history, with_argument(park(0, OP_WAIT, 0), 0));
	happens(history, step(1, OP_MUTEX_LOCK, 8, 0));
	happens(history, step(2, OP_MUTEX_LOCK, 9, 0));
	happens(history, park(1, OP_MUTEX_LOCK, 9));
	happens(history, park(2, OP_MUTEX_LOCK, 8));
	history_mark(history, bits(0));
	judged(history, &stuck, VERDICT_DEADLOCK,
	       "Deadlock: 0 waits for 1 or 2 to end; 1 waits for b: 2 has it; 2 waits for a: 1 has "
	       "it. 1 and 2 wait for each other: a circle.");
}

static struct history *pool_run(unsigned workers)
{
	struct history *history = run_of(workers);
	happens(history, name(WHOLE, OBJECT_POOL, "pool"));
	for (unsigned i = 1; i <= 3; i++)
		happens(history, with_argument(did(0, OP_ITEM_PUT, WHOLE, i), i));
	happens(history, with_text(did(0, OP_SCOPE_OPEN, WHOLE, 0), "join"));
	happens(history, park(0, OP_SEM_WAIT, OBJECT));
	return history;
}

static void a_worker_that_died_in_its_task_is_told(void **state)
{
	(void)state;
	struct history *history = pool_run(1);
	happens(history, with_argument(did(1, OP_ITEM_TAKE, WHOLE, 0), 2));
	happens(history, with_argument(did(1, OP_DEATH, 0, SIGKILL), 1 + 1));
	history_mark(history, bits(0));
	judged(history, &stuck, VERDICT_DEADLOCK,
	       "Deadlock: 0 waits for the result of task 2, lost with 1. Worker 1 was "
	       "killed "
	       "in task 2: its result never comes.");
}

static void workers_that_wait_for_each_other_are_told(void **state)
{
	(void)state;
	struct history *history = pool_run(2);
	for (unsigned i = 1; i <= 2; i++) {
		happens(history, with_argument(did(i, OP_ITEM_TAKE, WHOLE, 0), i));
		happens(history, with_text(did(i, OP_SCOPE_OPEN, WHOLE, 0), "get result"));
		happens(history, park(i, OP_SEM_WAIT, OBJECT));
	}
	history_mark(history, bits(0));
	judged(history, &stuck, VERDICT_DEADLOCK,
	       "Deadlock: 0 waits for 3 tasks of pool to be finished; 1 waits for another task of "
	       "pool, in the middle of its own task 1; 2 waits for another task of pool, in the "
	       "middle of its own task 2. 1 and 2 wait for each other: a circle. All 2 workers are "
	       "in the middle of a task: nobody is left to do another.");
}

static void a_crash_is_the_cause_even_of_a_deadlock(void **state)
{
	(void)state;
	struct history *history = run_of(1);
	happens(history, with_text(did(1, OP_NAME_PROCESS, 0, 0), "writer"));
	happens(history, at_place(park(1, OP_WRITE, OBJECT), 41));
	happens(history, did(1, OP_DEATH, 0, SIGPIPE));
	judged(history, &stuck, VERDICT_CRASH,
	       "1 (writer) was killed by SIGPIPE at demo.c:41: it wrote into pipe 1, which nobody "
	       "could read any more.");

	history = run_of(1);
	happens(history, with_text(did(1, OP_CALLED, 0, 0), "writer()"));
	happens(history, at_place(park(1, OP_WRITE, OBJECT), 41));
	happens(history, did(1, OP_DEATH, 0, SIGPIPE));
	judged(history, &stuck, VERDICT_CRASH,
	       "1 writer() was killed by SIGPIPE at demo.c:41: it wrote into pipe 1, which nobody "
	       "could read any more.");

	history = run_of(0);
	happens(history, at_place(with_error(did(0, OP_WRITE, OBJECT, 0), EPIPE), 40));
	happens(history, did(0, OP_DEATH, 0, SIGPIPE));
	judged(history, &ended, VERDICT_CRASH,
	       "0 was killed by SIGPIPE at demo.c:40: it wrote into pipe 1, which nobody could "
	       "read "
	       "any more.");

	history = run_of(1);
	happens(history, at_place(did(1, OP_DEATH, 0, SIGSEGV), 7));
	judged(history, &ended, VERDICT_CRASH,
	       "1 was killed by SIGSEGV at demo.c:7: it used memory that is not there.");

	history = run_of(1);
	happens(history, at_place(step(1, OP_LOAD, OBJECT, 1), 12));
	happens(history, did(1, OP_DEATH, 0, SIGUSR1));
	judged(history, &ended, VERDICT_CRASH, "1 was killed by SIGUSR1 after demo.c:12.");
}

static void a_signal_of_the_run_itself_is_no_crash(void **state)
{
	(void)state;
	struct history *history = run_of(1);
	happens(history, with_argument(did(1, OP_DEATH, 0, SIGKILL), 0 + 1));
	reports(history, "seen=1", "seen=1");
	judged(history, &ended, VERDICT_AS_EXPECTED, "seen=1, as expected.");
}

static void a_run_that_was_cut_off_is_no_pass(void **state)
{
	(void)state;
	struct history *history = run_of(1);
	happens(history, step(1, OP_LOAD, OBJECT, 1));
	const struct ending cut = {.stop = STOP_DECIDE, .cut_off = true};
	judged(history, &cut, VERDICT_CUT_OFF, "Cut off after 1 step: the run had not ended.");

	history = run_of(1);
	const struct ending going_on = {.stop = STOP_DECIDE};
	judged(history, &going_on, VERDICT_NONE, "");
}

static void who_goes_round_is_named_with_the_steps(void **state)
{
	(void)state;
	struct history *history = run_of(2);
	happens(history, step(2, OP_LOAD, OBJECT, 1));
	happens(history, step(1, OP_LOAD, OBJECT, 1));
	happens(history, step(1, OP_LOAD, OBJECT, 1));
	const struct ending alone = {.stop = STOP_END, .round = 1};
	judged(history, &alone, VERDICT_LIVELOCK, "1 can go round for ever: step 3.");

	history = run_of(2);
	happens(history, step(1, OP_LOAD, OBJECT, 1));
	happens(history, step(2, OP_LOAD, OBJECT, 1));
	const struct ending both = {.stop = STOP_END, .round = 2};
	judged(history, &both, VERDICT_LIVELOCK, "1 and 2 can go round for ever: steps 1 to 2.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_verdict_has_a_word),
		cmocka_unit_test(what_was_expected_came_out),
		cmocka_unit_test(lost_updates_are_told_with_the_first),
		cmocka_unit_test(a_copied_lock_is_named),
		cmocka_unit_test(a_value_that_is_not_shared_is_named),
		cmocka_unit_test(a_free_run_is_judged_by_its_numbers),
		cmocka_unit_test(what_was_never_reported_is_missed),
		cmocka_unit_test(torn_messages_are_told),
		cmocka_unit_test(a_token_too_many_is_told),
		cmocka_unit_test(a_deadlock_names_everybody_and_what_they_wait_for),
		cmocka_unit_test(a_deadlock_says_of_which_process_threads_are),
		cmocka_unit_test(a_parent_waits_for_processes),
		cmocka_unit_test(a_crash_is_that_of_the_thread_that_crashed),
		cmocka_unit_test(a_process_is_one_zombie_whatever_threads_it_had),
		cmocka_unit_test(who_holds_a_write_end_is_told_by_control_where_records_do_not),
		cmocka_unit_test(an_empty_queue_that_nobody_fills_is_told),
		cmocka_unit_test(those_who_wait_for_the_same_are_told_together),
		cmocka_unit_test(a_server_waits_for_somebody_from_outside),
		cmocka_unit_test(a_deadlock_beside_a_server_is_one),
		cmocka_unit_test(what_came_out_before_a_server_waits_counts),
		cmocka_unit_test(a_name_is_waited_at_from_outside_if_nobody_is_left),
		cmocka_unit_test(two_that_open_names_may_wait_for_each_other),
		cmocka_unit_test(what_was_to_end_there_is_no_failure),
		cmocka_unit_test(two_locks_in_opposite_order_are_a_circle),
		cmocka_unit_test(a_worker_that_died_in_its_task_is_told),
		cmocka_unit_test(workers_that_wait_for_each_other_are_told),
		cmocka_unit_test(a_crash_is_the_cause_even_of_a_deadlock),
		cmocka_unit_test(a_signal_of_the_run_itself_is_no_crash),
		cmocka_unit_test(a_run_that_was_cut_off_is_no_pass),
		cmocka_unit_test(who_goes_round_is_named_with_the_steps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
