#include "run/typed.h"

#include <stdlib.h>
#include <string.h>

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

bool typed_gather(struct typed_lines *lines, const struct history *history, uint32_t steps)
{
	bool is_fine = true;

	for (uint32_t step = 1; is_fine && step <= steps; step++) {
		char *line;

		if (history_operation(history, step) != OP_TYPED)
			continue;
		line = line_of(history, step);
		is_fine = line && typed_lines_add(lines, line, strlen(line));
		free(line);
	}
	return is_fine;
}
