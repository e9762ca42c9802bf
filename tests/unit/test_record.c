/* The record's words and its hash. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "trace/record.h"

static const struct record load = {
	.operation = OP_LOAD, .object = 3, .actor = 1, .value = 7, .size = 4, .stamp = 10};

static void test_words(void **state)
{
	(void)state;
	for (int i = 0; i < OP_COUNT; i++) {
		const char *word = operation_word((enum operation)i);

		assert_true(word && word[0]);
		for (int k = 0; k < i; k++)
			assert_string_not_equal(word, operation_word((enum operation)k));
	}
	assert_string_equal(operation_word(OP_COUNT), "unknown");
}

/* The stamp is the one thing that may differ between two runs of one schedule. */
static void test_hash_leaves_out_the_stamp(void **state)
{
	struct record later = load;

	(void)state;
	later.stamp = 11;
	assert_int_equal(record_hash(5, &load), record_hash(5, &later));
}

static void test_hash_covers_the_rest(void **state)
{
	(void)state;
	for (size_t i = offsetof(struct record, value); i < sizeof(load); i++) {
		struct record other = load;

		((unsigned char *)&other)[i] ^= 1;
		assert_int_not_equal(record_hash(5, &load), record_hash(5, &other));
	}
	assert_int_not_equal(record_hash(5, &load), record_hash(6, &load));
}

/* What a process was told besides is for keys: recordings are to fit where memory lies elsewhere.
 */
static void test_hash_leaves_out_what_was_told(void **state)
{
	const struct record park = {.operation = OP_PARK, .actor = 1, .value = OP_LOAD};
	struct record told = park;

	(void)state;
	told.text[0] = 1;
	told.text_length = 16;
	assert_int_equal(record_hash(5, &park), record_hash(5, &told));
	told.value = OP_STORE;
	assert_int_not_equal(record_hash(5, &park), record_hash(5, &told));
}

static void test_hash_depends_on_order(void **state)
{
	struct record store = load;

	(void)state;
	store.operation = OP_STORE;
	assert_int_not_equal(record_hash(record_hash(0, &load), &store),
			     record_hash(record_hash(0, &store), &load));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_hash_leaves_out_the_stamp),
		cmocka_unit_test(test_hash_covers_the_rest),
		cmocka_unit_test(test_hash_leaves_out_what_was_told),
		cmocka_unit_test(test_hash_depends_on_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
