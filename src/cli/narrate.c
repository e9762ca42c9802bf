#include "cli/narrate.h"

#include <stdlib.h>
#include "model/fold.h"
#include "model/say.h"

/* Of what is printed in a row, without end perhaps, nobody reads more. */
enum { LINES = 1000 };

struct narrator {
	FILE *out;
	uint32_t step;	    /* the step that is being told */
	size_t told;	    /* records of it that were told */
	unsigned printed;   /* lines in a row, as of that record */
	struct stage stage; /* as of the last record told */
};

struct narrator *narrator_new(FILE *out)
{
	struct narrator *narrator = calloc(1, sizeof(*narrator));

	if (!narrator)
		return NULL;
	narrator->out = out;
	stage_init(&narrator->stage);
	return narrator;
}

void narrator_free(struct narrator *narrator)
{
	free(narrator);
}

/* Whether it is one line too many, which is said once. */
static bool is_too_much(struct narrator *narrator, const struct record *record)
{
	if (record->operation != OP_PRINT)
		narrator->printed = 0;
	else
		narrator->printed += !(record->flags & RECORD_MORE);
	if (narrator->printed == LINES + 1 && !(record->flags & RECORD_MORE))
		fprintf(narrator->out,
			"      (more than %d lines in a row: the rest is not told)\n", LINES);
	return narrator->printed > LINES;
}

/* The step's number stands before the sentence that is the step; what follows is indented. */
static void tell(struct narrator *narrator, const struct record *record)
{
	char sentence[512];
	bool is_step = record->flags & RECORD_VISIBLE && record->operation != OP_PARK;

	if (!is_too_much(narrator, record) &&
	    say_record(&narrator->stage, record, sentence, sizeof(sentence)) > 0) {
		if (is_step)
			fprintf(narrator->out, "%4u  %s\n", narrator->step, sentence);
		else
			fprintf(narrator->out, "      %s\n", sentence);
	}
	stage_fold(&narrator->stage, record);
}

void narrator_go_on(struct narrator *narrator, struct history *history)
{
	narrator->stage.given = history_given(history);
	for (;; narrator->step++, narrator->told = 0) {
		size_t count;
		const struct record *records = history_records(history, narrator->step, &count);

		for (; narrator->told < count; narrator->told++)
			tell(narrator, &records[narrator->told]);
		if (narrator->step >= history_steps(history))
			break;
	}
	fflush(narrator->out);
}
