/* The real program in a terminal: choosing, stepping, breaking, going back, resizing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <cmocka.h>
#include "terminal.h"

enum { MANY_STEPS = 60 };

static void leave(struct terminal *terminal, const char *keys)
{
	int status;

	terminal_type(terminal, keys);
	status = terminal_await_end(terminal);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	terminal_assert_as_found(terminal);
	terminal_expect_no_processes(terminal, 1000);
	terminal_close(terminal);
}

static void the_menu_opens_a_demo(void **state)
{
	struct terminal terminal;

	(void)state;
	terminal_start_viewer(&terminal, NULL);
	terminal_expect(&terminal, "faults you can plant");
	terminal_expect(&terminal, "request-reply");
	terminal_type(&terminal, "jjj\r");
	terminal_expect(&terminal, "pipe.c");
	terminal_expect(&terminal, "1 child");
	assert_true(terminal_processes(&terminal) >= 4); /* viewer, server, parent, child */
	terminal_type(&terminal, "q");
	terminal_expect(&terminal, "A parent sends numbers");
	leave(&terminal, "q");
}

/* Press a key until a text is there: how many steps a run has is not our business here. */
static void press_until(struct terminal *terminal, const char *key, const char *text)
{
	for (int i = 0; i < MANY_STEPS && !terminal_shows(terminal, text); i++) {
		terminal_type(terminal, key);
		terminal_listen(terminal, 40);
	}
	terminal_expect(terminal, text);
}

static void an_update_is_lost(void **state)
{
	struct terminal terminal;

	(void)state;
	terminal_start_viewer(&terminal, "counter");
	terminal_expect(&terminal, "paused");
	terminal_type(&terminal, "l");
	terminal_expect(&terminal, "no-lock [l]");
	terminal_expect(&terminal, "schedule");
	terminal_type(&terminal, ".");
	terminal_expect(&terminal, "1 loads counter: 0");
	terminal_type(&terminal, ".");
	terminal_expect(&terminal, "2 loads counter: 0");
	terminal_expect(&terminal, "Both hold 0");
	terminal_type(&terminal, ".");
	terminal_expect(&terminal, "1 stores counter: 1");
	terminal_type(&terminal, ".");
	terminal_expect(&terminal, "2 stores counter: 1, wiping out 1's 1");
	press_until(&terminal, ".", "unexpected");
	terminal_expect(&terminal, "expected counter=10, got counter=5");
	terminal_expect(&terminal, "step 20");
	terminal_type(&terminal, ",,");
	terminal_expect(&terminal, "step 18 of 20");
	terminal_expect_gone(&terminal, "unexpected");
	terminal_type(&terminal, "2"); /* it was 1's turn: another run from here on */
	terminal_expect(&terminal, "step 19 ");
	terminal_expect(&terminal, "paused");
	leave(&terminal, "qq");
}

static void playing_goes_on_by_itself(void **state)
{
	struct terminal terminal;

	(void)state;
	terminal_start_viewer(&terminal, "semaphore");
	terminal_expect(&terminal, "paused");
	terminal_type(&terminal, "++++ ");
	terminal_expect(&terminal, "x16");
	terminal_expect(&terminal, "most-inside=2, as expected");
	leave(&terminal, "qq");
}

static void keys_of_every_kind(void **state)
{
	struct terminal terminal;

	(void)state;
	terminal_start_viewer(&terminal, "counter");
	terminal_expect(&terminal, "paused");
	terminal_type(&terminal, "\033[6~"); /* page down */
	terminal_expect(&terminal, "step 1 ");
	terminal_type(&terminal, "\033OC"); /* right */
	terminal_expect(&terminal, "step 2 ");
	terminal_type(&terminal, "\033[5~"); /* page up */
	terminal_expect(&terminal, "step 1 of 2");
	terminal_type(&terminal, "\033OD"); /* left */
	terminal_expect(&terminal, "step 0 of 2");
	terminal_type(&terminal, "\033OP"); /* F1 */
	terminal_expect(&terminal, "play and pause");
	terminal_type(&terminal, "\f"); /* Ctrl-L draws afresh, and takes nothing away */
	terminal_listen(&terminal, 100);
	terminal_expect(&terminal, "play and pause");
	terminal_type(&terminal, "\033"); /* alone: Escape */
	terminal_expect_gone(&terminal, "play and pause");
	terminal_type(&terminal, "\033");
	terminal_expect(&terminal, "faults you can plant");
	leave(&terminal, "\033");
}

static void threads_stand_in_their_process(void **state)
{
	struct terminal terminal;

	(void)state;
	terminal_start_viewer(&terminal, BUILD "/tests/threads/counter");
	terminal_expect(&terminal, "paused");
	terminal_expect(&terminal, "┌ process 0 ");
	terminal_type(&terminal, "1");
	terminal_expect(&terminal, "►1 add() loads counter: 0");
	terminal_type(&terminal, "2");
	terminal_expect(&terminal, "►2 add() loads counter: 0");
	terminal_type(&terminal, "1");
	terminal_expect(&terminal, "►1 add() stores counter: 1");
	terminal_expect(&terminal, "step 3: 1, a thread of 0");
	terminal_expect(&terminal, "store will wipe out 1's update");
	leave(&terminal, "qq");
}

static void what_was_not_seen_is_in_the_verdict(void **state)
{
	struct terminal terminal;

	(void)state;
	terminal_start_viewer(&terminal, BUILD "/tests/programs/made_by_clone");
	terminal_expect(&terminal, "as-expected, but 1 not seen");
	terminal_expect(&terminal, "[U] not seen");
	terminal_type(&terminal, "U");
	terminal_expect(&terminal, "What to do");
	terminal_type(&terminal, "q");
	leave(&terminal, "qq");
}

static void faults_are_planted_in_the_form(void **state)
{
	struct terminal terminal;

	(void)state;
	terminal_start_viewer(&terminal, "pipe");
	terminal_expect(&terminal, "paused");
	terminal_type(&terminal, "t");
	terminal_expect(&terminal, "faults");
	terminal_type(&terminal, "j\r"); /* the first line goes through the scenarios */
	terminal_expect(&terminal, "on");
	terminal_type(&terminal, "q");
	terminal_expect(&terminal, "keep-write-end [k]");
	press_until(&terminal, ".", "Deadlock");
	leave(&terminal, "qq");
}

static void every_interleaving(void **state)
{
	struct terminal terminal;

	(void)state;
	terminal_start_viewer(&terminal, "counter");
	terminal_expect(&terminal, "paused");
	terminal_type(&terminal, "l");
	terminal_expect(&terminal, "no-lock [l]");
	terminal_type(&terminal, "x");
	terminal_expect(&terminal, "184756 interleavings, 252 as expected");
	terminal_expect(&terminal, "8 updates were lost");
	terminal_type(&terminal, "?");
	terminal_expect(&terminal, "Real processes are run in every order");
	terminal_type(&terminal, "q\r");
	terminal_expect(&terminal, "replay");
	terminal_type(&terminal, "...");
	terminal_expect(&terminal, "no return since step 2");
	press_until(&terminal, ".", "got counter=2");
	leave(&terminal, "qq");
}

static void every_size(void **state)
{
	struct terminal terminal;

	(void)state;
	terminal_start_viewer(&terminal, "counter");
	terminal_expect(&terminal, "schedule");
	terminal_resize(&terminal, 16, 60);
	terminal_expect(&terminal, "paused");
	terminal_expect(&terminal, "1 adder");
	terminal_resize(&terminal, 60, 200);
	terminal_expect(&terminal, "lesson");
	terminal_expect(&terminal, "schedule");
	terminal_resize(&terminal, 12, 40);
	terminal_expect(&terminal, "60");
	terminal_expect(&terminal, "40");
	terminal_expect_gone(&terminal, "schedule");
	terminal_resize(&terminal, 24, 80);
	terminal_expect(&terminal, "schedule");
	terminal_resize(&terminal, 3, 10);
	terminal_expect_gone(&terminal, "schedule");
	leave(&terminal, "qq");
}

static void control_l_draws_afresh(void **state)
{
	struct terminal terminal;
	char *before, *after;

	(void)state;
	terminal_start_viewer(&terminal, "counter");
	terminal_expect(&terminal, "2 adder");
	before = terminal_text(&terminal);
	vterm_input_write(terminal.emulator, "\033[2J", 4);
	assert_false(terminal_shows(&terminal, "schedule"));
	terminal_type(&terminal, "\014");
	terminal_expect(&terminal, "q back");
	after = terminal_text(&terminal);
	assert_string_equal(before, after);
	free(before);
	free(after);
	leave(&terminal, "qq");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_menu_opens_a_demo),
		cmocka_unit_test(an_update_is_lost),
		cmocka_unit_test(playing_goes_on_by_itself),
		cmocka_unit_test(keys_of_every_kind),
		cmocka_unit_test(threads_stand_in_their_process),
		cmocka_unit_test(what_was_not_seen_is_in_the_verdict),
		cmocka_unit_test(faults_are_planted_in_the_form),
		cmocka_unit_test(every_interleaving),
		cmocka_unit_test(every_size),
		cmocka_unit_test(control_l_draws_afresh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
