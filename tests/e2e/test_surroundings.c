/* Terminals and environments of every kind, and no terminal at all; and how quiet it is. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "terminal.h"

enum { QUIET_MS = 1500 };

/* Play a demo's run to its end with all that moves on the way, and leave. */
static void see_all(struct terminal *terminal, const char *const *environment, const char *option)
{
	const char *arguments[] = {VIEWER, option ? option : "pipe", option ? "pipe" : NULL, NULL};

	terminal_open(terminal, 24, 80);
	terminal_start(terminal, environment, arguments);
	terminal_expect(terminal, "paused");
	terminal_type(terminal, "++++ ");
	terminal_expect(terminal, "received=3 6 9 12, as expected");
	terminal_type(terminal, "?");
	terminal_expect(terminal, "play and pause");
	terminal_type(terminal, "qqq");
	terminal_await_end(terminal);
	assert_true(WIFEXITED(terminal->status));
	assert_int_equal(WEXITSTATUS(terminal->status), 0);
}

static unsigned bytes_over_127(const struct terminal *terminal)
{
	unsigned count = 0;

	for (size_t i = 0; i < terminal->output_length; i++)
		count += (unsigned char)terminal->output[i] > 127;
	return count;
}

static bool is_colour(long code)
{
	return (code >= 30 && code <= 38) || (code >= 40 && code <= 48) ||
	       (code >= 90 && code <= 107);
}

/* How often a colour is set: CSI ... m with one of the numbers that stand for colours. */
static unsigned colours(const struct terminal *terminal)
{
	const char *at = terminal->output, *end = at + terminal->output_length;
	unsigned count = 0;

	while ((at = memmem(at, (size_t)(end - at), "\033[", 2)) != NULL) {
		size_t length = 0;
		char numbers[64], *place;

		at += 2;
		while (at + length < end && length < sizeof(numbers) - 1 &&
		       strchr("0123456789;", at[length]))
			length++;
		if (at + length >= end || at[length] != 'm')
			continue;
		snprintf(numbers, sizeof(numbers), "%.*s", (int)length, at);
		for (char *word = strtok_r(numbers, ";", &place); word;
		     word = strtok_r(NULL, ";", &place))
			count += is_colour(strtol(word, NULL, 10));
	}
	return count;
}

static void in_colour_and_utf8(void **state)
{
	struct terminal terminal;

	(void)state;
	see_all(&terminal, NULL, NULL);
	assert_true(colours(&terminal) > 0);
	assert_true(bytes_over_127(&terminal) > 0);
	terminal_assert_as_found(&terminal);
	terminal_close(&terminal);
}

static void without_utf8(void **state)
{
	static const char *const environment[] = {"LC_ALL=C", NULL};
	struct terminal terminal;

	(void)state;
	see_all(&terminal, environment, NULL);
	assert_int_equal(bytes_over_127(&terminal), 0);
	terminal_close(&terminal);
}

static void ascii_on_demand(void **state)
{
	struct terminal terminal;

	(void)state;
	see_all(&terminal, NULL, "--ascii");
	assert_int_equal(bytes_over_127(&terminal), 0);
	terminal_close(&terminal);
}

static void no_colour_on_demand(void **state)
{
	static const char *const environment[] = {"NO_COLOR=1", NULL};
	struct terminal terminal;

	(void)state;
	see_all(&terminal, environment, NULL);
	assert_int_equal(colours(&terminal), 0);
	terminal_close(&terminal);
}

static void an_old_terminal(void **state)
{
	static const char *const environment[] = {"TERM=vt100", NULL};
	struct terminal terminal;

	(void)state;
	see_all(&terminal, environment, NULL);
	assert_int_equal(colours(&terminal), 0);
	terminal_close(&terminal);
}

static unsigned lines(const struct terminal *terminal)
{
	unsigned count = 0;

	for (size_t i = 0; i < terminal->output_length; i++)
		count += terminal->output[i] == '\n';
	return count;
}

static void a_terminal_that_cannot(void **state)
{
	static const char *const environments[][2] = {
		{"TERM=dumb", NULL}, {"TERM=no-such-terminal", NULL}, {"TERM", NULL}};
	static const char *const arguments[] = {VIEWER, "counter", NULL};

	(void)state;
	for (size_t i = 0; i < sizeof(environments) / sizeof(environments[0]); i++) {
		struct terminal terminal;

		terminal_open(&terminal, 24, 80);
		terminal_start(&terminal, environments[i], arguments);
		terminal_await_end(&terminal);
		assert_true(WIFEXITED(terminal.status));
		assert_int_equal(WEXITSTATUS(terminal.status), 2);
		assert_int_equal(lines(&terminal), 1);
		terminal_expect(&terminal, "run");
		terminal_assert_as_found(&terminal);
		terminal_close(&terminal);
	}
}

/* What is said arrives at the terminal by standard error. */
static void no_terminal(void **state)
{
	static const char *const arguments[] = {
		"sh", "-c", VIEWER " counter </dev/null >/dev/null; exit $?", NULL};
	struct terminal terminal;

	(void)state;
	terminal_open(&terminal, 24, 80);
	terminal_start(&terminal, NULL, arguments);
	terminal_await_end(&terminal);
	assert_true(WIFEXITED(terminal.status));
	assert_int_equal(WEXITSTATUS(terminal.status), 2);
	assert_int_equal(lines(&terminal), 1);
	terminal_expect(&terminal, "run");
	terminal_close(&terminal);
}

static long voluntary_switches(pid_t pid)
{
	char path[64], line[256];
	long count = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	file = fopen(path, "re");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		if (strncmp(line, "voluntary_ctxt_switches:", 24) == 0)
			count = strtol(line + 24, NULL, 10);
	}
	fclose(file);
	assert_true(count >= 0);
	return count;
}

static void paused_is_quiet(void **state)
{
	struct terminal terminal;
	size_t output;
	long before;

	(void)state;
	terminal_start_viewer(&terminal, "counter");
	terminal_expect(&terminal, "paused");
	terminal_type(&terminal, ".");
	terminal_expect(&terminal, "step 1 ");
	terminal_listen(&terminal, 500); /* what moves has arrived */
	before = voluntary_switches(terminal.pid);
	output = terminal.output_length;
	terminal_listen(&terminal, QUIET_MS);
	assert_int_equal(voluntary_switches(terminal.pid), before);
	assert_int_equal(terminal.output_length, output);
	terminal_close(&terminal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_colour_and_utf8), cmocka_unit_test(without_utf8),
		cmocka_unit_test(ascii_on_demand),    cmocka_unit_test(no_colour_on_demand),
		cmocka_unit_test(an_old_terminal),    cmocka_unit_test(a_terminal_that_cannot),
		cmocka_unit_test(no_terminal),	      cmocka_unit_test(paused_is_quiet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
