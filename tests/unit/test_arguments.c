/* Chosen values: parsing, bounds, what toggles set, and the argument vector. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "demo/arguments.h"

static char rounds[] = "rounds", consumers[] = "consumers";

static struct parameter parameters[] = {
	{.name = rounds, .value = 5, .min = -1, .max = 9},
	{.name = consumers, .value = 1, .min = 1, .max = 4},
};

static struct setting two[] = {{consumers, 2}}, three[] = {{consumers, 3}};

static struct toggle toggles[] = {
	{.name = (char[]){"one-sentinel"}, .settings = two, .setting_count = 1},
	{.name = (char[]){"no-lock"}, .settings = three, .setting_count = 1},
	{.name = (char[]){"atomic"}},
};

static const struct demo demo = {
	.name = (char[]){"queue"},
	.parameters = parameters,
	.parameter_count = 2,
	.toggles = toggles,
	.toggle_count = 3,
};

/* The vector of a choice must be these words. */
static void expect_arguments(const struct choice *choice, const char *words)
{
	char **arguments = choice_arguments(choice, "/demos/queue");
	char joined[200] = "";

	assert_non_null(arguments);
	for (char **argument = arguments; *argument; argument++) {
		if (*joined)
			strcat(joined, " ");
		strcat(joined, *argument);
	}
	free(arguments);
	assert_string_equal(joined, words);
}

static void test_defaults(void **state)
{
	struct choice choice;

	(void)state;
	choice_init(&choice, &demo);
	expect_arguments(&choice, "/demos/queue --rounds=5 --consumers=1");
}

static void test_set(void **state)
{
	struct error error;
	struct choice choice;

	(void)state;
	choice_init(&choice, &demo);
	assert_int_equal(choice_set(&choice, "rounds=-1", &error), 0);
	assert_int_equal(choice_toggle(&choice, "atomic", &error), 0);
	expect_arguments(&choice, "/demos/queue --rounds=-1 --consumers=1 --atomic");
	assert_int_equal(choice_toggle(&choice, "atomic", &error), 0);
	assert_int_equal(choice_set(&choice, "rounds=9", &error), 0);
	expect_arguments(&choice, "/demos/queue --rounds=9 --consumers=1");
}

static void test_errors(void **state)
{
	static const char names[] = "; the parameters are: rounds=-1..9 consumers=1..4";
	static const struct {
		const char *assignment, *expected;
		const char *rest;
	} rows[] = {
		{"", "queue has no parameter ''", names},
		{"round=3", "queue has no parameter 'round'", names},
		{"roundsx=3", "queue has no parameter 'roundsx'", names},
		{"=3", "queue has no parameter ''", names},
		{"rounds", "parameter 'rounds' has no value; write rounds=VALUE, -1 to 9", ""},
		{"rounds=", "'' is no value for rounds; use a whole number from -1 to 9", ""},
		{"rounds=4abc", "'4abc' is no value for rounds; use a whole number from -1 to 9",
		 ""},
		{"rounds= 4", "' 4' is no value for rounds; use a whole number from -1 to 9", ""},
		{"rounds=04", "'04' is no value for rounds; use a whole number from -1 to 9", ""},
		{"rounds=10", "'10' is no value for rounds; use a whole number from -1 to 9", ""},
		{"rounds=-2", "'-2' is no value for rounds; use a whole number from -1 to 9", ""},
		{"consumers=99999999999999999999",
		 "'99999999999999999999' is no value for consumers; use a whole number from 1 to 4",
		 ""},
		{"rounds=\n", "'?' is no value for rounds; use a whole number from -1 to 9", ""},
	};
	struct error error;
	struct choice choice;
	char expected[300];

	(void)state;
	choice_init(&choice, &demo);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(choice_set(&choice, rows[i].assignment, &error), -1);
		strcpy(expected, rows[i].expected);
		strcat(expected, rows[i].rest);
		assert_string_equal(error.text, expected);
	}
	assert_int_equal(choice_toggle(&choice, "lock", &error), -1);
	assert_string_equal(error.text, "queue has no toggle 'lock'; the toggles are: one-sentinel "
					"no-lock atomic");
	expect_arguments(&choice, "/demos/queue --rounds=5 --consumers=1");
}

/* A toggle's values hold while it is on, the later toggle's before the earlier one's. */
static void test_toggles_set_values(void **state)
{
	struct error error;
	struct choice choice;

	(void)state;
	choice_init(&choice, &demo);
	choice_toggle(&choice, "no-lock", &error);
	expect_arguments(&choice, "/demos/queue --rounds=5 --consumers=3 --no-lock");
	choice_toggle(&choice, "one-sentinel", &error);
	expect_arguments(&choice, "/demos/queue --rounds=5 --consumers=3 --one-sentinel --no-lock");
	choice_toggle(&choice, "no-lock", &error);
	expect_arguments(&choice, "/demos/queue --rounds=5 --consumers=2 --one-sentinel");
	choice_toggle(&choice, "one-sentinel", &error);
	expect_arguments(&choice, "/demos/queue --rounds=5 --consumers=1");
}

/* What the person has set stays, whether it was set before the toggle or after. */
static void test_person_wins(void **state)
{
	struct error error;
	struct choice choice;

	(void)state;
	choice_init(&choice, &demo);
	choice_set(&choice, "consumers=4", &error);
	choice_toggle(&choice, "one-sentinel", &error);
	expect_arguments(&choice, "/demos/queue --rounds=5 --consumers=4 --one-sentinel");
	choice_init(&choice, &demo);
	choice_toggle(&choice, "one-sentinel", &error);
	choice_set(&choice, "consumers=1", &error);
	choice_toggle(&choice, "no-lock", &error);
	expect_arguments(&choice, "/demos/queue --rounds=5 --consumers=1 --one-sentinel --no-lock");
}

/* One toggle is for the second scenario, one for the third, one for both. */
static struct scenario scenarios[] = {
	{.name = (char[]){"one"}},
	{.name = (char[]){"two"}},
	{.name = (char[]){"three"}},
};

static char *second[] = {(char[]){"two"}}, *third[] = {(char[]){"three"}},
	    *both[] = {(char[]){"two"}, (char[]){"three"}};

static struct toggle scenario_toggles[] = {
	{.name = (char[]){"of-two"}, .scenarios = {second, 1}},
	{.name = (char[]){"of-three"}, .scenarios = {third, 1}},
	{.name = (char[]){"of-both"}, .scenarios = {both, 2}},
	{.name = (char[]){"of-all"}},
};

static const struct demo with_scenarios = {
	.name = (char[]){"queue"},
	.scenarios = scenarios,
	.scenario_count = 3,
	.toggles = scenario_toggles,
	.toggle_count = 4,
};

static void test_scenario_is_chosen(void **state)
{
	struct error error;
	struct choice choice;

	(void)state;
	choice_init(&choice, &with_scenarios);
	expect_arguments(&choice, "/demos/queue --scenario=one");
	assert_int_equal(choice_scenario(&choice, "two", &error), 0);
	choice_toggle(&choice, "of-all", &error);
	choice_toggle(&choice, "of-two", &error);
	expect_arguments(&choice, "/demos/queue --scenario=two --of-two --of-all");
	assert_int_equal(choice_toggle(&choice, "of-three", &error), -1);
	assert_string_equal(error.text,
			    "toggle 'of-three' is not for scenario 'two'; it is for: three");
	assert_int_equal(choice_scenario(&choice, "three", &error), 0);
	expect_arguments(&choice, "/demos/queue --scenario=three --of-all");
	assert_int_equal(choice_scenario(&choice, "four", &error), -1);
	assert_string_equal(error.text,
			    "queue has no scenario 'four'; the scenarios are: one two three");
	choice_init(&choice, &demo);
	assert_int_equal(choice_scenario(&choice, "one", &error), -1);
	assert_string_equal(error.text, "queue has no scenario 'one'; the scenarios are: (none)");
}

/* A toggle finds its scenario, as long as the person has chosen none. */
static void test_toggles_find_their_scenario(void **state)
{
	struct error error;
	struct choice choice;

	(void)state;
	choice_init(&choice, &with_scenarios);
	choice_toggle(&choice, "of-both", &error);
	expect_arguments(&choice, "/demos/queue --scenario=two --of-both");
	choice_toggle(&choice, "of-three", &error);
	expect_arguments(&choice, "/demos/queue --scenario=three --of-three --of-both");
	assert_int_equal(choice_toggle(&choice, "of-two", &error), -1);
	expect_arguments(&choice, "/demos/queue --scenario=three --of-three --of-both");
	choice_toggle(&choice, "of-three", &error);
	choice_toggle(&choice, "of-both", &error);
	expect_arguments(&choice, "/demos/queue --scenario=one");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_toggles_set_values),
		cmocka_unit_test(test_person_wins),
		cmocka_unit_test(test_scenario_is_chosen),
		cmocka_unit_test(test_toggles_find_their_scenario),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
