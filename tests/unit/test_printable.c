/* What may be shown: nothing that commands a terminal, hides, or turns text around. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/error.h"
#include "base/printable.h"
#include "base/utf8.h"
#include "view/cells/canvas.h"

static void check_copy(const char *bytes, const char *expected)
{
	char clean[64];

	assert_int_equal(printable_copy(clean, sizeof(clean), bytes, strlen(bytes)),
			 strlen(expected));
	assert_string_equal(clean, expected);
}

static void what_may_not_be_shown_is_a_question_mark(void **state)
{
	(void)state;
	check_copy("\033[31mred\a", "?[31mred?");
	check_copy("a\u202eb", "a?b");
	check_copy("a\u200bb\u200d\u2066\ufeff", "a?b???");
	check_copy("\xc2\x85\xc2\x9b"
		   "2J",
		   "??2J");
	check_copy("\xff\xc3", "??");
	check_copy("读者 \u0301", "读者 \u0301");
	check_copy("a\nb\tc", "a?b?c");
}

static void no_character_is_cut_in_two(void **state)
{
	char clean[6];

	(void)state;
	assert_int_equal(printable_copy(clean, sizeof(clean), "ab读者", 8), 5);
	assert_string_equal(clean, "ab读");
	assert_int_equal(utf8_fit("ab读者", 4), 2);
	assert_int_equal(utf8_fit("ab读者", 5), 5);
	assert_int_equal(utf8_fit("ab", 5), 2);
	assert_int_equal(utf8_whole("\x80\x80\x80\x80\x80", 5), 5);
}

static void every_hidden_character_is_known(void **state)
{
	static const struct {
		uint32_t first, last;
	} hidden[] = {{0, 0x1f},	{0x7f, 0x9f},	  {0x200b, 0x200f},
		      {0x202a, 0x202e}, {0x2066, 0x2069}, {0xfeff, 0xfeff}};

	(void)state;
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
		for (uint32_t c = hidden[i].first; c <= hidden[i].last; c++)
			assert_false(printable_is(c));
	}
	assert_true(printable_is('a'));
	assert_true(printable_is(0x4e2d));
	assert_true(printable_is(0x2500));
}

static void an_error_is_one_printable_line(void **state)
{
	struct error error;
	char name[2 * ERROR_TEXT];

	(void)state;
	error_set(&error, "%s: no", "a\nb\033c");
	assert_string_equal(error.text, "a?b?c: no");
	for (size_t i = 0; i + 3 < sizeof(name); i += 3)
		memcpy(name + i, "读", 4);
	error_set(&error, "x%s", name);
	assert_int_equal(strlen(error.text) % 3, 1);
	assert_int_equal(utf8_whole(error.text, strlen(error.text)), strlen(error.text));
	assert_null(strchr(error.text, '?'));
}

static void a_canvas_shows_no_other(void **state)
{
	struct canvas canvas;
	char *dump;

	(void)state;
	assert_int_equal(canvas_init(&canvas, 1, 12, false), 0);
	canvas_text(&canvas, 0, 0, -1, ROLE_PLAIN, "a\u202eb\u200bc\033d\ufeff");
	dump = canvas_dump(&canvas, false);
	assert_string_equal(dump, "a?b?c?d?\n");
	free(dump);
	canvas_release(&canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_may_not_be_shown_is_a_question_mark),
		cmocka_unit_test(no_character_is_cut_in_two),
		cmocka_unit_test(every_hidden_character_is_known),
		cmocka_unit_test(an_error_is_one_printable_line),
		cmocka_unit_test(a_canvas_shows_no_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
