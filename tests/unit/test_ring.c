/* The ring of records: order, wrap, and what a free run overwrites. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <cmocka.h>
#include "trace/trace.h"

enum { RING = 2 };

struct fixture {
	struct trace *trace;
	struct record *out; /* room for a whole ring */
	int fd;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->trace = trace_create(&fixture->fd);
	fixture->trace->stop_fd = eventfd(0, EFD_NONBLOCK);
	fixture->out = calloc(LIMIT_RING, sizeof(struct record));
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	close(fixture->trace->stop_fd);
	close(fixture->fd);
	trace_unmap(fixture->trace);
	free(fixture->out);
	free(fixture);
	return 0;
}

static void append(struct fixture *fixture, unsigned from, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		const struct record record = {.operation = OP_LOAD, .value = from + i};

		trace_append(fixture->trace, RING, &record);
	}
}

/* Take everything; what is taken must be consecutive and end before `end`. Returns how many. */
static unsigned take(struct fixture *fixture, unsigned end, uint64_t *lost)
{
	unsigned count = trace_take(fixture->trace, RING, fixture->out, LIMIT_RING, lost);

	for (unsigned i = 0; i < count; i++)
		assert_int_equal(fixture->out[i].value, end - count + i);
	return count;
}

static void test_order(void **state)
{
	struct fixture *fixture = *state;
	uint64_t lost = 0;

	append(fixture, 0, 3);
	assert_int_equal(take(fixture, 3, &lost), 3);
	assert_int_equal(fixture->out[0].stamp, 1);
	assert_int_equal(fixture->out[2].stamp, 3);
	assert_int_equal(take(fixture, 3, &lost), 0);
	assert_int_equal(lost, 0);
}

static void test_piecewise(void **state)
{
	struct fixture *fixture = *state;
	uint64_t lost = 0;

	append(fixture, 0, 5);
	assert_int_equal(trace_take(fixture->trace, RING, fixture->out, 2, &lost), 2);
	assert_int_equal(fixture->out[1].value, 1);
	assert_int_equal(take(fixture, 5, &lost), 3);
}

static void test_wrap(void **state)
{
	struct fixture *fixture = *state;
	uint64_t lost = 0;

	append(fixture, 0, LIMIT_RING - 1);
	take(fixture, LIMIT_RING - 1, &lost);
	append(fixture, LIMIT_RING - 1, 10);
	assert_int_equal(take(fixture, LIMIT_RING + 9, &lost), 10);
	assert_int_equal(lost, 0);
}

/* A gated ring that is full still holds every one of its records. */
static void test_gated_full(void **state)
{
	struct fixture *fixture = *state;
	uint64_t lost = 0;

	append(fixture, 0, LIMIT_RING);
	assert_int_equal(take(fixture, LIMIT_RING, &lost), LIMIT_RING);
	assert_int_equal(lost, 0);
}

/* The slot that is written next may be torn: a free run never hands it out. */
static void test_free_overwrites(void **state)
{
	struct fixture *fixture = *state;
	unsigned written = LIMIT_RING + 100;
	uint64_t lost = 0;
	unsigned count;

	fixture->trace->run_mode = RUN_FREE;
	append(fixture, 0, written);
	count = take(fixture, written, &lost);
	assert_int_equal(count, LIMIT_RING - 1);
	assert_int_equal(count + lost, written);
}

static void test_free_wakes_at_half(void **state)
{
	struct fixture *fixture = *state;
	uint64_t signals = 0;

	fixture->trace->run_mode = RUN_FREE;
	append(fixture, 0, LIMIT_RING / 2 - 1);
	assert_int_equal(read(fixture->trace->stop_fd, &signals, sizeof(signals)), -1);
	append(fixture, 0, 1);
	assert_int_equal(read(fixture->trace->stop_fd, &signals, sizeof(signals)), 8);
}

/* A release is stamped before it is done, though its record is written after. */
static void test_free_keeps_a_stamp(void **state)
{
	struct fixture *fixture = *state;
	const struct record early = {.operation = OP_SEM_POST, .stamp = 42};
	const struct record now = {.operation = OP_SEM_WAIT};

	fixture->trace->run_mode = RUN_FREE;
	assert_int_equal(trace_append(fixture->trace, RING, &early)->stamp, 42);
	assert_true(trace_append(fixture->trace, RING, &now)->stamp > 42);
}

/* What an exec would tell is no record before it has succeeded, nor when another came before. */
static void what_is_staged_is_not_there(void **state)
{
	struct fixture *fixture = *state;
	const struct record record = {.operation = OP_LOAD, .value = 7};
	uint64_t lost = 0;

	assert_true(trace_stage(fixture->trace, RING, &record));
	assert_int_equal(take(fixture, 0, &lost), 0);
	assert_int_equal(trace_publish_staged(fixture->trace, RING), 1);
	assert_int_equal(trace_last(fixture->trace, RING, 0)->value, 7);
	assert_int_equal(take(fixture, 8, &lost), 1);
	assert_true(trace_stage(fixture->trace, RING, &record));
	trace_drop_staged(fixture->trace, RING);
	assert_int_equal(trace_publish_staged(fixture->trace, RING), 0);
	assert_true(trace_stage(fixture->trace, RING, &record));
	append(fixture, 0, 1);
	assert_int_equal(trace_publish_staged(fixture->trace, RING), 0);
	for (unsigned i = 0; i < LIMIT_STAGED; i++)
		assert_true(trace_stage(fixture->trace, RING, &record));
	assert_false(trace_stage(fixture->trace, RING, &record));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_piecewise, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_wrap, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_gated_full, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_free_overwrites, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_free_wakes_at_half, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_free_keeps_a_stamp, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_staged_is_not_there, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
