#include "compare.h"

#include <stdbool.h>
#include <string.h>
#include "view/cells/text.h"

enum { LINE = 2000 };

/* Copy the next line; returns where the one after it begins, NULL after the last. */
static const char *next_line(const char *text, char *line)
{
	size_t length;

	line[0] = '\0';
	if (!text || !*text)
		return NULL;
	length = strcspn(text, "\n");
	snprintf(line, LINE, "%.*s", (int)length, text);
	return text[length] ? text + length + 1 : NULL;
}

static int widest(const char *text)
{
	char line[LINE];
	int most = 8;

	while (text) {
		text = next_line(text, line);
		if (text_columns(line) > most)
			most = text_columns(line);
	}
	return most;
}

void compare_print(FILE *out, const char *expected, const char *actual)
{
	char left[LINE], right[LINE];
	int cols = widest(expected);
	bool marked = false;

	fprintf(out, "  expected%*s | actual\n", cols - 8, "");
	while (expected || actual) {
		bool differs;

		expected = next_line(expected, left);
		actual = next_line(actual, right);
		differs = strcmp(left, right) != 0;
		fprintf(out, "%s%s%*s %c %s\n", differs && !marked ? ">>" : "  ", left,
			cols - text_columns(left), "", differs ? '#' : '|', right);
		marked |= differs;
	}
}
