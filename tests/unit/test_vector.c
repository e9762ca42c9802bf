/* Arrays that grow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include "base/vector.h"

static void test_it_grows_and_keeps_what_it_has(void **state)
{
	uint32_t *numbers = NULL;
	size_t room = 0;

	(void)state;
	for (uint32_t count = 0; count < 1000; count++) {
		numbers = vector_with_room(numbers, &room, count, sizeof(*numbers));
		assert_non_null(numbers);
		assert_in_range(room, count + 1, 2 * count + 16);
		numbers[count] = count;
	}
	for (uint32_t i = 0; i < 1000; i++)
		assert_int_equal(numbers[i], i);
	free(numbers);
}

/* The old one is still there, and as large as it was. */
static void test_more_than_there_is(void **state)
{
	size_t room = 0, most = SIZE_MAX / 2 + 1;
	char *bytes = vector_with_room(NULL, &room, 0, 1);

	(void)state;
	bytes[0] = 'x';
	assert_null(vector_with_room(bytes, &most, most, 1));
	assert_int_equal(most, SIZE_MAX / 2 + 1);
	assert_int_equal(bytes[0], 'x');
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_it_grows_and_keeps_what_it_has),
		cmocka_unit_test(test_more_than_there_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
