/* Runs: session, history and verdict together; branching, cutting off. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "run/run.h"
#include "sets.h"

enum { LONG_MS = 20000 };

static struct run *open_run(const char *program, const char *argument)
{
	char path[512];
	const char *arguments[] = {path, argument, NULL};
	const struct launch launch = {
		.program = path, .arguments = arguments, .agent = BINARY_DIR "/libipcstage.so"};
	struct error error;
	struct run *run;

	snprintf(path, sizeof(path), "%s/%s", BINARY_DIR, program);
	run = run_open(&launch, NULL, &error);
	assert_non_null(run);
	return run;
}

/* Let the lowest process that can move go on, up to `steps` in all. */
static enum stop_reason play(struct run *run, uint32_t steps)
{
	enum stop_reason stop;

	while ((stop = run_wait(run, LONG_MS)) == STOP_DECIDE &&
	       history_steps(run_history(run)) < steps)
		assert_int_equal(run_step(run, (unsigned)set_first(run_enabled(run))), 0);
	return stop;
}

static void test_verdicts(void **state)
{
	static const struct {
		const char *program, *argument;
		enum verdict verdict;
		const char *why;
	} rows[] = {
		{"demos/counter/counter", "--processes=2", VERDICT_AS_EXPECTED, "counter=10"},
		{"demos/counter/counter", "--not-shared", VERDICT_UNEXPECTED, "got counter=0"},
		{"demos/pipe/pipe", "--keep-write-end", VERDICT_DEADLOCK, "waits for"},
		{"demos/pipe/pipe", "--reader-dies", VERDICT_CRASH, "SIGPIPE"},
		{"tests/programs/pipe_eof", NULL, VERDICT_AS_EXPECTED, "status 0"},
		{"tests/programs/past_libc", NULL, VERDICT_CRASH, "It printed: past libc"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct run *run = open_run(rows[i].program, rows[i].argument);

		assert_int_equal(run_begin(run, RUN_GATED, NULL, 0), 0);
		assert_int_equal(run_verdict(run), VERDICT_NONE);
		play(run, UINT32_MAX);
		assert_int_equal(run_verdict(run), rows[i].verdict);
		assert_non_null(strstr(run_why(run), rows[i].why));
		run_close(run);
	}
}

/* Going back, and on from there with another choice: real processes do the prefix again. */
static void test_branch(void **state)
{
	struct run *run = open_run("demos/counter/counter", "--no-lock");
	uint64_t hash;

	(void)state;
	run_begin(run, RUN_GATED, NULL, 0);
	play(run, UINT32_MAX);
	assert_int_equal(run_verdict(run), VERDICT_AS_EXPECTED); /* one after the other */
	hash = history_hash(run_history(run), 1);
	assert_int_equal(run_branch(run, 1), 0);
	assert_int_equal(run_wait(run, LONG_MS), STOP_DECIDE);
	assert_null(run_divergence(run));
	assert_int_equal(history_steps(run_history(run)), 1);
	assert_int_equal(history_hash(run_history(run), 1), hash);
	assert_int_equal(run_step(run, 2), 0); /* 1 has loaded 0; so does 2 */
	play(run, UINT32_MAX);
	assert_int_equal(run_verdict(run), VERDICT_UNEXPECTED);
	assert_null(run_divergence(run));
	run_close(run);
}

static void test_cut_off(void **state)
{
	struct run *run = open_run("tests/programs/run_long", NULL);

	(void)state;
	run_begin(run, RUN_GATED, NULL, 0);
	assert_int_equal(play(run, 50), STOP_DECIDE);
	run_cut_off(run, "that is enough");
	assert_int_equal(run_verdict(run), VERDICT_CUT_OFF);
	assert_string_equal(run_why(run), "Cut off after 50 steps: that is enough.");
	assert_int_equal(bits_of(run_enabled(run)), 0);
	run_close(run);
}

static void test_stuck(void **state)
{
	struct run *run = open_run("tests/programs/stuck_forever", NULL);

	(void)state;
	run_begin(run, RUN_GATED, NULL, 0);
	assert_int_equal(run_wait(run, -1), STOP_END);
	assert_int_equal(run_verdict(run), VERDICT_CUT_OFF);
	assert_non_null(
		strstr(run_why(run), "1 is stuck in sigsuspend, which cannot be held or shown"));
	run_close(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_branch),
		cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_stuck),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
