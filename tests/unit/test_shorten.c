/* The same in fewer columns: what goes first, and that values survive. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "view/cells/text.h"
#include "view/stage/shorten.h"

struct row {
	const char *text, *name; /* of the object, NULL none */
	enum object_kind kind;
	bool clause;
	int cols;
	const char *expected;
};

static const struct row rows[] = {
	{"stores counter: 4", "counter", OBJECT_VALUE, false, 17, "stores counter: 4"},
	{"stores counter: 4", "counter", OBJECT_VALUE, false, 13, "stores 4"},
	{"stores counter: 4, wiping out 2's 4", "counter", OBJECT_VALUE, false, 20,
	 "stores counter: 4"},
	{"stores results[3]: 14", "results", OBJECT_VALUE, false, 13, "stores 14"},
	{"stores results: 2 1 3", "results", OBJECT_VALUE, false, 13, "stores: 2 1 3"},
	{"takes from inside: 2 becomes 1", "inside", OBJECT_VALUE, false, 25, "takes: 2 becomes 1"},
	{"takes from inside: 2 becomes 1", "inside", OBJECT_VALUE, false, 13, "2 becomes 1"},
	{"next: store counter", "counter", OBJECT_VALUE, false, 13, "next: store"},
	{"writes 3 into pipe 1", "pipe 1", OBJECT_PIPE, false, 13, "writes 3"},
	{"next: close an end of pipe 1", "pipe 1", OBJECT_PIPE, false, 15, "next: close end"},
	{"next: take lock", "lock", OBJECT_MUTEX, false, 13, "next: take"},
	{"next: take lock", "lock", OBJECT_MUTEX, false, 8, "▸ take"},
	{"next: take a token of tokens", "tokens", OBJECT_SEMAPHORE, false, 13, "next: take"},
	{"puts a token back into tokens: now 2", "tokens", OBJECT_SEMAPHORE, false, 13,
	 "puts token"},
	{"waits for a token of tokens: 1 and 2 have them", "tokens", OBJECT_SEMAPHORE, true, 13,
	 "waits: token"},
	{"waits for room in queue, which is full", "queue", OBJECT_QUEUE, true, 13, "waits: room"},
	{"waits for room in queue, which is full", "queue", OBJECT_QUEUE, true, 9, "waits"},
	{"asks for 1 + 10", NULL, OBJECT_NONE, false, 13, "asks 1 + 10"},
};

static void test_shorten(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct object object = {.kind = (uint8_t)rows[i].kind};
		char text[96];

		snprintf(object.name, sizeof(object.name), "%s", rows[i].name ? rows[i].name : "");
		snprintf(text, sizeof(text), "%s", rows[i].text);
		shorten(text, rows[i].name ? &object : NULL, rows[i].clause, rows[i].cols, 1);
		assert_string_equal(text, rows[i].expected);
		assert_true(text_columns(text) <= rows[i].cols);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shorten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
