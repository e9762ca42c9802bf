/* The menu: what its keys do and ask for, and the run beside the list. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "control/session.h"
#include "tui/screens/menu_screen.h"

enum { TRIES = 1000, ROWS = 24, COLS = 80 };

struct fixture {
	struct catalogue catalogue;
	struct surroundings around;
	struct menu_screen *menu;
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
	fixture->menu = menu_screen_open(&fixture->around, &error);
	fixture->now_ms = 1000;
	*state = fixture;
	return fixture->menu ? 0 : -1;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	menu_screen_type.close(fixture->menu);
	canvas_release(&fixture->canvas);
	catalogue_release(&fixture->catalogue);
	free(fixture);
	return 0;
}

static enum request press(struct fixture *fixture, int key)
{
	return menu_screen_type.key(fixture->menu, key, fixture->now_ms);
}

/* What is on the screen now; the caller frees it. */
static char *draw(struct fixture *fixture)
{
	canvas_clear(&fixture->canvas);
	menu_screen_type.draw(fixture->menu, &fixture->canvas, fixture->now_ms);
	return canvas_dump(&fixture->canvas, false);
}

static void assert_shows(struct fixture *fixture, const char *text, bool there)
{
	char *screen = draw(fixture);

	assert_non_null(screen);
	if ((strstr(screen, text) != NULL) != there)
		fail_msg("%s%s:\n%s", there ? "" : "not ", text, screen);
	free(screen);
}

/* Let a tenth of a second pass, and the preview take what it needs of real time. */
static void let_pass(struct fixture *fixture)
{
	struct pollfd ready = {menu_screen_type.fd(fixture->menu), POLLIN, 0};

	poll(&ready, 1, 2);
	fixture->now_ms += 100;
	menu_screen_type.advance(fixture->menu, fixture->now_ms);
}

/* Let time pass until a text is there, or is not. */
static void await_text(struct fixture *fixture, const char *text, bool there)
{
	for (int i = 0; i < TRIES; i++) {
		char *screen = draw(fixture);
		bool found = screen && strstr(screen, text);

		free(screen);
		if (found == there)
			return;
		let_pass(fixture);
	}
	assert_shows(fixture, text, there);
}

static void the_cursor_stays_in_the_list(void **state)
{
	struct fixture *fixture = *state;
	const char *last = catalogue_name(&fixture->catalogue, fixture->catalogue.count - 1);

	assert_string_equal(menu_screen_choice(fixture->menu), "counter");
	press(fixture, K_UP);
	assert_string_equal(menu_screen_choice(fixture->menu), "counter");
	press(fixture, 'j');
	assert_string_equal(menu_screen_choice(fixture->menu),
			    catalogue_name(&fixture->catalogue, 1));
	press(fixture, K_PAGE_DOWN);
	assert_string_equal(menu_screen_choice(fixture->menu),
			    catalogue_name(&fixture->catalogue, 11));
	press(fixture, K_PAGE_UP);
	assert_string_equal(menu_screen_choice(fixture->menu),
			    catalogue_name(&fixture->catalogue, 1));
	press(fixture, K_PAGE_UP);
	assert_string_equal(menu_screen_choice(fixture->menu), "counter");
	press(fixture, K_END);
	assert_string_equal(menu_screen_choice(fixture->menu), last);
	press(fixture, K_DOWN);
	assert_string_equal(menu_screen_choice(fixture->menu), last);
	press(fixture, K_HOME);
	assert_string_equal(menu_screen_choice(fixture->menu), "counter");
}

static void what_is_not_the_menus_is_left_to_the_app(void **state)
{
	static const struct {
		int key;
		enum request request;
	} cases[] = {{K_ENTER, REQUEST_OPEN},	    {' ', REQUEST_OPEN},
		     {'q', REQUEST_QUIT},	    {K_ESCAPE, REQUEST_QUIT},
		     {'c', REQUEST_THEME},	    {'L' & 0x1f, REQUEST_REDRAW},
		     {'Z' & 0x1f, REQUEST_SUSPEND}, {'y', REQUEST_NONE}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(press(*state, cases[i].key), cases[i].request);
}

static void the_first_frame_does_not_wait_for_the_preview(void **state)
{
	struct fixture *fixture = *state;

	menu_screen_type.advance(fixture->menu, fixture->now_ms);
	assert_int_equal(menu_screen_type.fd(fixture->menu), -1); /* not begun */
	free(draw(fixture));
	assert_int_equal(menu_screen_type.wait_ms(fixture->menu, fixture->now_ms), 0);
	menu_screen_type.advance(fixture->menu, fixture->now_ms);
	await_text(fixture, "waits for 1", true); /* it has begun */
}

static void the_preview_goes_round(void **state)
{
	struct fixture *fixture = *state;

	await_text(fixture, "waits for 1", true);
	await_text(fixture, "ended", true);
	await_text(fixture, "waits for 1", false);
	await_text(fixture, "ended", false);
	await_text(fixture, "waits for 1", true);
}

static void help_takes_the_keys(void **state)
{
	struct fixture *fixture = *state;

	press(fixture, '?');
	assert_shows(fixture, "back to the shell", true);
	assert_int_equal(press(fixture, 'q'), REQUEST_DRAW);
	assert_shows(fixture, "back to the shell", false);
}

static void a_message_goes_with_the_next_key(void **state)
{
	struct fixture *fixture = *state;

	menu_screen_type.say(fixture->menu, "it cannot be opened");
	assert_shows(fixture, "it cannot be opened", true);
	press(fixture, K_DOWN);
	assert_shows(fixture, "it cannot be opened", false);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_cursor_stays_in_the_list),
		TEST(what_is_not_the_menus_is_left_to_the_app),
		TEST(the_first_frame_does_not_wait_for_the_preview),
		TEST(the_preview_goes_round),
		TEST(help_takes_the_keys),
		TEST(a_message_goes_with_the_next_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
