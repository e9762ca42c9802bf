#include "control/typed_lines.h"

#include <stdlib.h>
#include <string.h>

void typed_lines_cut(struct typed_lines *lines, size_t count)
{
	while (lines->count > count)
		free(lines->list[--lines->count]);
}

void typed_lines_release(struct typed_lines *lines)
{
	typed_lines_cut(lines, 0);
	free(lines->list);
	*lines = (struct typed_lines){0};
}

bool typed_lines_add(struct typed_lines *lines, const char *line, size_t length)
{
	char **list = realloc(lines->list, (lines->count + 1) * sizeof(*list));
	char *copy = list ? strndup(line, length) : NULL;

	if (list)
		lines->list = list;
	if (!copy)
		return false;
	lines->list[lines->count++] = copy;
	return true;
}

bool typed_lines_join(struct typed_lines *lines, const struct typed_lines *other)
{
	for (size_t i = 0; i < other->count; i++) {
		if (!typed_lines_add(lines, other->list[i], strlen(other->list[i])))
			return false;
	}
	return true;
}

/* One that does not end by itself. */
static bool add_last(struct typed_lines *lines, const char *text, size_t length)
{
	char *line = malloc(length + 1);
	bool is_added;

	if (!line)
		return false;
	memcpy(line, text, length);
	line[length] = '\n';
	is_added = typed_lines_add(lines, line, length + 1);
	free(line);
	return is_added;
}

bool typed_lines_split(struct typed_lines *lines, const char *text, size_t length)
{
	while (length) {
		const char *end = memchr(text, '\n', length);
		size_t line = end ? (size_t)(end - text) + 1 : length;

		if (!(end ? typed_lines_add(lines, text, line) : add_last(lines, text, line)))
			return false;
		text += line;
		length -= line;
	}
	return true;
}
