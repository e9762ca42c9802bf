/* The table of outcomes: more than there is room for, and what was counted before beside them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "play/kept_counts.h"
#include "view/panes/outcomes.h"

enum { MANY = 100 };

static struct outcome_row rows[MANY];
static char names[MANY][16];

static char *draw(struct outcomes_picture picture)
{
	struct canvas cv;
	char *dump;

	picture.headline = "100 interleavings, 1 as expected";
	picture.work = "complete";
	picture.rows = rows;
	assert_int_equal(canvas_init(&cv, 22, 78, false), 0);
	outcomes_draw(&cv, (struct rect){0, 0, 22, 78}, &picture);
	dump = canvas_dump(&cv, false);
	canvas_release(&cv);
	return dump;
}

static void expect(const char *dump, const char *text)
{
	if (!strstr(dump, text))
		fail_msg("no \"%s\" in\n%s", text, dump);
}

static int set_up(void **state)
{
	(void)state;
	for (unsigned i = 0; i < MANY; i++) {
		snprintf(names[i], sizeof(names[i]), "counter=%u", i);
		rows[i] = (struct outcome_row){.outcome = names[i],
					       .verdict = VERDICT_UNEXPECTED,
					       .count = "1",
					       .before = "77",
					       .share = 0.01,
					       .why = "So it is.",
					       .witness = "1 2"};
	}
	return 0;
}

static void test_many(void **state)
{
	char *dump = draw((struct outcomes_picture){.count = MANY});

	(void)state;
	expect(dump, "1 to 13 of 100");
	expect(dump, "counter=12 ");
	assert_null(strstr(dump, "counter=13 "));
	free(dump);
	for (unsigned selected = 0; selected < MANY; selected++) {
		char marked[32];

		dump = draw((struct outcomes_picture){.count = MANY, .selected = selected});
		snprintf(marked, sizeof(marked), "▸ counter=%u ", selected);
		expect(dump, marked);
		free(dump);
	}
}

static void test_before(void **state)
{
	char *dump;

	(void)state;
	rows[1].witness = NULL; /* it never ends so now */
	rows[1].count = "0";
	dump = draw((struct outcomes_picture){.count = 2, .before = "before (counter): 3"});
	expect(dump, "before (counter): 3");
	expect(dump, "before     now");
	expect(dump, "counter=0     unexpected       77       1  █");
	expect(dump, "counter=1     unexpected       77       0\n");
	free(dump);
	dump = draw((struct outcomes_picture){.count = 2});
	assert_null(strstr(dump, "77"));
	free(dump);
}

/* What was found and is not counted has no share, but a way there. */
static void test_not_counted(void **state)
{
	char *dump;

	(void)state;
	rows[1].count = "not counted";
	rows[1].share = -1;
	dump = draw((struct outcomes_picture){.count = 2, .selected = 1});
	expect(dump, "counter=0     unexpected               1  █");
	expect(dump, "counter=1     unexpected     not counted\n");
	expect(dump, "0 switches: 1 2");
	free(dump);
}

static void test_figures(void **state)
{
	struct explore_outcome outcomes[] = {
		{.text = "counter=2",
		 .verdict = VERDICT_AS_EXPECTED,
		 .interleavings = {.count = 2}},
		{.text = "counter=1", .verdict = VERDICT_UNEXPECTED, .interleavings = {.count = 4}},
	};
	struct explore_result result = {.outcomes = outcomes,
					.outcome_count = 2,
					.interleavings = {.count = 6},
					.as_expected = {.count = 2},
					.complete = true};
	static struct demo demo;
	char program[] = "a program";
	struct subject subject = {
		.demo = &demo, .choice.demo = &demo, .name = "counter", .program = program};
	struct kept_counts *figures = kept_counts_new("counter no-lock", &subject, &result);
	char counted[KEPT_COUNTS_LINE];

	(void)state;
	assert_string_equal(figures->counted, "6 interleavings, 2 as expected");
	assert_string_equal(kept_counts_find(figures, "counter=1", VERDICT_UNEXPECTED)->count, "4");
	assert_null(kept_counts_find(figures, "counter=1", VERDICT_CRASH));
	assert_false(kept_counts_compare(figures, &subject));
	subject.choice.toggled[0] = true;
	assert_true(kept_counts_compare(figures, &subject));
	kept_counts_free(figures);

	result.interleavings.count = 2;
	kept_counts_line(&result, counted);
	assert_string_equal(counted, "2 interleavings, all as expected");
	result.interleavings.count = result.as_expected.count = 1;
	result.complete = false;
	kept_counts_line(&result, counted);
	assert_string_equal(counted, "1 interleaving so far, all as expected");
	result.has_beyond = true;
	kept_counts_line(&result, counted);
	assert_string_equal(counted,
			    "1 interleaving so far, all as expected; others are not counted");
	result.interleavings.endless = result.counting.has_livelock = true;
	kept_counts_line(&result, counted);
	assert_string_equal(counted, "any number of interleavings, and some never end: a livelock");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_many, set_up),
		cmocka_unit_test_setup(test_before, set_up),
		cmocka_unit_test_setup(test_not_counted, set_up),
		cmocka_unit_test(test_figures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
