/*
 * Screens and modes as rows: what every row must have, the stack, and what a screen that lies over
 * another takes from it and gives back.
 */
#include "tui/screens/screens.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "control/session.h"
#include "play/kept_counts.h"
#include "tui/modes/modes.h"
#include "tui/screen_stack.h"
#include "tui/screens/comparison_screen.h"
#include "tui/screens/explore_screen.h"
#include "tui/screens/menu_screen.h"
#include "tui/screens/stage_screen.h"

enum { TRIES = 4000, ROWS = 24, COLS = 80, LOOK_MS = 1000 };

struct fixture {
	struct catalogue catalogue;
	struct surroundings around;
	struct screen_stack stack;
	struct canvas canvas;
	int64_t now_ms;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	struct error error;

	if (!fixture || catalogue_load_from(&fixture->catalogue, BINARY_DIR, &error) < 0 ||
	    canvas_init(&fixture->canvas, ROWS, COLS, false) < 0)
		return -1;
	fixture->around.catalogue = &fixture->catalogue;
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	while (fixture->stack.depth)
		screen_stack_pop(&fixture->stack);
	canvas_release(&fixture->canvas);
	catalogue_release(&fixture->catalogue);
	free(fixture);
	return 0;
}

/* --- what the tests do ----------------------------------------------------------------------- */

static void open_over(struct fixture *fixture, const struct screen_type *type)
{
	struct error error;

	if (screen_stack_open(&fixture->stack, type, &fixture->around, &error) < 0)
		fail_msg("%s", error.text);
}

static enum request press(struct fixture *fixture, int key)
{
	const struct screen *top = screen_stack_top(&fixture->stack);

	return top->type->key(top->state, key, fixture->now_ms);
}

static bool shows(struct fixture *fixture, const char *text)
{
	const struct screen *top = screen_stack_top(&fixture->stack);
	char *drawn;
	bool found;

	canvas_clear(&fixture->canvas);
	top->type->draw(top->state, &fixture->canvas, fixture->now_ms);
	drawn = canvas_dump(&fixture->canvas, false);
	assert_non_null(drawn);
	found = strstr(drawn, text) != NULL;
	free(drawn);
	return found;
}

/* Until the uppermost screen has nothing more to do by itself. */
static void settle(struct fixture *fixture)
{
	const struct screen *top = screen_stack_top(&fixture->stack);

	for (int i = 0; i < TRIES && top->type->wait_ms(top->state, fixture->now_ms) >= 0; i++) {
		struct pollfd ready = {top->type->fd(top->state), POLLIN, 0};

		if (ready.fd >= 0)
			poll(&ready, 1, SESSION_WATCH_MS);
		fixture->now_ms += LOOK_MS;
		top->type->advance(top->state, fixture->now_ms);
		shows(fixture, ""); /* what moves has to have been seen */
	}
	assert_int_equal(top->type->wait_ms(top->state, fixture->now_ms), -1);
}

/* The counter without its lock, small enough for every order to be tried. */
static struct stage_screen *open_counter(struct fixture *fixture)
{
	struct subject chosen = {0};
	struct stage_screen *stage;
	struct error error;

	assert_int_equal(subject_init(&chosen, &fixture->catalogue, "counter", NULL, &error), 0);
	assert_int_equal(choice_toggle(&chosen.choice, "no-lock", &error), 0);
	assert_int_equal(choice_set(&chosen.choice, "rounds=1", &error), 0);
	stage = stage_screen_open_chosen(&fixture->around, &chosen, &error);
	subject_release(&chosen);
	if (!stage)
		fail_msg("%s", error.text);
	screen_stack_push(&fixture->stack, (struct screen){&stage_screen_type, stage});
	settle(fixture);
	return stage;
}

/* --- rows ------------------------------------------------------------------------------------ */

static void every_screen_is_complete(void **state)
{
	(void)state;
	for (size_t i = 0; screen_types[i]; i++) {
		const struct screen_type *type = screen_types[i];

		assert_true(type->name && type->keymap && type->open && type->key && type->advance);
		assert_true(type->fd && type->wait_ms && type->draw && type->close);
		if (i > 0) /* the first is there from the beginning */
			assert_ptr_equal(screens_opened_by(type->opened_by), type);
		for (size_t k = i + 1; screen_types[k]; k++)
			assert_string_not_equal(type->name, screen_types[k]->name);
	}
	assert_null(screens_opened_by(REQUEST_NONE));
	assert_null(screens_opened_by(REQUEST_STEP));
}

/* What a mode cannot do without, given what it has. */
static void check_mode(const struct mode *mode)
{
	assert_non_null(mode->name);
	assert_true(mode->opened_by != REQUEST_NONE && mode->open);
	assert_null(screens_opened_by(mode->opened_by));
	if (mode->press || mode->keymap || mode->follow || mode->draw_over || mode->draw_task)
		assert_non_null(mode->is_on);
	if (mode->is_on)
		assert_true(mode->state_size > 0);
	assert_int_equal(mode->keymap != NULL, mode->keymaps[0] != NULL);
	assert_int_equal(mode->task_title != NULL, mode->draw_task != NULL);
	assert_int_equal(mode->pane_title != NULL, mode->draw_pane != NULL);
}

static void every_mode_is_complete(void **state)
{
	size_t count = 0;

	(void)state;
	for (; modes[count]; count++) {
		check_mode(modes[count]);
		for (size_t k = count + 1; modes[k]; k++) {
			assert_string_not_equal(modes[count]->name, modes[k]->name);
			assert_int_not_equal(modes[count]->opened_by, modes[k]->opened_by);
		}
	}
	assert_in_range(count, 1, MODES);
}

/* --- the stack ------------------------------------------------------------------------------- */

static void screens_lie_over_each_other(void **state)
{
	struct fixture *fixture = *state;
	struct error error;

	open_over(fixture, &menu_screen_type);
	assert_int_equal(press(fixture, K_ENTER), REQUEST_OPEN);
	open_over(fixture, screens_opened_by(REQUEST_OPEN)); /* what the cursor is on */
	assert_ptr_equal(screen_stack_top(&fixture->stack)->type, &stage_screen_type);
	assert_string_equal(stage_screen_subject(screen_stack_top(&fixture->stack)->state)->name,
			    "counter");
	assert_int_equal(press(fixture, 'x'), REQUEST_EXPLORE);
	open_over(fixture, screens_opened_by(REQUEST_EXPLORE));
	screen_stack_pop(&fixture->stack);
	screen_stack_pop(&fixture->stack);
	assert_ptr_equal(screen_stack_top(&fixture->stack)->type, &menu_screen_type);
	while (fixture->stack.depth < SCREENS_DEEP)
		open_over(fixture, &menu_screen_type);
	assert_int_equal(
		screen_stack_open(&fixture->stack, &menu_screen_type, &fixture->around, &error),
		-1);
	assert_int_equal(fixture->stack.depth, SCREENS_DEEP);
}

/* --- over the stage -------------------------------------------------------------------------- */

static void the_order_that_is_chosen_goes_on_the_stage(void **state)
{
	struct fixture *fixture = *state;
	struct stage_screen *stage = open_counter(fixture);

	assert_null(stage_screen_counts(stage));
	open_over(fixture, &explore_screen_type);
	assert_int_equal(press(fixture, K_ENTER), REQUEST_NONE); /* nothing is known yet */
	settle(fixture);
	assert_true(shows(fixture, "6 interleavings, 2 as expected"));
	assert_int_equal(press(fixture, '?'), REQUEST_DRAW);
	assert_true(shows(fixture, "These are not"));
	assert_int_equal(press(fixture, 'q'), REQUEST_DRAW); /* the explanation goes first */
	assert_int_equal(press(fixture, K_ENTER), REQUEST_QUIT);
	screen_stack_pop(&fixture->stack);
	settle(fixture);
	assert_true(shows(fixture, "the run that was found"));
	assert_non_null(stage_screen_counts(stage));
}

/* What one search has counted stands beside the next, if something else was chosen. */
static void counts_are_kept_for_the_next_search(void **state)
{
	struct fixture *fixture = *state;

	open_counter(fixture);
	open_over(fixture, &explore_screen_type);
	settle(fixture);
	assert_false(shows(fixture, "before ("));
	screen_stack_pop(&fixture->stack);
	press(fixture, 'l');
	settle(fixture);
	open_over(fixture, &explore_screen_type);
	settle(fixture);
	assert_true(shows(fixture, "before (counter no-lock): 6 interleavings"));
}

/* The letters of the demo's faults are in the help of where they count, and there only. */
static void every_form_has_its_help(void **state)
{
	static const struct {
		char form;
		const char *row;
		bool faults;
	} cases[] = {
		{'t', "switch it over", true}, {'p', "take it", false}, {'M', "play it", false}};
	struct fixture *fixture = *state;

	open_counter(fixture);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		press(fixture, cases[i].form);
		assert_true(shows(fixture, "? keys"));
		assert_int_equal(press(fixture, '?'), REQUEST_DRAW);
		assert_true(shows(fixture, cases[i].row));
		assert_int_equal(shows(fixture, "faults of this demo"), cases[i].faults);
		assert_int_equal(press(fixture, '?'), REQUEST_DRAW);
		assert_true(shows(fixture, "? keys")); /* the form is still there */
		assert_int_equal(press(fixture, K_ESCAPE), REQUEST_DRAW);
	}
	assert_int_equal(press(fixture, K_ESCAPE), REQUEST_QUIT);
}

/* --- over the menu --------------------------------------------------------------------------- */

static void the_ways_are_compared(void **state)
{
	struct fixture *fixture = *state;

	open_over(fixture, &menu_screen_type);
	assert_int_equal(press(fixture, 'v'), REQUEST_COMPARISON);
	open_over(fixture, screens_opened_by(REQUEST_COMPARISON));
	assert_true(shows(fixture, "measuring"));
	for (int i = 0; i < TRIES && !shows(fixture, "there and back"); i++) {
		const struct screen *top = screen_stack_top(&fixture->stack);
		struct pollfd ready = {top->type->fd(top->state), POLLIN, 0};

		poll(&ready, 1, SESSION_WATCH_MS);
		top->type->advance(top->state, 0);
	}
	assert_true(shows(fixture, "there and back"));
	assert_int_equal(press(fixture, '?'), REQUEST_DRAW);
	assert_true(shows(fixture, "measure again"));
	assert_int_equal(press(fixture, 'q'), REQUEST_DRAW); /* the help goes first */
	assert_int_equal(press(fixture, 'c'), REQUEST_THEME);
	assert_int_equal(press(fixture, 'q'), REQUEST_QUIT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_screen_is_complete),
		cmocka_unit_test(every_mode_is_complete),
		TEST(screens_lie_over_each_other),
		TEST(the_order_that_is_chosen_goes_on_the_stage),
		TEST(counts_are_kept_for_the_next_search),
		TEST(every_form_has_its_help),
		TEST(the_ways_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
