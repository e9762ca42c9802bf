#include "play/printed_lines.h"

#include <stdlib.h>
#include <string.h>
#include "base/printable.h"

enum { FIRST_ROOM = 256, TAB = 8 };

void printed_lines_release(struct printed_lines *lines)
{
	free(lines->list);
	*lines = (struct printed_lines){0};
}

/* The older half goes, where there are too many. */
static bool make_room(struct printed_lines *lines)
{
	size_t capacity = lines->capacity ? 2 * lines->capacity : FIRST_ROOM;
	struct printed_line *list;

	if (lines->count < lines->capacity)
		return true;
	if (lines->count == 2 * PRINTED_LINES) {
		lines->count -= PRINTED_LINES;
		lines->dropped += PRINTED_LINES;
		memmove(lines->list, lines->list + PRINTED_LINES,
			lines->count * sizeof(*lines->list));
		return true;
	}
	if (capacity > 2 * PRINTED_LINES)
		capacity = 2 * PRINTED_LINES;
	list = realloc(lines->list, capacity * sizeof(*list));
	if (!list)
		return false;
	lines->list = list;
	lines->capacity = capacity;
	return true;
}

/* What an actor prints next goes on in its line only if nobody else has printed since. */
static struct printed_line *line_for(struct printed_lines *lines, unsigned actor)
{
	struct printed_line *last = lines->count ? &lines->list[lines->count - 1] : NULL;

	if (last && last->is_open && last->actor == actor && last->length < PRINTED_LINE - TAB)
		return last;
	if (!make_room(lines))
		return NULL;
	last = &lines->list[lines->count++];
	*last = (struct printed_line){.actor = (uint8_t)actor, .is_open = true};
	return last;
}

/* One character. Tabs are as wide as they would be; of what may not be shown there is a '?'. */
static size_t add_character(struct printed_line *line, const char *bytes, size_t length)
{
	size_t width = printable_character(bytes, length);

	if (*bytes == '\t') {
		do
			line->text[line->length++] = ' ';
		while (line->length % TAB);
		width = 1;
	} else if (*bytes == '\n') {
		line->is_open = false;
		width = 1;
	} else if (width) {
		memcpy(line->text + line->length, bytes, width);
		line->length = (uint16_t)(line->length + width);
	} else {
		line->text[line->length++] = '?';
		width = 1;
	}
	line->text[line->length] = '\0';
	return width;
}

/* The bytes of a record, and of those before it that were one with it. */
static bool add_text(struct printed_lines *lines, unsigned actor, const char *text, size_t length)
{
	while (length) {
		struct printed_line *line = line_for(lines, actor);
		size_t taken;

		if (!line)
			return false;
		taken = add_character(line, text, length);
		text += taken;
		length -= taken;
	}
	return true;
}

/* A character may be cut by the end of a record: whatever was one call is put together first. */
static bool add_step(struct printed_lines *lines, const struct history *history, uint32_t step)
{
	char text[PRINTED_LINE];
	size_t count, used = 0;
	unsigned actor = 0;
	const struct record *records = history_records(history, step, &count);

	for (size_t i = 0; i < count; i++) {
		const struct record *record = &records[i];
		size_t length =
			record->text_length < RECORD_TEXT ? record->text_length : RECORD_TEXT;

		if (record->operation != OP_PRINT ||
		    (lines->only >= 0 && record->actor != lines->only))
			continue;
		if (used && record->actor != actor && !add_text(lines, actor, text, used))
			return false;
		used = record->actor == actor ? used : 0;
		actor = record->actor;
		memcpy(text + used, record->text, length);
		used += length;
		if (record->flags & RECORD_MORE && used + RECORD_TEXT <= sizeof(text))
			continue;
		if (!add_text(lines, actor, text, used))
			return false;
		used = 0;
	}
	return true;
}

bool printed_lines_gather(struct printed_lines *lines, const struct history *history, uint32_t step,
			  int only)
{
	lines->count = lines->dropped = 0;
	lines->only = only;
	for (uint32_t i = 0; i <= step; i++) {
		if (!add_step(lines, history, i))
			return false;
	}
	if (lines->count > PRINTED_LINES) {
		size_t more = lines->count - PRINTED_LINES;

		memmove(lines->list, lines->list + more, PRINTED_LINES * sizeof(*lines->list));
		lines->dropped += more;
		lines->count = PRINTED_LINES;
	}
	return true;
}
