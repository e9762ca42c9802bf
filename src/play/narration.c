/*
 * Telling steps: each record is put into words on the stage just before it, so the stage before
 * the first told step is copied and folded on. What a record does that nobody has words for is
 * left out; a step of which nothing can be said is not listed.
 */
#include "play/narration.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "model/fold.h"
#include "model/say.h"

/* Append a line, forgetting the oldest one when there is no room. */
static struct narration_line *append(struct narration *narration)
{
	if (narration->count == NARRATION_LINES) {
		memmove(narration->lines, narration->lines + 1,
			sizeof(narration->lines) - sizeof(narration->lines[0]));
		narration->count--;
	}
	return &narration->lines[narration->count++];
}

/* A part of a queue or a pool, or the call that brings it about. */
static bool is_inside(const struct stage *stage, const struct record *record)
{
	const struct object *object = stage_find(stage, record->object);

	return record->operation == OP_SCOPE_OPEN || (object && object->whole);
}

static void tell_step(struct narration *narration, struct stage *stage,
		      const struct history *history, uint32_t step, bool zoomed)
{
	size_t count = 0;
	const struct record *records = history_records(history, step, &count);
	bool first = true;

	for (size_t i = 0; i < count; i++) {
		char text[NARRATION_TEXT] = "";

		if ((zoomed || !is_inside(stage, &records[i])) &&
		    say_record(stage, &records[i], text, sizeof(text)) > 0) {
			struct narration_line *line = append(narration);

			*line = (struct narration_line){.step = step, .first = first};
			memcpy(line->text, text, sizeof(text));
			first = false;
		}
		stage_fold(stage, &records[i]);
	}
}

static void tell_races(struct narration *narration, uint32_t step, const struct told_race *races,
		       size_t count)
{
	char sentence[RACE_SENTENCE];

	for (size_t i = 0; i < count; i++) {
		struct narration_line *line;

		if (races[i].step != step)
			continue;
		line = append(narration);
		*line = (struct narration_line){.step = step, .is_race = true};
		told_race_narrate(&races[i], sentence);
		snprintf(line->text, sizeof(line->text), "%.*s", NARRATION_TEXT - 1, sentence);
	}
}

void narration_tell(struct narration *narration, struct history *history, uint32_t step,
		    bool zoomed, const struct told_race *races, size_t race_count)
{
	uint32_t steps = zoomed ? NARRATION_STEPS : NARRATION_STEPS_WHOLE;
	uint32_t first = step > steps ? step - steps : 1;
	struct stage *stage = malloc(sizeof(*stage));
	const struct stage *from;

	narration->count = 0;
	narration->pattern[0] = '\0';
	if (!stage)
		return;
	from = first > 1 ? history_at(history, first - 1) : NULL;
	if (from)
		memcpy(stage, from, stage_used(from));
	else
		stage_init(stage);
	stage->given = history_given(history);
	for (uint32_t i = from ? first : 0; i <= step; i++) {
		tell_step(narration, stage, history, i, zoomed);
		tell_races(narration, i, races, race_count);
	}
	say_pattern(history_at(history, step), narration->pattern, sizeof(narration->pattern));
	free(stage);
}
