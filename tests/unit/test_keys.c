/* The tables of keys: every key means one thing, every row can be shown. */
#include "tui/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "tui/screens/screens.h"

static const char stage[] = "On the stage", menu[] = "In the list of demos",
		  form[] = "Where parameters are changed";

static int last_key(const struct binding *row)
{
	return row->last ? row->last : row->key;
}

static void no_row_has_a_key_of(const struct keymap *map, size_t number)
{
	struct binding row, other;

	keys_row(map, number, &row);
	for (size_t i = number + 1; keys_row(map, i, &other); i++) {
		if (row.key <= last_key(&other) && other.key <= last_key(&row))
			fail_msg("%s: %s and %s", map->title, row.name, other.name);
	}
}

static void a_key_means_one_thing(void **state)
{
	const struct keymap *map;
	struct binding row;

	(void)state;
	for (size_t m = 0; (map = screens_keymap(m)); m++)
		for (size_t i = 0; keys_row(map, i, &row); i++)
			no_row_has_a_key_of(map, i);
}

static void check_row(const struct binding *row, enum request before)
{
	assert_true(row->request > REQUEST_NONE);
	assert_true(row->request < REQUEST_COUNT);
	assert_true(row->name && row->name[0]);
	if (row->help)
		assert_int_not_equal(row->request, before);
	else /* another key for the row before */
		assert_int_equal(row->request, before);
}

static void a_row_can_be_shown(void **state)
{
	const struct keymap *map;
	struct binding row;

	(void)state;
	for (size_t m = 0; (map = screens_keymap(m)); m++) {
		enum request before = REQUEST_NONE;

		assert_true(map->title && map->title[0]);
		for (size_t i = 0; keys_row(map, i, &row); i++) {
			check_row(&row, before);
			before = row.request;
		}
	}
}

/* Help is never further than a key away, unless letters are typed in; the way out always is near.
 */
static void every_keymap_helps_and_leaves(void **state)
{
	const struct keymap *map;

	(void)state;
	for (size_t m = 0; (map = screens_keymap(m)); m++) {
		assert_int_equal(keys_find(map, K_ESCAPE).request, REQUEST_QUIT);
		assert_int_equal(keys_find(map, 'Z' & 0x1f).request, REQUEST_SUSPEND);
		if (keys_find(map, 'q').request == REQUEST_QUIT)
			assert_int_equal(keys_find(map, '?').request, REQUEST_HELP);
	}
}

/* A wide screen shows every hint; on the others those go that matter least. */
static void footers_fit(void **state)
{
	const struct keymap *map;
	struct binding row;

	(void)state;
	for (size_t m = 0; (map = screens_keymap(m)); m++) {
		size_t columns = 0;

		for (size_t i = 0; keys_row(map, i, &row); i++) {
			if (row.word)
				columns += strlen(row.shown ? row.shown : row.name) +
					   strlen(row.word) + 3;
		}
		assert_in_range(columns, 1, 132);
	}
}

static const struct keymap *map_titled(const char *title)
{
	const struct keymap *map;

	for (size_t m = 0; (map = screens_keymap(m)); m++) {
		if (strcmp(map->title, title) == 0)
			return map;
	}
	fail_msg("no keymap is called '%s'", title);
	return NULL;
}

static void keys_find_their_request(void **state)
{
	static const struct {
		const char *map;
		int key;
		enum request request;
		int argument;
	} cases[] = {
		{stage, ' ', REQUEST_PLAY, 0},
		{stage, '.', REQUEST_STEP, 0},
		{stage, K_RIGHT, REQUEST_STEP, 0},
		{stage, K_PAGE_DOWN, REQUEST_STEP, 0},
		{stage, '0', REQUEST_STEP_PROCESS, 0},
		{stage, '1', REQUEST_STEP_PROCESS, 1},
		{stage, '9', REQUEST_STEP_PROCESS, 9},
		{stage, K_LEFT, REQUEST_BACK, 0},
		{stage, '=', REQUEST_FASTER, 0},
		{stage, 'r', REQUEST_RESTART, 0},
		{stage, 'R', REQUEST_NEW_SEED, 0},
		{stage, K_BACK_TAB, REQUEST_PREVIOUS_PANE, 0},
		{stage, K_F1, REQUEST_HELP, 0},
		{stage, K_ESCAPE, REQUEST_QUIT, 0},
		{stage, 26, REQUEST_SUSPEND, 0},
		{stage, 12, REQUEST_REDRAW, 0},
		{stage, 'l', REQUEST_NONE, 0},
		{stage, K_OTHER, REQUEST_NONE, 0},
		{menu, 'j', REQUEST_DOWN, 0},
		{menu, K_ENTER, REQUEST_OPEN, 0},
		{menu, '1', REQUEST_NONE, 0},
		{form, K_RIGHT, REQUEST_MORE, 0},
		{form, '-', REQUEST_LESS, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct press press = keys_find(map_titled(cases[i].map), cases[i].key);
		assert_int_equal(press.request, cases[i].request);
		assert_int_equal(press.argument, cases[i].argument);
		assert_int_equal(press.key, cases[i].key);
	}
}

static void names_are_joined(void **state)
{
	char names[64], few[5];

	(void)state;
	assert_int_equal(keys_names(map_titled(stage), REQUEST_STEP, names, sizeof names), 12);
	assert_string_equal(names, ". right pgdn");
	assert_int_equal(keys_names(map_titled(stage), REQUEST_STEP, few, sizeof few), 12);
	assert_string_equal(few, ". ri");
	assert_int_equal(keys_names(map_titled(menu), REQUEST_STEP, names, sizeof names), 0);
	assert_string_equal(names, "");
}

/* What is the same everywhere has the words of where it is pressed. */
static void shared_rows_are_reworded(void **state)
{
	static const struct binding own[] = {
		{.key = 'x', .request = REQUEST_EXPLORE, .name = "x", .help = "own", .word = "own"},
		{0},
	};
	const struct keymap map = {
		.title = "a keymap",
		.groups = {own, keys_common, keys_terminal},
		.wordings = {{REQUEST_QUIT, "away", "go"}, {REQUEST_THEME, NULL, "paint"}},
	};
	struct binding row;
	size_t count = 0;

	(void)state;
	while (keys_row(&map, count, &row))
		count++;
	assert_int_equal(count, 8);
	assert_true(keys_row(&map, 1, &row));
	assert_string_equal(row.help, "other colours"); /* as it is written */
	assert_string_equal(row.word, "paint");
	assert_true(keys_row(&map, 4, &row));
	assert_string_equal(row.name, "q");
	assert_string_equal(row.help, "away");
	assert_string_equal(row.word, "go");
	assert_true(keys_row(&map, 5, &row)); /* one more key of the same */
	assert_null(row.help);
	assert_null(row.word);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_means_one_thing),
		cmocka_unit_test(a_row_can_be_shown),
		cmocka_unit_test(every_keymap_helps_and_leaves),
		cmocka_unit_test(footers_fit),
		cmocka_unit_test(keys_find_their_request),
		cmocka_unit_test(names_are_joined),
		cmocka_unit_test(shared_rows_are_reworded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
