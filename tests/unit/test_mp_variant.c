/* mp/variant.h: two variants are the same when their values are, whatever lies beside these. */
#include "mp/variant.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static const long numbers[] = {1, 2, 3};

/* Values that all differ from each other. */
static unsigned different(struct mp_variant *variants)
{
	unsigned count = 0;

	variants[count++] = mp_none();
	variants[count++] = mp_integer(0);
	variants[count++] = mp_integer(1);
	variants[count++] = mp_integer(-1);
	variants[count++] = mp_real(0);
	variants[count++] = mp_real(1);
	variants[count++] = mp_text("");
	variants[count++] = mp_text("1");
	variants[count++] = mp_text("12");
	variants[count++] = mp_list(numbers, 0);
	variants[count++] = mp_list(numbers, 1);
	variants[count++] = mp_list(numbers, 3);
	variants[count++] = mp_list(numbers + 1, 1);
	return count;
}

static void each_is_the_same_as_itself_alone(void **state)
{
	struct mp_variant a[16], b[16];
	unsigned count = different(a);

	(void)state;
	different(b);
	for (unsigned i = 0; i < count; i++)
		for (unsigned j = 0; j < count; j++)
			assert_int_equal(mp_variant_is_same(&a[i], &b[j]), i == j);
}

/* The value of one in memory that was used before. */
static struct mp_variant in_used_memory(const struct mp_variant *value)
{
	struct mp_variant variant;

	memset(&variant, 0xff, sizeof(variant));
	variant.type = value->type;
	switch (value->type) {
	case MP_INTEGER:
		variant.integer = value->integer;
		break;
	case MP_REAL:
		variant.real = value->real;
		break;
	case MP_TEXT:
		snprintf(variant.text, sizeof(variant.text), "%s", value->text);
		break;
	case MP_LIST:
		variant.count = value->count;
		memcpy(variant.list, value->list, value->count * sizeof(value->list[0]));
		break;
	default:
		break;
	}
	return variant;
}

static void what_is_not_used_does_not_count(void **state)
{
	struct mp_variant variants[16];
	unsigned count = different(variants);

	(void)state;
	for (unsigned i = 0; i < count; i++) {
		struct mp_variant other = in_used_memory(&variants[i]);

		assert_true(mp_variant_is_same(&variants[i], &other));
	}
}

/* A text may fill all of its place, and a list say that it has more than there can be. */
static void nothing_is_read_behind_the_end(void **state)
{
	char text[2 * MP_VARIANT_TEXT];
	struct mp_variant a, b;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	a = mp_text(text);
	assert_int_equal(strlen(a.text), MP_VARIANT_TEXT - 1);
	memset(a.text, 'x', sizeof(a.text));
	b = a;
	assert_true(mp_variant_is_same(&a, &b));
	a = mp_list(numbers, 3);
	a.count = 1000;
	b = a;
	assert_true(mp_variant_is_same(&a, &b));
	b.list[MP_VARIANT_LIST - 1] = 1;
	assert_false(mp_variant_is_same(&a, &b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_the_same_as_itself_alone),
		cmocka_unit_test(what_is_not_used_does_not_count),
		cmocka_unit_test(nothing_is_read_behind_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
