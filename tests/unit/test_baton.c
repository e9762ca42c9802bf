/* The baton: who is enabled, by table, and who is next. The processes are entries, no more. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <unistd.h>
#include <cmocka.h>
#include "trace/baton.h"
#include "trace/ready.h"
#include "trace/timers.h"
#include "sets.h"

enum { SELF = 1, OTHER = 2, CHILD = 3, THING = 1 };

static struct actor_entry *add(struct trace *trace, unsigned number, enum actor_state now)
{
	struct actor_entry *actor = &trace->actors[number];

	actor->state = now;
	actor->space = (uint8_t)number;
	trace->spaces[number].first = (uint8_t)number;
	trace->spaces[number].pid = getpid(); /* somebody who is alive */
	actor->intent.deadline_ns = UINT64_MAX;
	if (trace->actor_count <= number)
		trace->actor_count = number + 1;
	return actor;
}

static void park(struct trace *trace, unsigned number, enum operation operation, bool visible)
{
	struct actor_entry *actor = add(trace, number, ACTOR_PARKED);

	actor->intent.operation = (uint8_t)operation;
	actor->intent.visible = visible;
	actor->intent.object = THING;
}

static int set_up(void **state)
{
	struct trace *trace;
	int fd;

	trace = trace_create(&fd);
	close(fd);
	trace->stop_fd = eventfd(0, EFD_NONBLOCK);
	trace->object_count = 2;
	add(trace, 0, ACTOR_RUNNING);
	*state = trace;
	return 0;
}

static int tear_down(void **state)
{
	struct trace *trace = *state;

	close(trace->stop_fd);
	trace_unmap(trace);
	return 0;
}

/* --- enabledness ------------------------------------------------------------------------------ */

static void test_semaphores(void **state)
{
	struct trace *trace = *state;

	park(trace, SELF, OP_SEM_WAIT, true);
	assert_false(baton_can_finish(trace, SELF));
	assert_int_equal(bits_of(baton_blocked_set(trace)), 1 << SELF);
	trace->objects[THING].value = 1;
	assert_true(baton_can_finish(trace, SELF));
	assert_int_equal(bits_of(baton_enabled_set(trace)), 1 << SELF);
	trace->objects[THING].value = 0;
	park(trace, SELF, OP_SEM_POST, true);
	assert_true(baton_can_finish(trace, SELF));
}

static void test_mutexes(void **state)
{
	static const struct {
		unsigned owner;
		uint8_t options;
		enum actor_state owner_is;
		bool can;
	} rows[] = {
		{0, 0, ACTOR_RUNNING, true},
		{OTHER + 1, 0, ACTOR_RUNNING, false},
		{OTHER + 1, 0, ACTOR_ENDED, false},
		{OTHER + 1, MUTEX_ROBUST, ACTOR_RUNNING, false},
		{OTHER + 1, MUTEX_ROBUST, ACTOR_ENDED, true},
		{OTHER + 1, MUTEX_RECURSIVE, ACTOR_RUNNING, false},
		{SELF + 1, 0, ACTOR_RUNNING, false},
		{SELF + 1, MUTEX_ROBUST, ACTOR_RUNNING, false},
		{SELF + 1, MUTEX_RECURSIVE, ACTOR_RUNNING, true},
		{SELF + 1, MUTEX_ERRORCHECK, ACTOR_RUNNING, true},
		{MUTEX_UNUSABLE, MUTEX_ROBUST, ACTOR_RUNNING, true},
	};
	struct trace *trace = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		park(trace, SELF, OP_MUTEX_LOCK, true);
		add(trace, OTHER, rows[i].owner_is);
		trace->objects[THING].value = rows[i].owner;
		trace->objects[THING].options = rows[i].options;
		assert_int_equal(baton_can_finish(trace, SELF), rows[i].can);
	}
}

static void test_waits(void **state)
{
	struct trace *trace = *state;

	park(trace, SELF, OP_WAIT, false);
	assert_true(baton_can_finish(trace, SELF)); /* no child: it fails at once */
	add(trace, CHILD, ACTOR_RUNNING);
	trace->spaces[CHILD].parent = SELF;
	assert_false(baton_can_finish(trace, SELF));
	trace->actors[CHILD].state = ACTOR_ENDED;
	assert_true(baton_can_finish(trace, SELF));
	trace->actors[SELF].intent.argument = OTHER + 1;
	add(trace, OTHER, ACTOR_RUNNING);
	trace->spaces[OTHER].parent = SELF;
	assert_false(baton_can_finish(trace, SELF)); /* it is for the other one */
	assert_true(ready_child_of(trace, SELF, CHILD + 1));
	trace_space_entry(trace, CHILD)->reaped = trace_space_entry(trace, OTHER)->reaped = true;
	assert_true(baton_can_finish(trace, SELF));
}

static void test_deadlines_and_interruptions(void **state)
{
	struct trace *trace = *state;

	park(trace, SELF, OP_SEM_WAIT, true);
	trace->actors[SELF].intent.deadline_ns = 10;
	assert_false(baton_can_finish(trace, SELF));
	trace->clock_ns = 10;
	assert_true(baton_can_finish(trace, SELF));
	park(trace, OTHER, OP_SLEEP, false);
	assert_false(baton_can_finish(trace, OTHER));
	trace->actors[OTHER].intent.interrupted = true;
	assert_true(baton_can_finish(trace, OTHER));
}

static void test_free_sleepers(void **state)
{
	struct trace *trace = *state;

	trace->sleepers_free = true;
	park(trace, SELF, OP_SLEEP, true);
	trace->actors[SELF].intent.deadline_ns = 20;
	assert_true(baton_can_finish(trace, SELF));
	baton_hand_over(trace, 0);
	assert_int_equal(trace->stop, STOP_DECIDE); /* a step: it does not go on by itself */
	assert_int_equal(trace->clock_ns, 0);
}

static void test_descriptors(void **state)
{
	struct trace *trace = *state;

	park(trace, SELF, OP_READ, true);
	trace->actors[SELF].intent.by_fd = true;
	assert_false(baton_can_finish(trace, SELF));
	trace->actors[SELF].intent.ready = true;
	assert_true(baton_can_finish(trace, SELF));
}

/* --- handing over --------------------------------------------------------------------------- */

static uint32_t turn(const struct trace *trace, unsigned actor)
{
	return trace->actors[actor].turn;
}

static void test_somebody_has_to_decide(void **state)
{
	struct trace *trace = *state;
	uint64_t signals = 0;

	park(trace, 0, OP_LOAD, true);
	park(trace, SELF, OP_STORE, true);
	baton_hand_over(trace, 0);
	assert_int_equal(trace->stop, STOP_DECIDE);
	assert_int_equal(read(trace->stop_fd, &signals, sizeof(signals)), sizeof(signals));
	assert_int_equal(turn(trace, 0) | turn(trace, SELF), TURN_WAIT);
	baton_grant(trace, SELF);
	assert_int_equal(trace->stop, STOP_NONE);
	assert_int_equal(turn(trace, SELF), TURN_GO);
	assert_int_equal(trace->runner, SELF);
	assert_int_equal(trace->steps, 1);
}

static void test_the_schedule_decides(void **state)
{
	struct trace *trace = *state;

	park(trace, 0, OP_LOAD, true);
	park(trace, SELF, OP_STORE, true);
	trace->schedule[0] = SELF;
	trace->schedule[1] = OTHER;
	trace->schedule_length = 2;
	baton_hand_over(trace, 0);
	assert_int_equal(turn(trace, SELF), TURN_GO);
	assert_int_equal(trace->stop, STOP_NONE);
	assert_int_equal(trace->schedule_next, 1);
	/* The second step names somebody who is not there. */
	baton_hand_over(trace, 0);
	assert_int_equal(trace->stop, STOP_CANNOT_MOVE);
	assert_int_equal(trace->stop_actor, OTHER);
	assert_int_equal(trace->steps, 1);
}

static void test_invisible_goes_first(void **state)
{
	struct trace *trace = *state;

	park(trace, 0, OP_LOAD, true);
	park(trace, OTHER, OP_WAIT, false);
	trace->schedule_length = 1;
	baton_hand_over(trace, 0);
	assert_int_equal(turn(trace, OTHER), TURN_GO);
	assert_int_equal(trace->schedule_next, 0);
	assert_int_equal(trace->steps, 0);
}

static void test_newborn_hands_back(void **state)
{
	struct trace *trace = *state;

	add(trace, 0, ACTOR_RUNNING);
	park(trace, SELF, OP_LOAD, true);
	trace->actors[SELF].newborn = true;
	baton_hand_over(trace, SELF);
	assert_int_equal(turn(trace, 0), TURN_GO);
	assert_false(trace->actors[SELF].newborn);
	assert_int_equal(trace->stop, STOP_NONE);
}

static void test_clock_jumps_to_the_first(void **state)
{
	struct trace *trace = *state;
	struct record record;
	uint64_t lost = 0;

	park(trace, 0, OP_SLEEP, false);
	park(trace, SELF, OP_SLEEP, false);
	trace->actors[0].intent.deadline_ns = 50;
	trace->actors[SELF].intent.deadline_ns = 20;
	baton_hand_over(trace, 0);
	assert_int_equal(trace->clock_ns, 20);
	assert_int_equal(turn(trace, SELF), TURN_GO);
	assert_int_equal(trace_take(trace, 0, &record, 1, &lost), 1);
	assert_int_equal(record.operation, OP_CLOCK);
	assert_int_equal(record.value, 20);
}

/*
 * To begin to wait is a step as long as somebody is about to send what ends the wait then, or to
 * end as whose parent it is told so.
 */
static void test_beginning_to_wait(void **state)
{
	static const struct {
		enum operation operation;
		unsigned target;
		int signal;
		uint64_t ending;
		bool can;
	} rows[] = {
		{OP_KILL, SELF, SIGUSR1, 1 << (SIGUSR1 - 1), true},
		{OP_KILL, SELF, SIGUSR2, 1 << (SIGUSR1 - 1), false},
		{OP_KILL, SELF, SIGUSR1, 0, false},
		{OP_KILL, 0, SIGUSR1, 1 << (SIGUSR1 - 1), false},
		{OP_KILL, LIMIT_ACTORS, SIGUSR1, 1 << (SIGUSR1 - 1), true},
		{OP_KILL, OTHER, SIGKILL, 1 << (SIGCHLD - 1), true},
		{OP_EXIT, 0, 0, 1 << (SIGCHLD - 1), true},
		{OP_EXIT, 0, 0, 1 << (SIGUSR1 - 1), false},
		{OP_SEM_POST, SELF, SIGUSR1, 1 << (SIGUSR1 - 1), false},
	};
	struct trace *trace = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		park(trace, SELF, OP_SEM_WAIT, true);
		park(trace, OTHER, rows[i].operation, true);
		trace->spaces[OTHER].parent = SELF;
		trace->actors[SELF].intent.unbegun = rows[i].ending;
		trace->actors[OTHER].intent.argument = rows[i].target;
		trace->actors[OTHER].intent.signal = (uint8_t)rows[i].signal;
		trace->objects[THING].value = 0;
		assert_int_equal(set_has(baton_enabled_set(trace), SELF), rows[i].can);
		baton_grant(trace, SELF);
		assert_int_equal(trace->actors[SELF].intent.begins, rows[i].can);
		trace->objects[THING].value = 1;
		baton_grant(trace, SELF);
		assert_false(trace->actors[SELF].intent.begins);
	}
}

/* Who waits when time passes has begun to. */
static void test_time_passes(void **state)
{
	struct trace *trace = *state;

	park(trace, SELF, OP_SLEEP, false);
	park(trace, OTHER, OP_SEM_WAIT, true);
	trace->actors[0].state = ACTOR_ENDED;
	trace->actors[SELF].intent.deadline_ns = 50;
	trace->actors[OTHER].intent.unbegun = 1;
	baton_hand_over(trace, SELF);
	assert_int_equal(trace->clock_ns, 50);
	assert_int_equal(trace->actors[OTHER].intent.unbegun, 0);
}

/* A timer that is due comes before everything else: its signal may change who can go on. */
static void test_timers(void **state)
{
	struct trace *trace = *state;
	struct timer_entry *timer = timer_new(trace, TIMER_INTERVAL, OTHER);

	park(trace, 0, OP_SEM_WAIT, true);
	park(trace, SELF, OP_SLEEP, false);
	park(trace, OTHER, OP_HANDLED, false);
	trace->actors[SELF].intent.deadline_ns = 50;
	timer->signal = 14;
	timer_set(trace, timer, 50, 0);
	baton_hand_over(trace, 0);
	assert_int_equal(trace->clock_ns, 50);
	assert_int_equal(turn(trace, OTHER), TURN_TIMER);
	assert_int_equal(turn(trace, SELF), TURN_WAIT);
	assert_int_equal(trace->runner, OTHER);
	timer_go_off(trace, timer);
	baton_hand_over(trace, OTHER);
	assert_int_equal(turn(trace, SELF), TURN_GO);
}

/* Ticks that wake nobody come to an end. */
static void test_idle_ticks(void **state)
{
	struct trace *trace = *state;
	struct timer_entry *timer = timer_new(trace, TIMER_INTERVAL, SELF);

	park(trace, SELF, OP_SEM_WAIT, true);
	trace->actors[0].state = ACTOR_ENDED;
	timer->signal = 14;
	timer_set(trace, timer, 1, 1);
	for (unsigned i = 0; i < LIMIT_TICKS; i++) {
		baton_hand_over(trace, SELF);
		timer_go_off(trace, timer);
	}
	assert_int_equal(trace_reached(trace), REACHED_COUNT);
	baton_hand_over(trace, SELF);
	assert_int_equal(trace_reached(trace), REACHED_TICKS);
}

/* Who hands over may be who waits for what the clock has come to. */
static void test_descriptor_of_a_timer(void **state)
{
	struct trace *trace = *state;
	struct timer_entry *timer = timer_new(trace, TIMER_FD, SELF);

	trace->actors[0].state = ACTOR_ENDED;
	park(trace, SELF, OP_READ, false);
	trace->actors[SELF].intent.by_fd = true;
	shared_set_add(&trace->objects[THING].holders, SELF);
	timer->object = THING;
	timer_set(trace, timer, 50, 0);
	baton_hand_over(trace, SELF);
	assert_int_equal(trace->clock_ns, 50);
	assert_int_equal(timer->expirations, 1);
	assert_int_equal(turn(trace, SELF), TURN_DECIDE);
}

static void test_deadlock_and_end(void **state)
{
	struct trace *trace = *state;

	park(trace, 0, OP_SEM_WAIT, true);
	baton_hand_over(trace, 0);
	assert_int_equal(trace->stop, STOP_DEADLOCK);
	trace->actors[0].state = ACTOR_ENDED;
	baton_hand_over(trace, BATON_VIEWER);
	assert_int_equal(trace->stop, STOP_END);
}

/* What a process held is released only when it is dead: another one decides. */
static void test_leaving(void **state)
{
	struct trace *trace = *state;

	trace->actors[0].state = ACTOR_ENDED;
	park(trace, SELF, OP_SEM_WAIT, true);
	park(trace, OTHER, OP_SEM_WAIT, true);
	baton_leave(trace, 0);
	assert_int_equal(turn(trace, SELF), TURN_DECIDE);
	assert_int_equal(turn(trace, OTHER), TURN_WAIT);
	assert_int_equal(trace->stop, STOP_NONE);
}

static void test_handlers(void **state)
{
	struct trace *trace = *state;
	struct actor_entry *actor = add(trace, SELF, ACTOR_PARKED);
	struct space_entry *space = &trace->spaces[SELF];

	space->signals_sent = 3;
	baton_handled(space);
	assert_int_equal(space->signals_handled, 3);
	baton_await_handlers(trace); /* returns at once */
	space->signals_sent = 4;
	actor->state = ACTOR_ENDED;
	baton_await_handlers(trace); /* the dead are not waited for */
	assert_int_equal(space->signals_handled, 3);
}

/* Two wait at a semaphore of System V, or are about to; a third is to do something there. */
static struct intent *wait_at_set(struct trace *trace, enum operation other, uint64_t argument)
{
	struct intent *intent = &trace->actors[SELF].intent;

	park(trace, SELF, OP_SEMOP_TAKE, true);
	intent->by_fd = true;
	intent->ready = false;
	intent->wait = WAIT_NOT_BEGUN;
	park(trace, OTHER, other, true);
	trace->actors[OTHER].intent.argument = argument;
	return intent;
}

static void test_beginning_to_wait_where_that_is_counted(void **state)
{
	struct trace *trace = *state;
	struct intent *intent = wait_at_set(trace, OP_SEM_ASK, GETNCNT);

	assert_int_equal(bits_of(baton_enabled_set(trace)), 1 << SELF | 1 << OTHER);
	intent_begin(intent);
	assert_int_equal(bits_of(baton_enabled_set(trace)), 1 << OTHER);
	wait_at_set(trace, OP_SEM_ASK, GETVAL);
	assert_int_equal(bits_of(baton_enabled_set(trace)), 1 << OTHER);
	wait_at_set(trace, OP_SEMCTL, IPC_RMID);
	assert_int_equal(bits_of(baton_enabled_set(trace)), 1 << SELF | 1 << OTHER);
}

static void test_who_has_begun_is_given_it(void **state)
{
	struct trace *trace = *state;
	struct intent *intent = wait_at_set(trace, OP_SEMOP_PUT, 1);

	intent->ready = true;
	assert_int_equal(bits_of(baton_enabled_set(trace)), 1 << SELF | 1 << OTHER);
	intent_begin(intent);
	assert_int_equal(bits_of(baton_enabled_set(trace)), 1 << SELF);
	intent->interrupted = true;
	assert_int_equal(bits_of(baton_enabled_set(trace)), 1 << SELF | 1 << OTHER);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_semaphores),
		TEST(test_mutexes),
		TEST(test_waits),
		TEST(test_deadlines_and_interruptions),
		TEST(test_free_sleepers),
		TEST(test_descriptors),
		TEST(test_somebody_has_to_decide),
		TEST(test_the_schedule_decides),
		TEST(test_invisible_goes_first),
		TEST(test_newborn_hands_back),
		TEST(test_clock_jumps_to_the_first),
		TEST(test_beginning_to_wait),
		TEST(test_beginning_to_wait_where_that_is_counted),
		TEST(test_who_has_begun_is_given_it),
		TEST(test_time_passes),
		TEST(test_timers),
		TEST(test_idle_ticks),
		TEST(test_descriptor_of_a_timer),
		TEST(test_deadlock_and_end),
		TEST(test_leaving),
		TEST(test_handlers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
