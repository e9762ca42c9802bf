/*
 * Exploring real processes: exact counts against a table and against a brute force of the model
 * that shares nothing with what is tested; witnesses; bounds; what is not held.
 */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "explored.h"

enum { ROUNDS_MAX = 12, PROCESSES_MAX = 4 };

static const struct explore_rules by_history = {
	.states = EXPLORE_BUDGET, .bound = -1, .histories = true};

static uint64_t ways_to(const struct explore_result *result, const char *text)
{
	for (uint32_t i = 0; i < result->outcome_count; i++) {
		if (strcmp(result->outcomes[i].text, text) == 0)
			return (uint64_t)result->outcomes[i].interleavings.count;
	}
	return 0;
}

static uint64_t ways_to_value(const struct explore_result *result, int value)
{
	char text[32];

	snprintf(text, sizeof(text), "counter=%d", value);
	return ways_to(result, text);
}

/* --- the model, by brute force --------------------------------------------------------------- */

struct model {
	int actors, rounds;
	int counter;
	int loaded[PROCESSES_MAX];
	int done[PROCESSES_MAX]; /* accesses: even, a load is next; odd, a store */
	uint64_t ways[PROCESSES_MAX * ROUNDS_MAX + 1];
};

/* Every interleaving, one after another. */
static void enumerate(struct model *model)
{
	bool over = true;

	for (int p = 0; p < model->actors; p++) {
		struct model before = *model;

		if (model->done[p] == 2 * model->rounds)
			continue;
		over = false;
		if (model->done[p]++ % 2)
			model->counter = model->loaded[p] + 1;
		else
			model->loaded[p] = model->counter;
		enumerate(model);
		memcpy(before.ways, model->ways, sizeof(before.ways));
		*model = before;
	}
	if (over)
		model->ways[model->counter]++;
}

static void check_against_model(int actors, int rounds)
{
	struct explored explored = explore_counter(actors, rounds, "--no-lock", usual);
	struct model model = {.actors = actors, .rounds = rounds};
	uint64_t all = 0;

	enumerate(&model);
	assert_true(explored.result->complete);
	for (int value = 0; value <= actors * rounds; value++) {
		assert_int_equal(ways_to_value(explored.result, value), model.ways[value]);
		all += model.ways[value];
	}
	assert_int_equal((uint64_t)explored.result->interleavings.count, all);
	assert_int_equal((uint64_t)explored.result->as_expected.count, model.ways[actors * rounds]);
	forget(&explored);
}

static void agrees_with_brute_force(void **state)
{
	(void)state;
	check_against_model(1, 1);
	check_against_model(1, 2);
	check_against_model(1, 3);
	check_against_model(2, 1);
	check_against_model(2, 2);
	check_against_model(2, 3);
	check_against_model(3, 1);
	check_against_model(3, 2);
	check_against_model(2, 4);
}

/* --- the table ------------------------------------------------------------------------------- */

static const struct {
	int actors, rounds;
	uint64_t interleavings, as_expected;
	uint64_t ways[11]; /* by value */
} table[] = {
	{2, 1, 6, 2, {0, 4, 2}},
	{2, 2, 70, 6, {0, 0, 32, 32, 6}},
	{2, 3, 924, 20, {0, 0, 8, 300, 416, 180, 20}},
	{3, 2, 34650, 90, {0, 0, 10428, 15180, 7512, 1440, 90}},
	{2, 5, 184756, 252, {0, 0, 8, 256, 3352, 33032, 64072, 56216, 23368, 4200, 252}},
};

static void counts_are_those_of_the_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct explored explored =
			explore_counter(table[i].actors, table[i].rounds, "--no-lock", usual);
		const struct explore_result *result = explored.result;

		assert_true(result->complete);
		assert_int_equal((uint64_t)result->interleavings.count, table[i].interleavings);
		assert_int_equal((uint64_t)result->as_expected.count, table[i].as_expected);
		for (int value = 0; value <= 10; value++)
			assert_int_equal(ways_to_value(result, value), table[i].ways[value]);
		if (table[i].rounds == 5)
			assert_true(result->runs <= 2000);
		forget(&explored);
	}
}

static void the_lock_and_atomic_additions_are_always_right(void **state)
{
	const char *const toggles[] = {NULL, "--atomic"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct explored explored = explore_counter(2, 5, toggles[i], usual);

		assert_true(explored.result->complete);
		assert_int_equal((uint64_t)explored.result->interleavings.count, 252);
		assert_int_equal((uint64_t)explored.result->as_expected.count, 252);
		assert_int_equal(explored.result->outcome_count, 1);
		forget(&explored);
	}
}

/* --- keys ------------------------------------------------------------------------------------- */

/* Demos of every mechanism: what processes can see tells as much as what they have done. */
static void memory_says_what_history_says(void **state)
{
	static const char *const subjects[][4] = {
		{BINARY_DIR "/demos/counter/counter", "--no-lock", "--rounds=3"},
		{BINARY_DIR "/demos/counter/counter", "--lock-per-access", "--rounds=1"},
		{BINARY_DIR "/demos/counter/counter", "--private-lock", "--rounds=2"},
		{BINARY_DIR "/demos/pipe/pipe", "--messages=2"},
		{BINARY_DIR "/demos/pipe/pipe", "--messages=2", "--keep-write-end"},
		{BINARY_DIR "/demos/pipe/pipe", "--reader-dies"},
		{BINARY_DIR "/demos/semaphore/semaphore", "--processes=3"},
		{BINARY_DIR "/demos/semaphore/semaphore", "--processes=3", "--extra-release"},
		{BINARY_DIR "/tests/programs/opposite_order"},
		{BINARY_DIR "/tests/programs/robust_mutex"},
		{BINARY_DIR "/tests/programs/socket_ping"},
		{BINARY_DIR "/tests/programs/settings", "pending"},
		{BINARY_DIR "/tests/programs/settings", "epoll"},
		{BINARY_DIR "/tests/programs/settings", "eventfd"},
		{BINARY_DIR "/tests/programs/settings", "ioctl"},
		{BINARY_DIR "/tests/programs/settings", "umask"},
		{BINARY_DIR "/tests/programs/settings", "folder"},
		{BINARY_DIR "/tests/programs/settings", "descriptor"},
		{BINARY_DIR "/tests/programs/settings", "flag"},
		{BINARY_DIR "/tests/programs/settings", "key"},
		{BINARY_DIR "/tests/programs/settings", "alarm"},
		{BINARY_DIR "/tests/programs/settings", "itimer"},
		{BINARY_DIR "/tests/programs/settings", "timer"},
		{BINARY_DIR "/tests/programs/settings", "timerfd"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
		struct explored memory = explore_to_the_end(subjects[i], usual);
		struct explored history = explore_to_the_end(subjects[i], by_history);

		assert_same(memory.result, history.result);
		forget(&memory);
		forget(&history);
	}
}

/* --- what goes wrong ---------------------------------------------------------------------------
 */

static void opposite_order_can_lock_up(void **state)
{
	const char *const arguments[] = {BINARY_DIR "/tests/programs/opposite_order", NULL};
	struct explored explored = explore_to_the_end(arguments, usual);
	const struct explore_outcome *deadlock = &explored.result->outcomes[1];

	(void)state;
	/* Each takes one, then the other: of six ways to begin two have one of them each. */
	assert_int_equal((uint64_t)explored.result->deadlocks.count, 2);
	assert_int_equal(deadlock->verdict, VERDICT_DEADLOCK);
	assert_int_equal(deadlock->witness.switches, 1);
	assert_int_equal(deadlock->witness.length, 2);
	assert_int_equal(deadlock->witness.no_return, 2);
	forget(&explored);
}

static void witnesses_hold_every_time(void **state)
{
	struct explored explored = explore_counter(2, 3, "--no-lock", usual);

	(void)state;
	for (int i = 0; i < 20; i++) {
		for (uint32_t k = 0; k < explored.result->outcome_count; k++) {
			free(explored.result->outcomes[k].why);
			explored.result->outcomes[k].why = NULL;
		}
		assert_true(explore_check(explored.explore, explored.result, NULL, NULL));
	}
	forget(&explored);
}

static void who_never_ends_is_found(void **state)
{
	const char *const arguments[] = {BINARY_DIR "/tests/programs/spin", NULL};
	struct explored explored = explore_to_the_end(arguments, usual);
	const struct explore_result *result = explored.result;

	(void)state;
	assert_true(result->complete);
	assert_true(result->interleavings.endless);
	assert_int_equal(result->outcome_count, 2);
	assert_int_equal(result->outcomes[1].verdict, VERDICT_LIVELOCK);
	assert_int_equal(result->outcomes[1].witness.round, 2);
	assert_string_equal(result->outcomes[1].why,
			    "1 and 2 can go round for ever: steps 5 to 6. From there on no choice "
			    "ever ends the run.");
	forget(&explored);
}

/* Never counted: what it would have counted is a number of nothing. */
static void assert_caught(const char *program, unsigned jobs)
{
	const char *const arguments[] = {program, NULL};
	const struct launch launch = {.program = arguments[0],
				      .arguments = arguments,
				      .agent = BINARY_DIR "/libipcstage.so"};
	struct explore_rules rules = usual;
	struct error error;
	struct explore *explore;

	rules.jobs = jobs;
	explore = explore_open(&launch, &rules, &error);
	assert_non_null(explore);
	while (explore_go_on(explore, 1000) == EXPLORE_GOING)
		continue;
	assert_int_equal(explore_go_on(explore, 0), EXPLORE_FAILED);
	assert_non_null(strstr(explore_failure(explore), "does not do the same again"));
	explore_close(explore);
}

static void what_is_not_held_is_said(void **state)
{
	(void)state;
	for (unsigned jobs = 1; jobs <= 2; jobs++) {
		assert_caught(BINARY_DIR "/tests/programs/branch_on_pid", jobs);
	}
}

/* --- limits ------------------------------------------------------------------------------------
 */

/* As computed for 2 processes of 6 steps each: with none 2, with one 12. */
static void bounds_grow_to_the_whole(void **state)
{
	struct explored whole = explore_counter(2, 3, "--no-lock", usual);
	count_t before = 0;

	(void)state;
	for (int bound = 0; bound <= 12; bound++) {
		struct explored explored = explore_counter(
			2, 3, "--no-lock",
			(struct explore_rules){.states = EXPLORE_BUDGET, .bound = bound});
		const struct explore_result *result = explored.result;

		assert_true(result->interleavings.count >= before);
		before = result->interleavings.count;
		for (uint32_t i = 0; i < result->outcome_count; i++)
			assert_true(result->outcomes[i].interleavings.count <=
				    ways_to(whole.result, result->outcomes[i].text));
		assert_int_equal(result->complete, before == whole.result->interleavings.count);
		assert_int_equal(result->bound, result->complete ? -1 : bound);
		if (bound < 2)
			assert_int_equal((int)before, bound ? 12 : 2);
		forget(&explored);
	}
	assert_true(before == whole.result->interleavings.count);
	forget(&whole);
}

static void over_budget_it_counts_few_preemptions(void **state)
{
	struct explored explored = explore_counter(
		2, 5, "--no-lock", (struct explore_rules){.states = 600, .bound = -1});

	(void)state;
	assert_false(explored.result->complete);
	assert_string_equal(explored.result->cut, "budget");
	assert_in_range(explored.result->bound, 0, EXPLORE_BOUND_MAX);
	forget(&explored);
}

/* What the first search came by is not lost with it, and does the same again (explore_check). */
static void what_was_found_over_budget_stays(void **state)
{
	struct explored explored = explore_counter(
		2, 5, "--no-lock", (struct explore_rules){.states = 200, .bound = -1, .jobs = 1});
	const struct explore_result *result = explored.result;
	uint32_t beyond = 0;

	(void)state;
	for (uint32_t i = 0; i < result->outcome_count; i++) {
		if (!result->outcomes[i].beyond)
			continue;
		beyond++;
		assert_int_equal(result->outcomes[i].verdict, VERDICT_UNEXPECTED);
		assert_true(result->outcomes[i].interleavings.count == 0);
		assert_int_equal(result->outcomes[i].witness.no_return, UINT32_MAX);
	}
	assert_int_equal(result->bound, 0);
	assert_true(result->interleavings.count == 2 && result->as_expected.count == 2);
	assert_true(beyond > 0 && result->has_beyond);
	forget(&explored);
}

static void what_was_interrupted_is_incomplete(void **state)
{
	const char *const arguments[] = {BINARY_DIR "/demos/counter/counter", "--no-lock", NULL};
	const struct launch launch = {.program = arguments[0],
				      .arguments = arguments,
				      .agent = BINARY_DIR "/libipcstage.so"};
	struct error error;
	struct explore *explore = explore_open(&launch, &usual, &error);
	struct explore_result *result;

	(void)state;
	assert_non_null(explore);
	assert_int_equal(explore_go_on(explore, 20), EXPLORE_GOING);
	result = explore_result(explore);
	assert_non_null(result);
	assert_false(result->complete);
	assert_string_equal(result->cut, "interrupted");
	explore_result_free(result);
	explore_close(explore);
}

/* Who decides sits on the CPU of those for whom it does. */
static void sit_on_one_cpu(void)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET((size_t)sched_getcpu(), &one);
	sched_setaffinity(0, sizeof(one), &one);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_brute_force),
		cmocka_unit_test(counts_are_those_of_the_table),
		cmocka_unit_test(the_lock_and_atomic_additions_are_always_right),
		cmocka_unit_test(memory_says_what_history_says),
		cmocka_unit_test(opposite_order_can_lock_up),
		cmocka_unit_test(witnesses_hold_every_time),
		cmocka_unit_test(who_never_ends_is_found),
		cmocka_unit_test(what_is_not_held_is_said),
		cmocka_unit_test(bounds_grow_to_the_whole),
		cmocka_unit_test(what_was_found_over_budget_stays),
		cmocka_unit_test(over_budget_it_counts_few_preemptions),
		cmocka_unit_test(what_was_interrupted_is_incomplete),
	};

	sit_on_one_cpu();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
