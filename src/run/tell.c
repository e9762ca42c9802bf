#include "run/tell.h"

#include <stdio.h>
#include "model/fold.h"
#include "model/say.h"

/* What it is about to do is known only when the record has been folded. */
static int tell_next(const struct stage *stage, const struct record *record, char *out, size_t size)
{
	char next[TELL_SENTENCE / 2];

	if (record->actor >= stage->actor_count)
		return say_record(stage, record, out, size);
	if (say_next(stage, &stage->actors[record->actor], next, sizeof(next)) <= 0)
		return 0;
	return snprintf(out, size, "%u is about to %s", record->actor, next);
}

int tell_record(struct stage *stage, const struct record *record, char *out, size_t size)
{
	int length;

	if (record->operation == OP_PARK) {
		stage_fold(stage, record);
		return tell_next(stage, record, out, size);
	}
	length = say_record(stage, record, out, size);
	stage_fold(stage, record);
	return length;
}
