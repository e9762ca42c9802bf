#include "run/typed.h"

#include <stdlib.h>
#include <string.h>

void typed_release(struct typed *typed)
{
	for (size_t i = 0; i < typed->count; i++)
		free(typed->lines[i]);
	free(typed->lines);
	*typed = (struct typed){0};
}

bool typed_add(struct typed *typed, const char *line, size_t length)
{
	char **lines = realloc(typed->lines, (typed->count + 1) * sizeof(*lines));
	char *copy = lines ? strndup(line, length) : NULL;

	if (lines)
		typed->lines = lines;
	if (!copy)
		return false;
	typed->lines[typed->count++] = copy;
	return true;
}

bool typed_join(struct typed *typed, const struct typed *other)
{
	for (size_t i = 0; i < other->count; i++) {
		if (!typed_add(typed, other->lines[i], strlen(other->lines[i])))
			return false;
	}
	return true;
}

/* What the records of a step say was typed; NULL: memory is out. */
static char *line_of(const struct history *history, uint32_t step)
{
	size_t count, used = 0;
	const struct record *records = history_records(history, step, &count);
	char *line = malloc(count * RECORD_TEXT + 1);

	for (size_t i = 0; line && i < count; i++) {
		size_t length =
			records[i].text_length < RECORD_TEXT ? records[i].text_length : RECORD_TEXT;

		if (records[i].operation != OP_TYPED)
			continue;
		memcpy(line + used, records[i].text, length);
		used += length;
	}
	if (line)
		line[used] = '\0';
	return line;
}

bool typed_gather(struct typed *typed, const struct history *history, uint32_t steps)
{
	bool is_fine = true;

	for (uint32_t step = 1; is_fine && step <= steps; step++) {
		char *line;

		if (history_operation(history, step) != OP_TYPED)
			continue;
		line = line_of(history, step);
		is_fine = line && typed_add(typed, line, strlen(line));
		free(line);
	}
	return is_fine;
}
