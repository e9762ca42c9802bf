/* The canvas: widths, wide characters at edges, clipping, ASCII twins, boxes and joints. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/utf8.h"
#include "view/cells/canvas.h"
#include "view/cells/glyph.h"
#include "view/cells/text.h"

static struct canvas make(int rows, int cols, bool ascii)
{
	struct canvas cv;

	assert_int_equal(canvas_init(&cv, rows, cols, ascii), 0);
	return cv;
}

/* Compare with the expected text and give the canvas back. */
static void expect(struct canvas *cv, const char *expected)
{
	char *dump = canvas_dump(cv, false);

	assert_string_equal(dump, expected);
	free(dump);
	canvas_release(cv);
}

static void test_columns(void **state)
{
	(void)state;
	assert_int_equal(text_columns(""), 0);
	assert_int_equal(text_columns("abc"), 3);
	assert_int_equal(text_columns("中文a"), 5);
	assert_int_equal(text_columns("（"), 2);
	assert_int_equal(text_columns("e\xcc\x81"), 1);
	assert_int_equal(text_columns("►◄▸◉◌∙✓─║"), 9);
	assert_int_equal(text_columns("\xff\xc3"), 2);
	assert_int_equal(text_fit("中文", 3), 3);
	assert_int_equal(text_fit("abc", 9), 3);
	assert_int_equal(text_fit("e\xcc\x81x", 1), 3);
}

static void test_invalid_utf8(void **state)
{
	const char *overlong = "\xc0\x80", *surrogate = "\xed\xa0\x80", *cut = "\xe4\xb8";

	(void)state;
	assert_int_equal(utf8_next(&overlong), UTF8_INVALID);
	assert_int_equal(utf8_next(&surrogate), UTF8_INVALID);
	assert_int_equal(utf8_next(&cut), UTF8_INVALID);
	assert_int_equal(utf8_next(&cut), UTF8_INVALID);
	assert_int_equal(utf8_next(&cut), 0);
}

static void test_controls_show_as_questions(void **state)
{
	struct canvas cv = make(1, 8, false);

	(void)state;
	assert_int_equal(canvas_text(&cv, 0, 0, -1, ROLE_PLAIN, "a\tb\x1b[\xff"), 6);
	expect(&cv, "a?b?[?\n");
}

static void test_wide_in_last_column(void **state)
{
	struct canvas cv = make(1, 4, false);

	(void)state;
	canvas_text(&cv, 0, 1, -1, ROLE_PLAIN, "中文");
	assert_string_equal(canvas_at(&cv, 0, 2)->text, "");
	assert_string_equal(canvas_at(&cv, 0, 3)->text, " ");
	expect(&cv, " 中\n");
}

static void test_wide_halves_overwritten(void **state)
{
	struct canvas cv = make(2, 6, false);

	(void)state;
	canvas_text(&cv, 0, 0, -1, ROLE_PLAIN, "中中中");
	canvas_text(&cv, 0, 1, -1, ROLE_PLAIN, "X");
	canvas_text(&cv, 0, 4, -1, ROLE_PLAIN, "Y");
	canvas_text(&cv, 1, 0, -1, ROLE_PLAIN, "中中中");
	canvas_text(&cv, 1, 1, -1, ROLE_PLAIN, "文");
	expect(&cv, " X中Y\n 文 中\n");
}

static void test_clip(void **state)
{
	struct canvas cv = make(3, 6, false);
	struct rect former = canvas_clip(&cv, (struct rect){1, 1, 1, 3});

	(void)state;
	canvas_fill(&cv, (struct rect){-5, -5, 50, 50}, ROLE_PLAIN, "x");
	canvas_text(&cv, 1, 0, -1, ROLE_PLAIN, "中");
	canvas_clip(&cv, former);
	assert_int_equal(canvas_text(&cv, 1, 5, -1, ROLE_PLAIN, "ab"), 2);
	assert_int_equal(canvas_text(&cv, 7, 0, -1, ROLE_PLAIN, "ab"), 2);
	expect(&cv, "\n  xx a\n\n");
}

static void test_limit_and_dots(void **state)
{
	struct canvas cv = make(3, 10, false);

	(void)state;
	assert_int_equal(canvas_text(&cv, 0, 0, 3, ROLE_PLAIN, "中中"), 2);
	assert_int_equal(canvas_print(&cv, 1, 0, 8, ROLE_PLAIN, "%s", "a long text"), 8);
	assert_int_equal(canvas_print(&cv, 2, 0, 8, ROLE_PLAIN, "%d", 12345678), 8);
	expect(&cv, "中\na lon...\n12345678\n");
}

static void test_combining_joins_its_letter(void **state)
{
	struct canvas cv = make(1, 3, false);

	(void)state;
	canvas_text(&cv, 0, 0, -1, ROLE_PLAIN, "e\xcc\x81x");
	assert_string_equal(canvas_at(&cv, 0, 0)->text, "e\xcc\x81");
	assert_string_equal(canvas_at(&cv, 0, 1)->text, "x");
	for (int i = 0; i < 20; i++)
		canvas_text(&cv, 0, 2, -1, ROLE_PLAIN,
			    "a\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81"
			    "\xcc\x81\xcc\x81\xcc\x81");
	assert_true(strlen(canvas_at(&cv, 0, 2)->text) < CELL_TEXT);
	canvas_release(&cv);
}

static void test_ascii_twins(void **state)
{
	struct canvas cv = make(4, 12, true);

	(void)state;
	canvas_box(&cv, (struct rect){0, 0, 3, 12}, BOX_DOUBLE, ROLE_OBJECT, "box", ROLE_TITLE);
	canvas_text(&cv, 1, 1, -1, ROLE_PLAIN, "►◄◉◌∙✓é中");
	canvas_text(&cv, 3, 0, -1, ROLE_PLAIN, "─│╭╮├═║");
	expect(&cv, "+ box =====+\n|><o..v??? |\n+==========+\n-|+++=|\n");
}

static void test_boxes(void **state)
{
	struct canvas cv = make(3, 24, false);

	(void)state;
	canvas_box(&cv, (struct rect){0, 0, 3, 12}, BOX_SINGLE, ROLE_PROCESS, "1 a long name",
		   ROLE_TITLE);
	canvas_box(&cv, (struct rect){0, 12, 3, 6}, BOX_ROUND, ROLE_PROCESS, NULL, ROLE_TITLE);
	canvas_box(&cv, (struct rect){0, 18, 3, 6}, BOX_HEAVY, ROLE_PROCESS, "", ROLE_TITLE);
	canvas_box(&cv, (struct rect){0, 0, 1, 1}, BOX_HEAVY, ROLE_PROCESS, "", ROLE_TITLE);
	expect(&cv,
	       "┌1 a long n┐╭────╮┏━━━━┓\n│          ││    │┃    ┃\n└──────────┘╰────╯┗━━━━┛\n");
}

static void test_joints(void **state)
{
	struct canvas cv = make(3, 7, false);

	(void)state;
	canvas_box(&cv, (struct rect){0, 0, 3, 3}, BOX_DOUBLE, ROLE_OBJECT, NULL, ROLE_TITLE);
	canvas_box(&cv, (struct rect){0, 4, 3, 3}, BOX_SINGLE, ROLE_PROCESS, NULL, ROLE_TITLE);
	canvas_join(&cv, 1, 2, arm_of(ARM_RIGHT, WEIGHT_LIGHT), ROLE_OBJECT);
	canvas_join(&cv, 1, 3, arm_of(ARM_RIGHT, WEIGHT_LIGHT) | arm_of(ARM_LEFT, WEIGHT_LIGHT),
		    ROLE_DIM);
	canvas_join(&cv, 1, 4, arm_of(ARM_LEFT, WEIGHT_LIGHT), ROLE_PROCESS);
	canvas_join(&cv, 2, 1, arm_of(ARM_DOWN, WEIGHT_LIGHT), ROLE_OBJECT);
	expect(&cv, "╔═╗ ┌─┐\n║ ╟─┤ │\n╚╤╝ └─┘\n");
}

static void test_wrap(void **state)
{
	struct canvas cv = make(6, 8, false);

	(void)state;
	assert_int_equal(canvas_wrap(&cv, (struct rect){0, 0, 6, 8}, ROLE_PLAIN,
				     "one two  three\n\nunbreakable"),
			 5);
	expect(&cv, "one two\nthree\n\nunbreaka\nble\n\n");
	cv = make(3, 5, false);
	assert_int_equal(canvas_wrap(&cv, (struct rect){0, 0, 3, 5}, ROLE_PLAIN, "两个进程。对"),
			 4);
	expect(&cv, "两个\n进\n程。\n");
}

static void test_wrap_into_nothing(void **state)
{
	struct canvas cv = make(1, 1, false);
	const char *next;

	(void)state;
	assert_int_equal(canvas_wrap(&cv, (struct rect){0, 0, 0, 0}, ROLE_PLAIN, "abc"), 0);
	assert_int_equal(canvas_wrap(&cv, (struct rect){0, 0, 1, 1}, ROLE_PLAIN, "中b"), 2);
	assert_int_equal(text_wrap("ab   ", 2, &next), 2);
	assert_string_equal(next, "");
	canvas_release(&cv);
}

static void test_empty_canvas(void **state)
{
	struct canvas cv = make(0, 5, false);

	(void)state;
	canvas_text(&cv, 0, 0, -1, ROLE_PLAIN, "abc");
	canvas_paint(&cv, (struct rect){0, 0, 3, 3}, ROLE_BAD);
	assert_null(canvas_at(&cv, 0, 0));
	expect(&cv, "");
}

static void test_roles_in_dump(void **state)
{
	struct canvas cv = make(1, 4, false);
	char *dump;

	(void)state;
	canvas_text(&cv, 0, 0, -1, ROLE_BAD, "ab");
	canvas_paint(&cv, (struct rect){0, 1, 1, 9}, ROLE_RUNNING);
	dump = canvas_dump(&cv, true);
	assert_string_equal(dump, "ab\n\nBRRR\n");
	free(dump);
	canvas_release(&cv);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_invalid_utf8),
		cmocka_unit_test(test_controls_show_as_questions),
		cmocka_unit_test(test_wide_in_last_column),
		cmocka_unit_test(test_wide_halves_overwritten),
		cmocka_unit_test(test_clip),
		cmocka_unit_test(test_limit_and_dots),
		cmocka_unit_test(test_combining_joins_its_letter),
		cmocka_unit_test(test_ascii_twins),
		cmocka_unit_test(test_boxes),
		cmocka_unit_test(test_joints),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_wrap_into_nothing),
		cmocka_unit_test(test_empty_canvas),
		cmocka_unit_test(test_roles_in_dump),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
