/* Timers of the run's clock: when they are due, how often they have gone off, whose are next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#include <cmocka.h>
#include "trace/timers.h"

enum { THING = 1 };

static int set_up(void **state)
{
	struct trace *trace;
	int fd;

	trace = trace_create(&fd);
	close(fd);
	trace->object_count = 2;
	trace->actor_count = 2;
	for (unsigned i = 0; i < 2; i++) {
		trace->actors[i].state = ACTOR_PARKED;
		trace->actors[i].space = trace->spaces[i].first = (uint8_t)i;
	}
	shared_set_add(&trace->objects[THING].holders, 0);
	*state = trace;
	return 0;
}

static int tear_down(void **state)
{
	trace_unmap(*state);
	return 0;
}

static void one_goes_off_once_or_every_so_often(void **state)
{
	struct trace *trace = *state;
	struct timer_entry *timer = timer_new(trace, TIMER_INTERVAL, 1);

	timer->signal = 14;
	assert_int_equal(timer_left(trace, timer), 0);
	timer_set(trace, timer, 10, 0);
	assert_int_equal(timer_left(trace, timer), 10);
	assert_null(timer_due(trace, 1));
	trace->clock_ns = 10;
	assert_int_equal(timer_left(trace, timer), 1);
	assert_ptr_equal(timer_due(trace, 1), timer);
	assert_null(timer_due(trace, 0));
	assert_int_equal(timer_go_off(trace, timer), 1);
	assert_int_equal(timer_left(trace, timer), 0);
	timer_set(trace, timer, 10, 4);
	trace->clock_ns = 29; /* due at 20, 24 and 28 */
	assert_int_equal(timer_go_off(trace, timer), 3);
	assert_int_equal(timer->deadline_ns, 32);
	timer_set(trace, timer, 0, 4);
	assert_int_equal(timer_left(trace, timer), 0);
}

static void the_first_of_the_living_is_next(void **state)
{
	struct trace *trace = *state;
	struct timer_entry *first = timer_new(trace, TIMER_INTERVAL, 0);
	struct timer_entry *second = timer_new(trace, TIMER_POSIX, 1);
	unsigned actor = 7;

	assert_int_equal(timer_next(trace, &actor), UINT64_MAX);
	assert_int_equal(actor, 7);
	first->signal = second->signal = 14;
	timer_set(trace, first, 10, 0);
	timer_set(trace, second, 20, 0);
	assert_int_equal(timer_next(trace, &actor), 10);
	assert_int_equal(actor, 0);
	trace->actors[0].state = ACTOR_ENDED;
	assert_int_equal(timer_next(trace, &actor), 20);
	assert_int_equal(actor, 1);
	second->signal = 0; /* nobody is told: SIGEV_NONE */
	assert_int_equal(timer_next(trace, &actor), UINT64_MAX);
}

static void a_descriptor_counts_and_wakes_once(void **state)
{
	struct trace *trace = *state;
	struct timer_entry *timer = timer_new(trace, TIMER_FD, 1);
	uint32_t changes = trace->objects[THING].changes;
	unsigned actor;

	timer->object = THING;
	timer_set(trace, timer, 10, 10);
	assert_int_equal(timer_next(trace, &actor), 10);
	trace->clock_ns = 35;
	timer_count_descriptors(trace);
	assert_int_equal(timer->expirations, 3);
	assert_int_not_equal(trace->objects[THING].changes, changes);
	assert_int_equal(timer_next(trace, &actor), UINT64_MAX);
	timer->expirations = 0; /* read */
	assert_int_equal(timer_next(trace, &actor), 40);
	trace->actors[0].state = ACTOR_ENDED; /* it is not its maker, but its holders that count */
	assert_int_equal(timer_next(trace, &actor), UINT64_MAX);
}

static void a_full_table_is_said(void **state)
{
	struct trace *trace = *state;
	struct timer_entry *last = NULL;

	for (unsigned i = 0; i < LIMIT_TIMERS; i++)
		last = timer_new(trace, TIMER_POSIX, 0);
	assert_non_null(last);
	assert_null(timer_new(trace, TIMER_POSIX, 0));
	assert_int_equal(trace_reached(trace), REACHED_TIMERS);
	last->kind = TIMER_NONE;
	assert_ptr_equal(timer_new(trace, TIMER_POSIX, 0), last);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_goes_off_once_or_every_so_often),
		TEST(the_first_of_the_living_is_next),
		TEST(a_descriptor_counts_and_wakes_once),
		TEST(a_full_table_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
