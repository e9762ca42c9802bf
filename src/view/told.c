/*
 * Telling steps: each record is put into words on the stage just before it, so the stage before
 * the first told step is copied and folded on. What a record does that nobody has words for is
 * left out; a step of which nothing can be said is not listed.
 */
#include "view/told.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "model/say.h"

/* Append a line, forgetting the oldest one when there is no room. */
static struct told_line *append(struct told *told)
{
	if (told->count == TOLD_LINES) {
		memmove(told->lines, told->lines + 1, sizeof(told->lines) - sizeof(told->lines[0]));
		told->count--;
	}
	return &told->lines[told->count++];
}

/* A part of a queue or a pool, or the call that brings it about. */
static bool is_inside(const struct stage *stage, const struct record *record)
{
	const struct object *object = stage_find(stage, record->object);

	return record->operation == OP_SCOPE_OPEN || (object && object->whole);
}

static void tell_step(struct told *told, struct stage *stage, const struct history *history,
		      uint32_t step, bool zoomed)
{
	size_t count = 0;
	const struct record *records = history_records(history, step, &count);
	bool first = true;

	for (size_t i = 0; i < count; i++) {
		char text[TOLD_TEXT] = "";

		if ((zoomed || !is_inside(stage, &records[i])) &&
		    say_record(stage, &records[i], text, sizeof(text)) > 0) {
			struct told_line *line = append(told);

			*line = (struct told_line){.step = step, .first = first};
			memcpy(line->text, text, sizeof(text));
			first = false;
		}
		stage_fold(stage, &records[i]);
	}
}

void told_tell(struct told *told, struct history *history, uint32_t step, bool zoomed)
{
	uint32_t steps = zoomed ? TOLD_STEPS : TOLD_STEPS_WHOLE;
	uint32_t first = step > steps ? step - steps : 1;
	struct stage *stage = malloc(sizeof(*stage));
	const struct stage *from;

	told->count = 0;
	told->pattern[0] = '\0';
	if (!stage)
		return;
	from = first > 1 ? history_at(history, first - 1) : NULL;
	if (from)
		memcpy(stage, from, stage_used(from));
	else
		stage_init(stage);
	for (uint32_t i = from ? first : 0; i <= step; i++)
		tell_step(told, stage, history, i, zoomed);
	say_pattern(history_at(history, step), told->pattern, sizeof(told->pattern));
	free(stage);
}
