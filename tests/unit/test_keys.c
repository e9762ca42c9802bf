/* The tables of keys: every key means one thing, every row can be shown. */
#include "tui/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static int last_key(const struct binding *row)
{
	return row->last ? row->last : row->key;
}

static void a_key_means_one_thing(void **state)
{
	(void)state;
	for (int map = 0; map < KEYMAP_COUNT; map++) {
		size_t count;
		const struct binding *rows = keys_rows((enum keymap)map, &count);
		for (size_t i = 0; i < count; i++)
			for (size_t k = i + 1; k < count; k++)
				if (rows[i].key <= last_key(&rows[k]) &&
				    rows[k].key <= last_key(&rows[i]))
					fail_msg("map %d: %s and %s", map, rows[i].name,
						 rows[k].name);
	}
}

static void a_row_can_be_shown(void **state)
{
	(void)state;
	for (int map = 0; map < KEYMAP_COUNT; map++) {
		size_t count;
		const struct binding *rows = keys_rows((enum keymap)map, &count);
		for (size_t i = 0; i < count; i++) {
			assert_true(rows[i].request > REQUEST_NONE);
			assert_true(rows[i].request < REQUEST_COUNT);
			assert_true(rows[i].name && rows[i].name[0]);
			if (!rows[i].help) /* another key for the row before */
				assert_true(i > 0 && rows[i].request == rows[i - 1].request);
			else if (i > 0)
				assert_true(rows[i].request != rows[i - 1].request);
		}
	}
}

/* A wide screen shows every hint; on the others those go that matter least. */
static void footers_fit(void **state)
{
	(void)state;
	for (int map = 0; map < KEYMAP_COUNT; map++) {
		size_t count, columns = 0;
		const struct binding *rows = keys_rows((enum keymap)map, &count);
		for (size_t i = 0; i < count; i++)
			if (rows[i].word)
				columns += strlen(rows[i].name) + strlen(rows[i].word) + 3;
		assert_in_range(columns, 1, 132);
	}
}

static void keys_find_their_request(void **state)
{
	static const struct {
		enum keymap map;
		int key;
		enum request request;
		int argument;
	} cases[] = {
		{KEYMAP_STAGE, ' ', REQUEST_PLAY, 0},
		{KEYMAP_STAGE, '.', REQUEST_STEP, 0},
		{KEYMAP_STAGE, K_RIGHT, REQUEST_STEP, 0},
		{KEYMAP_STAGE, K_PAGE_DOWN, REQUEST_STEP, 0},
		{KEYMAP_STAGE, '0', REQUEST_STEP_PROCESS, 0},
		{KEYMAP_STAGE, '1', REQUEST_STEP_PROCESS, 1},
		{KEYMAP_STAGE, '9', REQUEST_STEP_PROCESS, 9},
		{KEYMAP_STAGE, K_LEFT, REQUEST_BACK, 0},
		{KEYMAP_STAGE, '=', REQUEST_FASTER, 0},
		{KEYMAP_STAGE, 'r', REQUEST_RESTART, 0},
		{KEYMAP_STAGE, 'R', REQUEST_NEW_SEED, 0},
		{KEYMAP_STAGE, K_BACK_TAB, REQUEST_PREVIOUS_PANE, 0},
		{KEYMAP_STAGE, K_F1, REQUEST_HELP, 0},
		{KEYMAP_STAGE, K_ESCAPE, REQUEST_QUIT, 0},
		{KEYMAP_STAGE, 26, REQUEST_SUSPEND, 0},
		{KEYMAP_STAGE, 12, REQUEST_REDRAW, 0},
		{KEYMAP_STAGE, 'l', REQUEST_NONE, 0},
		{KEYMAP_STAGE, K_OTHER, REQUEST_NONE, 0},
		{KEYMAP_MENU, 'j', REQUEST_DOWN, 0},
		{KEYMAP_MENU, K_ENTER, REQUEST_ENTER, 0},
		{KEYMAP_MENU, '1', REQUEST_NONE, 0},
		{KEYMAP_FORM, K_RIGHT, REQUEST_MORE, 0},
		{KEYMAP_FORM, '-', REQUEST_LESS, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct press press = keys_find(cases[i].map, cases[i].key);
		assert_int_equal(press.request, cases[i].request);
		assert_int_equal(press.argument, cases[i].argument);
	}
}

static void names_are_joined(void **state)
{
	char names[64], few[5];

	(void)state;
	assert_int_equal(keys_names(KEYMAP_STAGE, REQUEST_STEP, names, sizeof names), 12);
	assert_string_equal(names, ". right pgdn");
	assert_int_equal(keys_names(KEYMAP_STAGE, REQUEST_STEP, few, sizeof few), 12);
	assert_string_equal(few, ". ri");
	assert_int_equal(keys_names(KEYMAP_MENU, REQUEST_STEP, names, sizeof names), 0);
	assert_string_equal(names, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_means_one_thing), cmocka_unit_test(a_row_can_be_shown),
		cmocka_unit_test(footers_fit),		 cmocka_unit_test(keys_find_their_request),
		cmocka_unit_test(names_are_joined),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
