/* mp/value.h and mp/array.h: types, ranges, locks, and that nothing is lost under them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <math.h>
#include "mp/array.h"
#include "mp/process.h"
#include "mp/value.h"
#include "stress.h"

enum { ADDERS = 8, ROUNDS = 5000, LENGTH = 5 };

/* What each type holds and what it refuses. */
static void test_ranges(void **state)
{
	static const struct {
		char type;
		double number;
		bool holds;
	} rows[] = {
		{'i', 2147483647, true},
		{'i', 2147483648.0, false},
		{'i', -2147483648.0, true},
		{'i', -2147483649.0, false},
		{'i', 0.5, false},
		{'i', NAN, false},
		{'d', 1e308, true},
		{'d', 0.1, true},
		{'d', INFINITY, true},
		{'d', NAN, true},
		{'f', 1e38, true},
		{'f', 1e39, false},
		{'f', -INFINITY, true},
		{'f', 3.1415926, true},
		{'c', 'A', true},
		{'c', 300, false},
		{'b', 127, true},
		{'b', 128, false},
		{'b', 300, false},
		{'b', -128, true},
		{'b', -129, false},
		{'B', 255, true},
		{'B', 256, false},
		{'B', -1, false},
		{'x', 0, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (mp_type_holds(rows[i].type, rows[i].number) != rows[i].holds)
			fail_msg("type %c, number %g", rows[i].type, rows[i].number);
	}
}

static void test_values(void **state)
{
	static const struct {
		char type;
		size_t size;
		double number;
	} rows[] = {{'i', 4, -7},  {'d', 8, 3.1415926}, {'f', 4, 0.25},
		    {'c', 1, 'z'}, {'b', 1, -128},	{'B', 1, 255}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct mp_value value;

		assert_int_equal(mp_type_size(rows[i].type), rows[i].size);
		assert_int_equal(mp_value_init(&value, rows[i].type, 0, "value"), 0);
		assert_true(mp_value_get(&value) == 0);
		assert_int_equal(mp_value_set(&value, rows[i].number), 0);
		assert_true(mp_value_get(&value) == rows[i].number);
		assert_int_equal((uintptr_t)mp_value_at(&value) % 64, 0);
		mp_value_release(&value);
		mp_value_release(&value);
	}
}

static void test_refused(void **state)
{
	struct mp_value value;
	struct mp_array array;
	double number;

	(void)state;
	assert_int_equal(mp_value_init(&value, 'x', 0, "value"), -EINVAL);
	assert_int_equal(mp_array_init(&array, 'i', 0, 0, "array"), -EINVAL);
	assert_int_equal(mp_array_init(&array, 'd', SIZE_MAX, 0, "array"), -EINVAL);
	assert_int_equal(mp_value_init(&value, 'b', 0, "value"), 0);
	assert_int_equal(mp_value_set(&value, -5), 0);
	assert_int_equal(mp_value_set(&value, 300), -ERANGE);
	assert_true(mp_value_get(&value) == -5);
	mp_value_release(&value);
	assert_int_equal(mp_array_init(&array, 'B', 2, 0, "array"), 0);
	assert_int_equal(mp_array_set(&array, 1, 256), -ERANGE);
	assert_int_equal(mp_array_set(&array, 2, 1), -EINVAL);
	assert_int_equal(mp_array_get(&array, 2, &number), -EINVAL);
	assert_int_equal(mp_array_set(&array, 1, 255), 0);
	assert_int_equal(mp_array_get(&array, 1, &number), 0);
	assert_true(number == 255);
	assert_int_equal(((unsigned char *)mp_array_at(&array))[0], 0);
	mp_array_release(&array);
}

static void test_lock(void **state)
{
	struct mp_value locked, unlocked;

	(void)state;
	assert_int_equal(mp_value_init(&locked, 'i', 0, "value"), 0);
	assert_int_equal(mp_value_init(&unlocked, 'i', MP_NUMBERS_UNLOCKED, "value"), 0);
	assert_null(mp_value_lock(&unlocked));
	assert_int_equal(mp_lock_acquire(mp_value_lock(&locked), 0), 0);
	assert_int_equal(mp_lock_acquire(mp_value_lock(&locked), 0), -EAGAIN);
	*(int *)mp_value_at(&locked) += 1;
	mp_lock_release(mp_value_lock(&locked));
	assert_true(mp_value_get(&locked) == 1);
	assert_int_equal(mp_value_set(&unlocked, 2), 0);
	assert_true(mp_value_get(&unlocked) == 2);
	mp_value_release(&locked);
	mp_value_release(&unlocked);
}

struct both {
	struct mp_value value;
	struct mp_array array;
};

static int add(void *argument)
{
	struct both *both = argument;
	double *numbers = mp_array_at(&both->array);

	for (int round = 0; round < stress_rounds(ROUNDS); round++) {
		mp_lock_acquire(mp_value_lock(&both->value), MP_FOREVER);
		*(int *)mp_value_at(&both->value) += 1;
		mp_lock_release(mp_value_lock(&both->value));
		mp_lock_acquire(mp_array_lock(&both->array), MP_FOREVER);
		for (size_t i = 0; i < mp_array_length(&both->array); i++)
			numbers[i] += (double)i;
		mp_lock_release(mp_array_lock(&both->array));
	}
	return 0;
}

static void test_stress(void **state)
{
	struct mp_process adders[ADDERS];
	struct both both;

	(void)state;
	assert_int_equal(mp_value_init(&both.value, 'i', 0, "value"), 0);
	assert_int_equal(mp_array_init(&both.array, 'd', LENGTH, 0, "array"), 0);
	for (int i = 0; i < ADDERS; i++)
		assert_int_equal(mp_process_start(&adders[i], add, &both), 0);
	for (int i = 0; i < ADDERS; i++)
		assert_int_equal(mp_process_join(&adders[i], MP_FOREVER), 0);
	const double rounds = (double)ADDERS * stress_rounds(ROUNDS);
	assert_true(mp_value_get(&both.value) == rounds);
	for (size_t i = 0; i < LENGTH; i++) {
		double number;
		assert_int_equal(mp_array_get(&both.array, i, &number), 0);
		assert_true(number == rounds * (double)i);
	}
	mp_value_release(&both.value);
	mp_array_release(&both.array);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ranges),	cmocka_unit_test(test_values),
		cmocka_unit_test(test_refused), cmocka_unit_test(test_lock),
		cmocka_unit_test(test_stress),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
