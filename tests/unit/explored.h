/* Exploring demos to the end, for the tests of it. */
#ifndef IPCSTAGE_TESTS_EXPLORED_H
#define IPCSTAGE_TESTS_EXPLORED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>
#include "explore/explore.h"

struct explored {
	struct explore *explore;
	struct explore_result *result;
};

static inline struct explored explore_to_the_end(const char *const arguments[],
						 struct explore_rules rules)
{
	const struct launch launch = {.program = arguments[0],
				      .arguments = arguments,
				      .agent = BINARY_DIR "/libipcstage.so"};
	struct error error;
	struct explored explored;

	explored.explore = explore_open(&launch, &rules, &error);
	if (!explored.explore)
		fail_msg("%s", error.text);
	while (explore_go_on(explored.explore, 1000) == EXPLORE_GOING)
		continue;
	assert_string_equal(explore_failure(explored.explore), "");
	explored.result = explore_result(explored.explore);
	assert_non_null(explored.result);
	assert_true(explore_check(explored.explore, explored.result, NULL, NULL));
	return explored;
}

static inline void forget(struct explored *explored)
{
	explore_result_free(explored->result);
	explore_close(explored->explore);
}

static const struct explore_rules usual = {.states = EXPLORE_BUDGET, .bound = -1};

static inline struct explored explore_counter(int actors, int rounds, const char *toggle,
					      struct explore_rules rules)
{
	char p[32], r[32];
	const char *arguments[] = {BINARY_DIR "/demos/counter/counter", p, r, toggle, NULL};

	snprintf(p, sizeof(p), "--processes=%d", actors);
	snprintf(r, sizeof(r), "--rounds=%d", rounds);
	return explore_to_the_end(arguments, rules);
}

static inline void assert_same(const struct explore_result *a, const struct explore_result *b)
{
	assert_true(a->complete && b->complete);
	assert_true(a->interleavings.count == b->interleavings.count);
	assert_int_equal(a->outcome_count, b->outcome_count);
	for (uint32_t i = 0; i < a->outcome_count; i++) {
		assert_string_equal(a->outcomes[i].text, b->outcomes[i].text);
		assert_int_equal(a->outcomes[i].verdict, b->outcomes[i].verdict);
		assert_true(a->outcomes[i].interleavings.count ==
			    b->outcomes[i].interleavings.count);
		assert_int_equal(a->outcomes[i].witness.length, b->outcomes[i].witness.length);
		assert_memory_equal(a->outcomes[i].witness.schedule,
				    b->outcomes[i].witness.schedule, a->outcomes[i].witness.length);
	}
}

#endif
