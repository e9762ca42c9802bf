/* What is printed: as an outcome, and to be read; and lines that are typed. */
#include "model_records.h"
#include <stdio.h>
#include "control/typed_lines.h"
#include "model/history.h"
#include "model/printed.h"
#include "play/printed_lines.h"

static struct record print(unsigned actor, const char *text)
{
	struct record record = did(actor, OP_PRINT, 0, 1);
	size_t length = strlen(text);

	assert_true(length <= RECORD_TEXT);
	memcpy(record.text, text, length);
	record.text_length = (uint8_t)length;
	return record;
}

static void is_told(const struct printed *printed, const char *expected)
{
	char text[PRINTED_TEXT];

	assert_int_equal(printed_text(printed, text), strlen(expected));
	assert_string_equal(text, expected);
}

static void what_is_not_to_be_shown_is_written_as_in_c(void **state)
{
	struct printed printed = {0};
	const struct record first = print(0, "a\tb\\\n\033[1m"), second = print(1, "\xc3"),
			    third = print(1, "\xa9\xff\n");
	struct record uncounted = print(0, "no outcome");

	(void)state;
	uncounted.value = 0;
	printed_fold(&printed, &uncounted);
	is_told(&printed, "");
	printed_fold(&printed, &first);
	printed_fold(&printed, &second);
	printed_fold(&printed, &third); /* a character in two pieces */
	is_told(&printed, "a\\tb\\\\\\n\\x1b[1m\u00e9\\xff\\n");
}

/* The same, whatever pieces it came in; and different, wherever it differs. */
static void what_is_long_stays_apart(void **state)
{
	struct printed one = {0}, other = {0}, different = {0};
	char first[PRINTED_TEXT], second[PRINTED_TEXT];

	(void)state;
	for (int i = 0; i < 100; i++) {
		const struct record whole = print(0, "0123456789"), half = print(0, "01234"),
				    rest = print(0, "56789");

		printed_fold(&one, &whole);
		printed_fold(&other, &half);
		printed_fold(&other, &rest);
		printed_fold(&different, i == 99 ? &half : &whole);
	}
	assert_true(printed_text(&one, first) < PRINTED_TEXT);
	printed_text(&other, second);
	assert_string_equal(first, second);
	printed_text(&different, second);
	assert_string_not_equal(first, second);
}

static void has_line(const struct printed_lines *lines, size_t number, unsigned actor,
		     const char *text)
{
	assert_true(number < lines->count);
	assert_int_equal(lines->list[number].actor, actor);
	assert_string_equal(lines->list[number].text, text);
}

static void append(struct history *history, struct record record)
{
	assert_int_equal(history_append(history, &record), 0);
}

static void lines_are_put_together(void **state)
{
	struct history *history = history_new();
	struct printed_lines lines = {0};
	struct record cut = print(2, "\xe8\xaf");

	(void)state;
	cut.flags = RECORD_MORE;
	append(history, print(0, "a number: "));
	append(history, print(0, "4\n"));
	append(history, print(1, "half"));
	append(history, print(0, "x\ty\033\n"));
	append(history, print(1, " more\n"));
	append(history, cut);
	append(history, print(2, "\xbb\n"));
	assert_true(printed_lines_gather(&lines, history, 0, -1));
	assert_int_equal(lines.count, 5);
	has_line(&lines, 0, 0, "a number: 4");
	has_line(&lines, 1, 1, "half");
	has_line(&lines, 2, 0, "x       y?");
	has_line(&lines, 3, 1, " more");
	has_line(&lines, 4, 2, "\u8bfb");
	assert_true(printed_lines_gather(&lines, history, 0, 1));
	assert_int_equal(lines.count, 1);
	has_line(&lines, 0, 1, "half more");
	printed_lines_release(&lines);
	history_free(history);
}

/* Of what has no end the last is kept, and it is known how much came before. */
static void the_last_lines_are_kept(void **state)
{
	struct history *history = history_new();
	struct printed_lines lines = {0};
	char text[RECORD_TEXT];

	(void)state;
	for (int i = 0; i < 3 * PRINTED_LINES + 7; i++) {
		snprintf(text, sizeof(text), "%d\n", i);
		append(history, print(0, text));
	}
	assert_true(printed_lines_gather(&lines, history, 0, -1));
	assert_int_equal(lines.count, PRINTED_LINES);
	assert_int_equal(lines.dropped, 2 * PRINTED_LINES + 7);
	snprintf(text, sizeof(text), "%d", 2 * PRINTED_LINES + 7);
	has_line(&lines, 0, 0, text);
	printed_lines_release(&lines);
	history_free(history);
}

static void a_text_is_split_into_lines(void **state)
{
	static const char text[] = "3\n\n4";
	struct typed_lines lines = {0}, copy = {0};

	(void)state;
	assert_true(typed_lines_split(&lines, text, sizeof(text) - 1));
	assert_true(typed_lines_join(&copy, &lines));
	assert_int_equal(copy.count, 3);
	assert_string_equal(copy.list[0], "3\n");
	assert_string_equal(copy.list[1], "\n");
	assert_string_equal(copy.list[2], "4\n");
	typed_lines_cut(&copy, 1);
	assert_int_equal(copy.count, 1);
	typed_lines_release(&copy);
	typed_lines_release(&lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_to_be_shown_is_written_as_in_c),
		cmocka_unit_test(what_is_long_stays_apart),
		cmocka_unit_test(lines_are_put_together),
		cmocka_unit_test(the_last_lines_are_kept),
		cmocka_unit_test(a_text_is_split_into_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
