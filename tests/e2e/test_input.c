/* A program that waits for input, in a terminal: lines are typed, taken back and recorded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "terminal.h"

#define ASKS BUILD "/tests/programs/asks"

enum { PATH = 256 };

struct fixture {
	char folder[PATH];
	struct terminal terminal;
};

static void open_viewer(struct fixture *fixture, const char *const *arguments)
{
	snprintf(fixture->folder, sizeof(fixture->folder), "/tmp/ipcstage-input-XXXXXX");
	assert_non_null(mkdtemp(fixture->folder));
	assert_int_equal(chdir(fixture->folder), 0);
	terminal_open(&fixture->terminal, 24, 80);
	terminal_start(&fixture->terminal, NULL, arguments);
}

static void leave(struct fixture *fixture, const char *keys)
{
	char command[2 * PATH];
	int status;

	terminal_type(&fixture->terminal, keys);
	status = terminal_await_end(&fixture->terminal);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	terminal_assert_as_found(&fixture->terminal);
	terminal_expect_no_processes(&fixture->terminal, 1000);
	terminal_close(&fixture->terminal);
	snprintf(command, sizeof(command), "rm -rf '%s'", fixture->folder);
	assert_int_equal(system(command), 0);
}

static void type_line(struct terminal *terminal, const char *line, const char *shown)
{
	terminal_type(terminal, "i");
	terminal_expect(terminal, "input for ");
	terminal_type(terminal, line);
	terminal_type(terminal, "\r");
	terminal_expect(terminal, shown);
}

/* The box of the verdict lies over what happened. */
static void expect_printed(struct terminal *terminal, const char *text)
{
	terminal_type(terminal, "o");
	terminal_expect(terminal, "what they print");
	terminal_expect(terminal, text);
	terminal_type(terminal, "o");
	terminal_expect_gone(terminal, "what they print");
}

static void a_line_is_a_step(void **state)
{
	struct fixture fixture;
	struct terminal *terminal = &fixture.terminal;

	(void)state;
	open_viewer(&fixture, (const char *[]){VIEWER, ASKS, NULL});
	terminal_expect(terminal, "0 waits for input: i types a line");
	type_line(terminal, "21", "as-expected");
	terminal_expect(terminal, "step 1 ");
	expect_printed(terminal, "a number, please: twice that is 42");
	terminal_type(terminal, ",");
	terminal_expect(terminal, "step 0 ");
	type_line(terminal, "4", "as-expected");
	expect_printed(terminal, "a number, please: twice that is 8");
	terminal_type(terminal, ",i\004");
	terminal_expect(terminal, "unexpected");
	expect_printed(terminal, "a number, please: none");
	leave(&fixture, "qq");
}

/* Two wait for it: whoever reads first has it. */
static void lines_are_shared(void **state)
{
	struct fixture fixture;
	struct terminal *terminal = &fixture.terminal;

	(void)state;
	open_viewer(&fixture, (const char *[]){VIEWER, ASKS, "--", "pieces", NULL});
	terminal_expect(terminal, "1 waits for input");
	type_line(terminal, "5", "step 1 ");
	terminal_type(terminal, "2");
	terminal_expect(terminal, "2 reads 5 from input");
	type_line(terminal, "6", "step 3 ");
	terminal_type(terminal, "1");
	terminal_expect(terminal, "as-expected");
	expect_printed(terminal, "6 5");
	terminal_type(terminal, ",,,,");
	terminal_expect(terminal, "step 0 ");
	type_line(terminal, "7", "step 1 ");
	terminal_type(terminal, "1");
	terminal_expect(terminal, "1 reads 7 from input");
	type_line(terminal, "8", "step 3 ");
	terminal_type(terminal, "2");
	terminal_expect(terminal, "as-expected");
	expect_printed(terminal, "7 8");
	terminal_type(terminal, "S");
	terminal_expect(terminal, "written: asks-1.ipcstage.json");
	terminal_type(terminal, "qq");
	terminal_await_end(terminal);
	terminal_close(terminal);
	terminal_open(terminal, 24, 80);
	terminal_start(terminal, NULL,
		       (const char *[]){VIEWER, "--run-program", "--replay", "asks-1.ipcstage.json",
					NULL});
	terminal_expect(terminal, "step 0 ");
	terminal_type(terminal, "....");
	terminal_expect(terminal, "as-expected");
	terminal_expect(terminal, "step 4 ");
	expect_printed(terminal, "7 8");
	leave(&fixture, "qq");
}

/* Every order with the lines that were typed, each as soon as somebody waits. */
static void typed_lines_are_explored(void **state)
{
	struct fixture fixture;
	struct terminal *terminal = &fixture.terminal;

	(void)state;
	open_viewer(&fixture, (const char *[]){VIEWER, "--output", ASKS, "--", "pieces", NULL});
	terminal_expect(terminal, "1 waits for input");
	type_line(terminal, "5", "step 1 ");
	terminal_type(terminal, "1");
	terminal_expect(terminal, "1 reads 5 from input");
	type_line(terminal, "6", "step 3 ");
	terminal_type(terminal, "2");
	terminal_expect(terminal, "as-expected");
	terminal_type(terminal, "x");
	terminal_expect(terminal, "2 interleavings, all as expected");
	terminal_expect(terminal, "output=6 5");
	terminal_type(terminal, "j\r");
	terminal_expect(terminal, "the run that was found");
	terminal_type(terminal, "....");
	terminal_expect(terminal, "as-expected");
	expect_printed(terminal, "6 5");
	leave(&fixture, "qq");
}

static void what_is_given_is_not_typed(void **state)
{
	struct fixture fixture;
	struct terminal *terminal = &fixture.terminal;

	(void)state;
	open_viewer(&fixture, (const char *[]){VIEWER, "--input", "/dev/null", ASKS, NULL});
	expect_printed(terminal, "none");
	terminal_type(terminal, "i");
	terminal_expect(terminal, "it was given its input");
	leave(&fixture, "qq");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_a_step),
		cmocka_unit_test(lines_are_shared),
		cmocka_unit_test(typed_lines_are_explored),
		cmocka_unit_test(what_is_given_is_not_typed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
