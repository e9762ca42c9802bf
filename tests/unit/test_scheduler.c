/* Who goes next, and schedules as they are written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "control/scheduler.h"
#include "sets.h"

static void test_round_robin(void **state)
{
	static const struct {
		uint64_t enabled;
		int next;
	} rows[] = {{0x6, 1}, {0x6, 2}, {0x6, 1}, {0x2, 1},
		    {0xf, 2}, {0xb, 3}, {0xf, 0}, {UINT64_C(1) << 63, 63},
		    {0x1, 0}};
	struct scheduler scheduler;

	(void)state;
	scheduler_init(&scheduler, POLICY_ROUND_ROBIN, 0, NULL, 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(scheduler_choose(&scheduler, bits(rows[i].enabled)), rows[i].next);
	scheduler_stepped(&scheduler, 1);
	assert_int_equal(scheduler_choose(&scheduler, bits(0xf)), 2);
}

static void choose_many(uint64_t seed, int out[200])
{
	struct scheduler scheduler;

	scheduler_init(&scheduler, POLICY_RANDOM, seed, NULL, 0);
	for (int i = 0; i < 200; i++)
		out[i] = scheduler_choose(&scheduler, bits(0x16));
}

static void test_random_from_a_seed(void **state)
{
	int first[200], again[200], other[200], counts[8] = {0};

	(void)state;
	choose_many(1, first);
	choose_many(1, again);
	choose_many(2, other);
	assert_memory_equal(first, again, sizeof(first));
	assert_memory_not_equal(first, other, sizeof(first));
	for (int i = 0; i < 200; i++)
		counts[first[i]]++;
	assert_int_equal(counts[1] + counts[2] + counts[4], 200);
	assert_true(counts[1] > 30 && counts[2] > 30 && counts[4] > 30);
}

static void test_replay(void **state)
{
	static const uint8_t schedule[] = {2, 1, 1};
	struct scheduler scheduler;

	(void)state;
	scheduler_init(&scheduler, POLICY_REPLAY, 0, schedule, 3);
	assert_int_equal(scheduler_choose(&scheduler, bits(0x6)), 2);
	assert_int_equal(scheduler_choose(&scheduler, bits(0x6)), 1);
	assert_int_equal(scheduler_choose(&scheduler, bits(0x4)), -1);
	assert_true(scheduler_follows(&scheduler));
	assert_int_equal(scheduler_named(&scheduler), 1);
	/* Left or used up: round-robin from there. */
	scheduler_leave(&scheduler);
	assert_false(scheduler_follows(&scheduler));
	assert_int_equal(scheduler_choose(&scheduler, bits(0x6)), 2);
}

static void test_schedules(void **state)
{
	static const struct {
		const char *text, *steps;
	} rows[] = {
		{"", ""},      {"1 2", "\1\2"}, {" 1\t2\n", "\1\2"}, {"1*3 2", "\1\1\1\2"},
		{"63", "\77"}, {"1*0 2", "\2"}, {"007", "\7"},	     {"1*2 2*2", "\1\1\2\2"},
	};
	uint8_t out[8];
	struct error why;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		long length = schedule_parse(rows[i].text, out, sizeof(out), &why);

		assert_int_equal(length, strlen(rows[i].steps));
		assert_memory_equal(out, rows[i].steps, (size_t)length);
	}
}

static void test_bad_schedules(void **state)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{"x", "'x' is not a process's number (word 1)"},
		{"1 2x", "'2x' is not a process's number (word 2)"},
		{"1,2", "not a process's number"},
		{"-1", "'-1' is not"},
		{"1*", "'1*' is not"},
		{"*2", "'*2' is not"},
		{"128", "there is no process 128 (word 1)"},
		{"99999999999999999999", "there is no process"},
		{"1*9", "longer than 8 steps (word 1)"},
		{"1*8 2", "longer than 8 steps (word 2)"},
		{"1*99999999999999999999", "longer than"},
	};
	uint8_t out[8];
	struct error why;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(schedule_parse(rows[i].text, out, sizeof(out), &why), -1);
		assert_non_null(strstr(why.text, rows[i].why));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_robin),   cmocka_unit_test(test_random_from_a_seed),
		cmocka_unit_test(test_replay),	      cmocka_unit_test(test_schedules),
		cmocka_unit_test(test_bad_schedules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
