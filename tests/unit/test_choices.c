/*
 * What each choice leads to: against a model of the counter that is tried by brute force at every
 * point of every schedule, and on made-up graphs with a way round.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include "explore/choices.h"
#include "explore/explore.h"
#include "sets.h"

/* --- the model ------------------------------------------------------------------------------- */

enum { PROCESSES = 2, STEPS_MAX = 16 };

struct model {
	int rounds, counter;
	int loaded[PROCESSES];
	int done[PROCESSES]; /* accesses: even, a load is next; odd, a store */
	uint8_t schedule[STEPS_MAX];
	size_t length;
};

static bool may_step(const struct model *model, int p)
{
	return model->done[p] < 2 * model->rounds;
}

static struct model stepped(const struct model *model, int p)
{
	struct model next = *model;

	if (next.done[p]++ % 2)
		next.counter = next.loaded[p] + 1;
	else
		next.loaded[p] = next.counter;
	next.schedule[next.length++] = (uint8_t)(p + 1);
	return next;
}

/* The fewest switches to an end with an update lost, all ways tried. */
static uint32_t fewest(const struct model *model, int last)
{
	uint32_t least = CHOICES_NEVER;
	bool over = true;

	for (int p = 0; p < PROCESSES; p++) {
		struct model next;
		uint32_t switches;

		if (!may_step(model, p))
			continue;
		over = false;
		next = stepped(model, p);
		switches = fewest(&next, p);
		if (switches != CHOICES_NEVER && switches + (last >= 0 && last != p) < least)
			least = switches + (last >= 0 && last != p);
	}
	if (over)
		return model->counter < PROCESSES * model->rounds ? 0 : CHOICES_NEVER;
	return least;
}

/* --- real processes ----------------------------------------------------------------------------
 */

struct explored {
	struct explore *explore;
	struct explore_result *result;
	struct choices *choices;
};

static bool is_bad(uint32_t outcome, const void *context)
{
	const struct explore_result *result = context;

	for (uint32_t i = 0; i < result->outcome_count; i++) {
		if (result->outcomes[i].group == outcome)
			return result->outcomes[i].verdict != VERDICT_AS_EXPECTED;
	}
	fail_msg("an end of no outcome");
	return false;
}

static void explore_counter(struct explored *explored, int rounds)
{
	const struct explore_rules rules = {.states = EXPLORE_BUDGET, .bound = -1};
	char r[32];
	const char *const arguments[] = {BINARY_DIR "/demos/counter/counter", "--no-lock", r, NULL};
	const struct launch launch = {.program = arguments[0],
				      .arguments = arguments,
				      .agent = BINARY_DIR "/libipcstage.so"};
	struct error error;

	snprintf(r, sizeof(r), "--rounds=%d", rounds);
	explored->explore = explore_open(&launch, &rules, &error);
	if (!explored->explore)
		fail_msg("%s", error.text);
	while (explore_go_on(explored->explore, 1000) == EXPLORE_GOING)
		continue;
	explored->result = explore_result(explored->explore);
	assert_non_null(explored->result);
	assert_true(explored->result->complete);
	explored->choices = choices_new(explored->result->counting.graph, is_bad, explored->result);
	assert_non_null(explored->choices);
}

static void forget(struct explored *explored)
{
	choices_free(explored->choices);
	explore_result_free(explored->result);
	explore_close(explored->explore);
}

/* Compare at this point and at all that can follow. */
static void compare(const struct choices *choices, const struct model *model, int last)
{
	uint32_t state = choices_state(choices, model->schedule, model->length);
	int last_number = last < 0 ? -1 : last + 1;

	assert_int_not_equal(state, GRAPH_NONE);
	assert_int_equal(choices_switches(choices, state, last_number), fewest(model, last));
	for (int p = 0; p < PROCESSES; p++) {
		struct model next;
		uint32_t switches;

		assert_int_equal(set_has(choices_set(choices, state), (unsigned)p + 1),
				 may_step(model, p));
		if (!may_step(model, p))
			continue;
		next = stepped(model, p);
		switches = fewest(&next, p);
		if (switches != CHOICES_NEVER)
			switches += last >= 0 && last != p;
		assert_int_equal(choices_switches_by(choices, state, last_number, (unsigned)p + 1),
				 switches);
		compare(choices, &next, p);
	}
}

static void agrees_with_brute_force(void **state)
{
	(void)state;
	for (int rounds = 1; rounds <= 2; rounds++) {
		struct explored explored;
		struct model model = {.rounds = rounds};
		uint32_t least = CHOICES_NEVER;

		explore_counter(&explored, rounds);
		compare(explored.choices, &model, -1);
		for (uint32_t i = 0; i < explored.result->outcome_count; i++) {
			const struct explore_outcome *outcome = &explored.result->outcomes[i];

			if (outcome->verdict != VERDICT_AS_EXPECTED &&
			    outcome->witness.switches < least)
				least = outcome->witness.switches;
		}
		assert_int_equal(choices_switches(explored.choices, 0, -1), least);
		forget(&explored);
	}
}

static void says_when_it_became_impossible(void **state)
{
	static const uint8_t lost[] = {1, 2, 1, 2}, good[] = {1, 1, 2, 2}, wrong[] = {1, 1, 1};
	struct explored explored;

	(void)state;
	explore_counter(&explored, 1);
	assert_int_equal(choices_lost_at(explored.choices, lost, 4), CHOICES_NEVER);
	assert_int_equal(choices_lost_at(explored.choices, good, 1), CHOICES_NEVER);
	assert_int_equal(choices_lost_at(explored.choices, good, 2), 2);
	assert_int_equal(choices_lost_at(explored.choices, good, 4), 2);
	assert_int_equal(choices_state(explored.choices, wrong, 3), GRAPH_NONE);
	forget(&explored);
}

/* --- made-up graphs ----------------------------------------------------------------------------
 */

static bool is_one(uint32_t outcome, const void *context)
{
	(void)context;
	return outcome == 1;
}

static void add(struct graph *graph, uint64_t choices, uint32_t outcome)
{
	const struct node node = {.key = {.low = graph->node_count + 1},
				  .choices = bits(choices),
				  .outcome = outcome};

	graph_add(graph, &node);
}

static void join(struct graph *graph, uint32_t from, unsigned actor, uint32_t to)
{
	graph_edge(graph, from, actor)->target = to;
}

/* 0 -1-> 1 -2-> 0, 1 -3-> 2 -1-> 3, which is wanted; 0 -2-> 4, which is not. Untried: 2 -2-> */
static void goes_round_and_comes_out(void **state)
{
	static const uint8_t way[] = {1, 2, 1, 3, 1}, away[] = {1, 2, 2};
	struct choices *choices;
	struct graph graph;

	(void)state;
	graph_init(&graph);
	add(&graph, 6, GRAPH_NONE);
	add(&graph, 12, GRAPH_NONE);
	add(&graph, 6, GRAPH_NONE);
	add(&graph, 0, 1);
	add(&graph, 0, 0);
	join(&graph, 0, 1, 1);
	join(&graph, 0, 2, 4);
	join(&graph, 1, 2, 0);
	join(&graph, 1, 3, 2);
	join(&graph, 2, 1, 3);
	choices = choices_new(&graph, is_one, NULL);
	assert_non_null(choices);
	assert_int_equal(choices_switches(choices, 0, -1), 2);
	assert_int_equal(choices_switches(choices, 0, 2), 3);
	assert_int_equal(choices_switches_by(choices, 1, 1, 2), 4);
	assert_int_equal(choices_switches_by(choices, 0, -1, 2), CHOICES_NEVER);
	assert_int_equal(choices_switches_by(choices, 2, 1, 2), CHOICES_NEVER);
	assert_int_equal(choices_switches(choices, 4, 2), CHOICES_NEVER);
	assert_int_equal(choices_switches(choices, 3, 1), 0);
	assert_int_equal(choices_lost_at(choices, way, 5), CHOICES_NEVER);
	assert_int_equal(choices_lost_at(choices, away, 3), 3);
	choices_free(choices);
	graph_release(&graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_brute_force),
		cmocka_unit_test(says_when_it_became_impossible),
		cmocka_unit_test(goes_round_and_comes_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
