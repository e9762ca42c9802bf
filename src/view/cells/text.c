/*
 * Measuring and breaking text by columns, for texts in English and in Chinese.
 */
#include "view/cells/text.h"

#include <stdbool.h>
#include <stdint.h>
#include "base/utf8.h"
#include "view/cells/width.h"

int text_columns(const char *text)
{
	int columns = 0;

	for (uint32_t c; (c = utf8_next(&text));)
		columns += width_of(c);
	return columns;
}

size_t text_fit(const char *text, int cols)
{
	const char *at = text, *end = text;
	int used = 0;

	for (uint32_t c; (c = utf8_next(&at)); end = at) {
		used += width_of(c);
		if (used > cols)
			break;
	}
	return (size_t)(end - text);
}

/* Marks that must not begin a line: they close what stands before them. */
static bool closes(uint32_t c)
{
	static const uint32_t marks[] = {0x3001, 0x3002, 0x300b, 0x300d, 0x300f, 0x3011,
					 0xff01, 0xff09, 0xff0c, 0xff1a, 0xff1b, 0xff1f};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (c == marks[i])
			return true;
	return false;
}

/* Whether a line may end between two neighbouring characters, neither of them a space. */
static bool may_break(uint32_t left, uint32_t right)
{
	return (width_of(left) == 2 || width_of(right) == 2) && !closes(right) &&
	       width_of(right) != 0;
}

size_t text_wrap(const char *text, int cols, const char **next)
{
	const char *at = text, *before = text, *end = NULL;
	uint32_t last = 0;
	int used = 0;

	*next = text;
	for (uint32_t c; (c = utf8_next(&at)) && c != '\n'; last = c, before = at) {
		used += width_of(c);
		if (c == ' ') {
			end = last == ' ' ? end : before;
			*next = at;
		} else if (last && last != ' ' && may_break(last, c)) {
			end = *next = before;
		}
		if (used > cols && c != ' ')
			break;
	}
	if (!*before || *before == '\n') {
		*next = before + (*before == '\n');
		return (size_t)((used > cols && end ? end : before) - text);
	}
	if (end && end > text)
		return (size_t)(end - text);
	/* One word longer than the line: cut it, but take at least a character. */
	before = text + text_fit(text, cols);
	if (before == text)
		utf8_next(&before);
	*next = before;
	return (size_t)(before - text);
}

int text_rows(const char *text, int cols)
{
	int rows = 0;

	for (const char *next; cols > 0 && *text; text = next, rows++)
		text_wrap(text, cols, &next);
	return rows;
}
