/* What searches have found: of each way to end the easiest way there. */
#include "explore/found.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static void note(struct found *found, const char *text, const uint8_t *schedule, uint32_t length,
		 uint32_t switches)
{
	struct outcome outcome = {.verdict = VERDICT_UNEXPECTED};
	const struct witness witness = {.schedule = (uint8_t *)(uintptr_t)schedule,
					.length = length,
					.switches = switches,
					.no_return = 1};

	strcpy(outcome.text, text);
	assert_true(found_note(found, &outcome, &witness));
}

static void the_easiest_way_is_kept(void **state)
{
	const uint8_t schedule[] = {1, 1, 2, 1};
	struct found found = {0}, more = {0};

	(void)state;
	note(&found, "x=1", schedule, 4, 2);
	note(&found, "x=2", schedule, 4, 2);
	note(&found, "x=1", schedule, 3, 1);
	note(&found, "x=1", schedule, 4, 1);
	assert_int_equal(found.count, 2);
	assert_int_equal(found.list[0].witness.length, 3);
	assert_int_equal(found.list[0].witness.switches, 1);
	assert_int_equal(found.list[0].witness.no_return, UINT32_MAX);
	assert_memory_equal(found.list[0].witness.schedule, schedule, 3);
	for (int i = 0; i < 40; i++)
		note(&more, (char[]){'y', '=', (char)('A' + i), '\0'}, schedule, 1, 0);
	assert_true(found_note_all(&found, &more));
	found_release(&more);
	assert_int_equal(found.count, 42);
	assert_string_equal(found.list[41].outcome.text, "y=h");
	found_release(&found);
	assert_int_equal(found.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_easiest_way_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
