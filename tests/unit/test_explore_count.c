/* Counting on graphs that are made up: paths, cycles, overflow, witnesses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>
#include "explore/count.h"
#include "sets.h"

static bool is_zero(uint32_t outcome, const void *context)
{
	(void)context;
	return outcome == 0;
}

/* A node whose choices are the processes of a set; an end has none and an outcome. */
static uint32_t add(struct graph *graph, uint64_t choices, uint32_t outcome)
{
	const struct node node = {.key = {.low = graph->node_count + 1},
				  .choices = bits(choices),
				  .outcome = outcome};

	return graph_add(graph, &node);
}

static void join(struct graph *graph, uint32_t from, unsigned actor, uint32_t to)
{
	graph_edge(graph, from, actor)->target = to;
}

static void assert_amount(const struct amount *amount, const char *text)
{
	char out[AMOUNT_TEXT];

	assert_string_equal(amount_text(amount, out), text);
}

static void finds_nodes_by_their_keys(void **state)
{
	struct graph graph;

	(void)state;
	graph_init(&graph);
	for (uint32_t i = 0; i < 100000; i++)
		assert_int_equal(add(&graph, 3, GRAPH_NONE), i);
	for (uint32_t i = 0; i < 100000; i++)
		assert_int_equal(graph_find(&graph, (struct hash){i + 1, 0}), i);
	assert_int_equal(graph_find(&graph, (struct hash){100001, 0}), GRAPH_NONE);
	graph_release(&graph);
}

/* Wherever they come to lie: what differs in one half of the key only is another state. */
static void keeps_apart_what_shares_half_a_key(void **state)
{
	struct node node = {.outcome = GRAPH_NONE};
	struct graph graph;

	(void)state;
	graph_init(&graph);
	for (uint32_t i = 0; i < 5000; i++) {
		node.key = (struct hash){7, i};
		assert_int_equal(graph_find(&graph, node.key), GRAPH_NONE);
		assert_int_equal(graph_add(&graph, &node), 2 * i);
		node.key = (struct hash){i + 8, 7};
		assert_int_equal(graph_find(&graph, node.key), GRAPH_NONE);
		assert_int_equal(graph_add(&graph, &node), 2 * i + 1);
	}
	for (uint32_t i = 0; i < 5000; i++) {
		assert_int_equal(graph_find(&graph, (struct hash){7, i}), 2 * i);
		assert_int_equal(graph_find(&graph, (struct hash){i + 8, 7}), 2 * i + 1);
	}
	graph_release(&graph);
}

/* 0 -1-> 1 -1-> 3, 0 -2-> 2 -1-> 3, 2 -2-> 4; 3 is good, 4 is not. */
static void counts_ways_and_takes_the_shortest(void **state)
{
	struct counting counting;
	struct graph graph;

	(void)state;
	graph_init(&graph);
	add(&graph, 6, GRAPH_NONE);
	add(&graph, 2, GRAPH_NONE);
	add(&graph, 6, GRAPH_NONE);
	add(&graph, 0, 0);
	add(&graph, 0, 1);
	join(&graph, 0, 1, 1);
	join(&graph, 0, 2, 2);
	join(&graph, 1, 1, 3);
	join(&graph, 2, 1, 3);
	join(&graph, 2, 2, 4);
	assert_true(counting_init(&counting, &graph, 2, true, is_zero, NULL));
	assert_amount(&counting.all, "3");
	assert_amount(&counting.amounts[0], "2");
	assert_amount(&counting.amounts[1], "1");
	assert_int_equal(counting.witnesses[0].switches, 0);
	assert_int_equal(counting.witnesses[0].length, 2);
	assert_memory_equal(counting.witnesses[0].schedule, "\1\1", 2);
	assert_int_equal(counting.witnesses[0].no_return, UINT32_MAX);
	assert_memory_equal(counting.witnesses[1].schedule, "\2\2", 2);
	assert_int_equal(counting.witnesses[1].no_return, 2);
	assert_false(counting.has_livelock);
	counting_release(&counting);
	graph_release(&graph);
}

/* A chain of `length` states, each with two ways to the next: 2^length ways. */
static void chain(struct graph *graph, uint32_t length)
{
	graph_init(graph);
	for (uint32_t i = 0; i < length; i++)
		add(graph, 3, GRAPH_NONE);
	add(graph, 0, 0);
	for (uint32_t i = 0; i < length; i++) {
		join(graph, i, 0, i + 1);
		join(graph, i, 1, i + 1);
	}
}

static void says_what_is_too_large(void **state)
{
	struct counting counting;
	struct graph graph;

	(void)state;
	chain(&graph, 127);
	assert_true(counting_init(&counting, &graph, 1, true, is_zero, NULL));
	assert_amount(&counting.all, "170141183460469231731687303715884105728");
	counting_release(&counting);
	graph_release(&graph);
	chain(&graph, 128);
	assert_true(counting_init(&counting, &graph, 1, true, is_zero, NULL));
	assert_amount(&counting.all, "more than 2^128");
	counting_release(&counting);
	graph_release(&graph);
}

/* 0 -0-> 1, 1 -0-> 0, 1 -1-> 2: round and round, and out. */
static void a_cycle_has_no_count(void **state)
{
	struct counting counting;
	struct graph graph;

	(void)state;
	graph_init(&graph);
	add(&graph, 1, GRAPH_NONE);
	add(&graph, 3, GRAPH_NONE);
	add(&graph, 0, 0);
	join(&graph, 0, 0, 1);
	join(&graph, 1, 0, 0);
	join(&graph, 1, 1, 2);
	assert_true(counting_init(&counting, &graph, 1, true, is_zero, NULL));
	assert_amount(&counting.all, "endless");
	assert_int_equal(counting.witnesses[0].length, 2);
	assert_false(counting.has_livelock);
	counting_release(&counting);
	graph_release(&graph);
}

/* 0 -0-> 1 (good), 0 -1-> 2, 2 -1-> 2: who goes to 2 never ends. */
static void what_never_ends_is_a_livelock(void **state)
{
	struct counting counting;
	struct graph graph;

	(void)state;
	graph_init(&graph);
	add(&graph, 3, GRAPH_NONE);
	add(&graph, 0, 0);
	add(&graph, 2, GRAPH_NONE);
	join(&graph, 0, 0, 1);
	join(&graph, 0, 1, 2);
	join(&graph, 2, 1, 2);
	assert_true(counting_init(&counting, &graph, 1, true, is_zero, NULL));
	assert_amount(&counting.amounts[0], "1");
	assert_true(counting.has_livelock);
	assert_amount(&counting.amounts[1], "endless");
	assert_true(counting.is_trap);
	assert_int_equal(counting.witnesses[1].length, 2);
	assert_int_equal(counting.witnesses[1].round, 1);
	assert_memory_equal(counting.witnesses[1].schedule, "\1\1", 2);
	assert_int_equal(counting.witnesses[1].no_return, 1);
	counting_release(&counting);
	graph_release(&graph);
}

/*
 * 0 -0-> 1 -1-> 2 -0-> 3 -1-> 0, and 1 -0-> 4 (good): both go, and all leads back; but it may end.
 * A round of one alone, 3 -0-> 3, is shorter and none: the other one could go and never does.
 */
static void going_round_together_is_a_livelock(void **state)
{
	struct counting counting;
	struct graph graph;

	(void)state;
	graph_init(&graph);
	add(&graph, 1, GRAPH_NONE);
	add(&graph, 3, GRAPH_NONE);
	add(&graph, 1, GRAPH_NONE);
	add(&graph, 3, GRAPH_NONE);
	add(&graph, 0, 0);
	join(&graph, 0, 0, 1);
	join(&graph, 1, 0, 4);
	join(&graph, 1, 1, 2);
	join(&graph, 2, 0, 3);
	join(&graph, 3, 0, 3);
	join(&graph, 3, 1, 0);
	assert_true(counting_init(&counting, &graph, 1, true, is_zero, NULL));
	assert_true(counting.has_livelock);
	assert_false(counting.is_trap);
	assert_int_equal(counting.witnesses[1].length, 4);
	assert_int_equal(counting.witnesses[1].round, 4);
	assert_memory_equal(counting.witnesses[1].schedule, "\0\1\0\1", 4);
	assert_int_equal(counting.witnesses[1].switches, 3);
	assert_int_equal(counting.witnesses[1].no_return, UINT32_MAX);
	counting_release(&counting);

	/* What has not been tried may lead out of it: nothing is said. */
	assert_true(counting_init(&counting, &graph, 1, false, is_zero, NULL));
	assert_false(counting.has_livelock);
	counting_release(&counting);
	graph_release(&graph);
}

/*
 * 0 and 1: whoever has the lock goes, and the other one could where it is free: 0 -0-> 1 -0-> 0,
 * and 0 -1-> 2 (good). That 0 takes it again and again is bad luck.
 */
static void bad_luck_is_no_livelock(void **state)
{
	struct counting counting;
	struct graph graph;

	(void)state;
	graph_init(&graph);
	add(&graph, 3, GRAPH_NONE);
	add(&graph, 1, GRAPH_NONE);
	add(&graph, 0, 0);
	join(&graph, 0, 0, 1);
	join(&graph, 0, 1, 2);
	join(&graph, 1, 0, 0);
	assert_true(counting_init(&counting, &graph, 1, true, is_zero, NULL));
	assert_true(counting.is_cyclic);
	assert_false(counting.has_livelock);
	assert_amount(&counting.all, "endless");
	counting_release(&counting);
	graph_release(&graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_nodes_by_their_keys),
		cmocka_unit_test(keeps_apart_what_shares_half_a_key),
		cmocka_unit_test(counts_ways_and_takes_the_shortest),
		cmocka_unit_test(says_what_is_too_large),
		cmocka_unit_test(a_cycle_has_no_count),
		cmocka_unit_test(what_never_ends_is_a_livelock),
		cmocka_unit_test(going_round_together_is_a_livelock),
		cmocka_unit_test(bad_luck_is_no_livelock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
