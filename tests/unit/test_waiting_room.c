/* Waiting rooms in the object table, and who of those in them could go on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#include <cmocka.h>
#include "trace/baton.h"
#include "trace/waiting_room.h"

enum { CONDITION = 1, MUTEX = 2, LOCK = 3 };

static int set_up(void **state)
{
	struct trace *trace;
	int fd;

	trace = trace_create(&fd);
	close(fd);
	trace->object_count = 4;
	trace->actor_count = 5;
	for (unsigned i = 0; i < 5; i++) {
		trace->actors[i].state = ACTOR_PARKED;
		trace->actors[i].intent = (struct intent){.operation = OP_COND_WAKE,
							  .object = CONDITION,
							  .argument = MUTEX,
							  .deadline_ns = UINT64_MAX};
	}
	*state = trace;
	return 0;
}

static int tear_down(void **state)
{
	trace_unmap(*state);
	return 0;
}

static void the_first_in_is_the_first_out(void **state)
{
	struct trace *trace = *state;
	struct object_entry *room = &trace->objects[CONDITION];

	waiting_room_enter(room, 3);
	waiting_room_enter(room, 1);
	waiting_room_enter(room, 4);
	waiting_room_leave(room, 1);
	assert_int_equal(waiting_room_let_out(trace, room, set_all()), 3);
	assert_true(trace->actors[3].intent.notified);
	assert_false(trace->actors[4].intent.notified);
	assert_int_equal(waiting_room_let_out(trace, room, set_all()), 4);
	assert_int_equal(waiting_room_let_out(trace, room, set_all()), -1);
}

static void who_is_too_late_is_passed_over_and_who_has_ended_is_not(void **state)
{
	struct trace *trace = *state;
	struct object_entry *room = &trace->objects[CONDITION];

	trace->clock_ns = 10;
	trace->actors[1].intent.deadline_ns = 10;
	trace->actors[2].intent.deadline_ns = 11;
	trace->actors[2].state = ACTOR_ENDED;
	waiting_room_enter(room, 1);
	waiting_room_enter(room, 2);
	assert_int_equal(waiting_room_let_out(trace, room, set_all()), 2);
	assert_int_equal(trace->actors[2].intent.deadline_ns, UINT64_MAX);
	assert_int_equal(waiting_room_let_out(trace, room, set_all()), -1);
	assert_int_equal(room->waiting_count, 1);
}

static void waking_takes_a_notification_or_the_clock_and_the_mutex(void **state)
{
	struct trace *trace = *state;
	struct intent *intent = &trace->actors[1].intent;

	assert_false(baton_can_finish(trace, 1));
	intent->interrupted = true; /* a signal handler does not end a wait */
	assert_false(baton_can_finish(trace, 1));
	intent->notified = true;
	assert_true(baton_can_finish(trace, 1));
	trace->objects[MUTEX].value = 3;
	assert_false(baton_can_finish(trace, 1));
	intent->notified = false;
	intent->deadline_ns = 0;
	assert_false(baton_can_finish(trace, 1));
	trace->objects[MUTEX].value = 0;
	assert_true(baton_can_finish(trace, 1));
	intent->argument = 0; /* the mutex is a private one */
	assert_true(baton_can_finish(trace, 1));
}

static void a_deadline_that_has_passed_does_not_turn_the_clock_back(void **state)
{
	struct trace *trace = *state;

	trace->clock_ns = 10;
	trace->objects[MUTEX].value = 1; /* which process 0 will never let go */
	trace->actors[1].intent.deadline_ns = 5;
	trace->actors[2].intent.deadline_ns = 20;
	baton_hand_over(trace, 0);
	assert_int_equal(trace->clock_ns, 20);
	assert_int_equal(trace->stop, STOP_DEADLOCK);
}

static void many_may_read_or_one_writes(void **state)
{
	static const struct {
		uint64_t value;
		enum operation operation;
		bool can;
	} rows[] = {
		{0, OP_RWLOCK_READ, true},
		{0, OP_RWLOCK_WRITE, true},
		{2, OP_RWLOCK_READ, true},
		{2, OP_RWLOCK_WRITE, false},
		{RWLOCK_WRITER | 3, OP_RWLOCK_READ, false},
		{RWLOCK_WRITER | 3, OP_RWLOCK_WRITE, false},
		{RWLOCK_WRITER | 2, OP_RWLOCK_WRITE, true}, /* EDEADLK */
	};
	struct trace *trace = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		trace->objects[LOCK].value = rows[i].value;
		trace->actors[1].intent.object = LOCK;
		trace->actors[1].intent.operation = (uint8_t)rows[i].operation;
		assert_int_equal(baton_can_finish(trace, 1), rows[i].can);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_first_in_is_the_first_out, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			who_is_too_late_is_passed_over_and_who_has_ended_is_not, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			waking_takes_a_notification_or_the_clock_and_the_mutex, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_deadline_that_has_passed_does_not_turn_the_clock_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(many_may_read_or_one_writes, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
