/* How long a search will still take: from what it tried and found lately. */
#include "explore/estimate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* Look once a second for `seconds`, while `tried` are tried and `found` are found in each. */
static void look_on(struct estimate *estimate, struct explore_progress *progress, int seconds,
		    uint64_t tried, uint64_t found)
{
	for (int i = 0; i < seconds; i++) {
		progress->transitions += tried;
		progress->known += found;
		estimate_look(estimate, progress, estimate->looked + 1);
	}
}

static void test_texts(void **state)
{
	static const struct {
		uint64_t known; /* at the beginning */
		int seconds;
		uint64_t tried, found;
		int bound;
		const char *text;
	} rows[] = {
		{1000, 1, 100, 0, -1, ""},
		{1000, 5, 100, 0, -1, "about 5 s to go"},
		{1000, 5, 100, 50, -1, "about 15 s to go"},
		{1000, 5, 100, 100, -1, "at least 10 s to go"},
		{1000, 5, 100, 200, -1, "at least 15 s to go"},
		{1000, 5, 100, 0, 2, "at least 5 s to go"},
		{1000, 5, 0, 0, -1, ""},
		{500, 5, 100, 0, -1, ""},
		{60500, 5, 100, 0, -1, "about 10 min to go"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct explore_progress progress = {.known = rows[i].known, .bound = rows[i].bound};
		struct estimate estimate = {.last = progress};
		char text[ESTIMATE_TEXT];

		look_on(&estimate, &progress, rows[i].seconds, rows[i].tried, rows[i].found);
		estimate_text(&estimate, text);
		assert_string_equal(text, rows[i].text);
	}
}

/* What was long ago counts less and less; another search starts afresh. */
static void test_lately(void **state)
{
	struct explore_progress progress = {.known = 100000, .bound = -1};
	struct estimate estimate = {.last = progress};
	char text[ESTIMATE_TEXT];

	(void)state;
	look_on(&estimate, &progress, 40, 10, 0);
	look_on(&estimate, &progress, 40, 1000, 0);
	estimate_text(&estimate, text);
	assert_string_equal(text, "about 60 s to go");
	progress = (struct explore_progress){.known = 10, .bound = -1};
	estimate_look(&estimate, &progress, estimate.looked + 1);
	estimate_text(&estimate, text);
	assert_string_equal(text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_lately),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
