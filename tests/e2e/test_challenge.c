/* Making it fail in a real terminal: lost, won at par, and still there after a restart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "terminal.h"

enum { PATH = 100 };

/* With a state folder of its own. */
static void start(struct terminal *terminal, const char *folder, const char *demo)
{
	char state[PATH];
	const char *const environment[] = {state, NULL};
	const char *const arguments[] = {VIEWER, demo, NULL};

	snprintf(state, sizeof(state), "XDG_STATE_HOME=%s", folder);
	terminal_open(terminal, 24, 80);
	terminal_start(terminal, environment, arguments);
}

static void leave(struct terminal *terminal, const char *keys)
{
	int status;

	terminal_type(terminal, keys);
	status = terminal_await_end(terminal);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	terminal_expect_no_processes(terminal, 1000);
	terminal_close(terminal);
}

static void what_is_won_is_there_after_a_restart(void **state)
{
	char folder[] = "/tmp/ipcstage-e2e-XXXXXX", path[PATH];
	struct terminal terminal;

	(void)state;
	assert_non_null(mkdtemp(folder));
	start(&terminal, folder, "counter");
	terminal_expect(&terminal, "x explore");
	terminal_type(&terminal, "M");
	terminal_expect(&terminal, "make it fail");
	terminal_expect(&terminal, "not yet");
	terminal_type(&terminal, "\r");
	terminal_expect(&terminal, "par: 2");
	terminal_type(&terminal, "1111");
	terminal_expect(&terminal, "Since step 4 the goal is out of reach");
	terminal_type(&terminal, "2222");
	terminal_expect(&terminal, "lost");
	terminal_expect(&terminal, "Since step 4");
	terminal_type(&terminal, "r");
	terminal_expect(&terminal, "switches: 0");
	terminal_type(&terminal, "hh");
	terminal_expect(&terminal, "hint: 1: 2 more switches   2: 2 more switches");
	terminal_type(&terminal, "11122221");
	terminal_expect(&terminal, "You did it with 2 switches: at par");
	terminal_type(&terminal, "q");
	terminal_expect(&terminal, "space play");
	leave(&terminal, "qq");

	start(&terminal, folder, NULL);
	terminal_expect(&terminal, "1 of 4 challenges won");
	terminal_expect(&terminal, "counter ✓ 1/4");
	terminal_type(&terminal, "\r");
	terminal_expect(&terminal, "paused");
	terminal_type(&terminal, "M");
	terminal_expect(&terminal, "✓ at par");
	terminal_expect(&terminal, "hints so far: 2");
	leave(&terminal, "qqq");

	snprintf(path, sizeof(path), "%s/ipcstage/progress.json", folder);
	assert_int_equal(unlink(path), 0);
	snprintf(path, sizeof(path), "%s/ipcstage", folder);
	assert_int_equal(rmdir(path), 0); /* nothing else was left in it */
	rmdir(folder);
}

/* The game goes on where nothing can be kept, and says so. */
static void without_a_place_it_can_be_played(void **state)
{
	struct terminal terminal;

	(void)state;
	start(&terminal, "/dev/null", "counter");
	terminal_expect(&terminal, "x explore");
	terminal_type(&terminal, "M\r");
	terminal_expect(&terminal, "par: 2");
	terminal_type(&terminal, "11122221");
	terminal_expect(&terminal, "You did it with 2 switches: at par");
	terminal_expect(&terminal, "what you win is not kept: /dev/null/ipcstage/progress.json");
	leave(&terminal, "qqq");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_won_is_there_after_a_restart),
		cmocka_unit_test(without_a_place_it_can_be_played),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
