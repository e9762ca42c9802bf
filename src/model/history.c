/*
 * The history of a run: every record once, in one growing vector, and now and then a copy of the
 * part of the stage that is in use. When the copies become many every other one is dropped and
 * they are made half as often, so that a long run costs no more memory than a short one and going
 * back stays proportional to the run's length divided by a constant.
 */
#include "model/history.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/vector.h"
#include "model/fold.h"

enum { CHECKPOINTS = 48, SPACING = 32 };

struct step {
	size_t first;	    /* its first record; those of step 0 begin at 0 */
	struct set enabled; /* who could move after it */
	bool marked;	    /* ... is known */
};

struct checkpoint {
	uint32_t step; /* the stage is as it was after this one */
	void *stage;   /* stage_used() bytes of it */
};

struct history {
	struct record *records;
	size_t count, capacity;
	struct step *steps; /* steps[0] is what came before the first one */
	uint32_t newest;
	size_t step_room;
	struct checkpoint checkpoints[CHECKPOINTS]; /* by step */
	unsigned checkpoint_count;
	uint32_t spacing;
	struct stage *now;  /* after the newest record */
	struct stage *past; /* after step `past_step`, when that is valid */
	uint32_t past_step;
	bool past_valid;
	const struct given_names *given;
};

struct history *history_new(void)
{
	struct history *history = calloc(1, sizeof *history);
	if (!history)
		return NULL;
	history->now = calloc(1, sizeof *history->now);
	history->past = calloc(1, sizeof *history->past);
	history->steps = vector_with_room(NULL, &history->step_room, 0, sizeof *history->steps);
	if (!history->now || !history->past || !history->steps) {
		history_free(history);
		return NULL;
	}
	history_clear(history);
	return history;
}

static void drop_checkpoints(struct history *history, unsigned from)
{
	while (history->checkpoint_count > from)
		free(history->checkpoints[--history->checkpoint_count].stage);
}

void history_free(struct history *history)
{
	if (!history)
		return;
	drop_checkpoints(history, 0);
	free(history->records);
	free(history->steps);
	free(history->now);
	free(history->past);
	free(history);
}

/* As stage_init(), for a stage that is zero beyond what it uses, as all stages are. */
static void empty(const struct history *history, struct stage *stage)
{
	memset(stage, 0, stage_used(stage));
	stage->given = history->given;
}

void history_clear(struct history *history)
{
	drop_checkpoints(history, 0);
	history->count = 0;
	history->newest = 0;
	history->steps[0] = (struct step){0};
	history->spacing = SPACING;
	history->past_valid = false;
	empty(history, history->now);
}

/* Keep every other checkpoint, and make them half as often from now on. */
static void thin_out(struct history *history)
{
	unsigned kept = 0;
	for (unsigned i = 0; i < history->checkpoint_count; i++) {
		if (i % 2 == 1)
			history->checkpoints[kept++] = history->checkpoints[i];
		else
			free(history->checkpoints[i].stage);
	}
	history->checkpoint_count = kept;
	history->spacing *= 2;
}

/* Copy the newest stage when its step's turn has come. Without memory going back costs more. */
static void checkpoint(struct history *history)
{
	if (history->checkpoint_count == CHECKPOINTS)
		thin_out(history);
	if (history->newest == 0 || history->newest % history->spacing != 0)
		return;
	size_t size = stage_used(history->now);
	void *copy = malloc(size);
	if (!copy)
		return;
	memcpy(copy, history->now, size);
	history->checkpoints[history->checkpoint_count++] =
		(struct checkpoint){.step = history->newest, .stage = copy};
}

/* The newest step is complete; the record that is about to be appended begins the next one. */
static int begin_step(struct history *history)
{
	struct step *steps = vector_with_room(history->steps, &history->step_room,
					      history->newest + 1, sizeof *steps);
	if (!steps)
		return -ENOMEM;
	history->steps = steps;
	checkpoint(history);
	history->steps[++history->newest] = (struct step){.first = history->count};
	return 0;
}

static int keep(struct history *history, const struct record *record)
{
	struct record *records = vector_with_room(history->records, &history->capacity,
						  history->count, sizeof *records);
	if (!records)
		return -ENOMEM;
	history->records = records;
	if (stage_begins_step(history->now, record) && begin_step(history) < 0)
		return -ENOMEM;
	history->records[history->count++] = *record;
	return 0;
}

int history_append(struct history *history, const struct record *record)
{
	if (history->count < HISTORY_RECORDS && keep(history, record) < 0)
		return -ENOMEM;
	stage_fold(history->now, record);
	return 0;
}

void history_mark(struct history *history, struct set enabled)
{
	struct step *step = &history->steps[history->newest];
	step->enabled = enabled;
	step->marked = true;
	stage_mark(history->now, enabled);
}

struct set history_enabled(const struct history *history, uint32_t step)
{
	return history->steps[step].marked ? history->steps[step].enabled : set_none();
}

uint32_t history_steps(const struct history *history)
{
	return history->newest;
}

/* One past the last record of a step. */
static size_t step_end(const struct history *history, uint32_t step)
{
	return step < history->newest ? history->steps[step + 1].first : history->count;
}

static void fold_step(struct history *history, uint32_t step, struct stage *stage)
{
	for (size_t i = history->steps[step].first; i < step_end(history, step); i++)
		stage_fold(stage, &history->records[i]);
	if (history->steps[step].marked)
		stage_mark(stage, history->steps[step].enabled);
}

void history_give(struct history *history, const struct given_names *given)
{
	history->given = given;
	history->now->given = given;
	if (history->count == HISTORY_RECORDS)
		return; /* what has come since cannot be folded again */
	drop_checkpoints(history, 0);
	history->spacing = SPACING;
	history->past_valid = false;
	empty(history, history->past);
	empty(history, history->now);
	for (uint32_t step = 0; step <= history->newest; step++)
		fold_step(history, step, history->now);
}

const struct given_names *history_given(const struct history *history)
{
	return history->given;
}

/* What is beyond the part that was copied has to be as stage_init() left it. */
static void load(struct stage *stage, const void *copy)
{
	size_t head = offsetof(struct stage, arena);
	size_t used = stage_used(stage);
	memcpy(stage, copy, head);
	size_t wanted = stage_used(stage);
	memcpy(stage->arena, (const char *)copy + head, wanted - head);
	if (used > wanted)
		memset((char *)stage + wanted, 0, used - wanted);
}

/* The stage that is nearest to a step without being after it goes into history->past. */
static void begin_from(struct history *history, uint32_t step)
{
	const struct checkpoint *nearest = NULL;
	for (unsigned i = 0; i < history->checkpoint_count; i++)
		if (history->checkpoints[i].step <= step)
			nearest = &history->checkpoints[i];
	if (history->past_valid && history->past_step <= step &&
	    (!nearest || nearest->step <= history->past_step))
		return;
	history->past_valid = true;
	history->past_step = nearest ? nearest->step : 0;
	if (nearest) {
		load(history->past, nearest->stage);
		return;
	}
	empty(history, history->past);
	fold_step(history, 0, history->past);
}

const struct stage *history_at(struct history *history, uint32_t step)
{
	if (step >= history->newest)
		return history->now;
	begin_from(history, step);
	while (history->past_step < step)
		fold_step(history, ++history->past_step, history->past);
	return history->past;
}

const struct stage *history_now(struct history *history)
{
	return history->now;
}

void history_cut(struct history *history, uint32_t step)
{
	if (step >= history->newest)
		return;
	load(history->now, history_at(history, step));
	unsigned kept = history->checkpoint_count;
	while (kept > 0 && history->checkpoints[kept - 1].step >= step)
		kept--;
	drop_checkpoints(history, kept);
	history->count = step_end(history, step);
	history->newest = step;
	history->past_valid = false;
}

const struct record *history_records(const struct history *history, uint32_t step, size_t *count)
{
	*count = 0;
	if (step > history->newest)
		return NULL;
	size_t first = history->steps[step].first;
	*count = step_end(history, step) - first;
	return history->records + first;
}

static const struct record *taken(const struct history *history, uint32_t step)
{
	if (step == 0 || step > history->newest)
		return NULL;
	return &history->records[history->steps[step].first];
}

unsigned history_stepper(const struct history *history, uint32_t step)
{
	const struct record *record = taken(history, step);
	return record ? record->actor : 0;
}

bool history_choices(const struct history *history, uint32_t step, struct set *choices)
{
	const struct step *before = &history->steps[step - 1];
	*choices = before->enabled;
	return before->marked;
}

enum operation history_operation(const struct history *history, uint32_t step)
{
	const struct record *record = taken(history, step);
	return record ? (enum operation)record->operation : OP_NONE;
}

/* Steps from `step` on that one process took in a row. */
static uint32_t run_length(const struct history *history, uint32_t step, uint32_t last)
{
	unsigned actor = history_stepper(history, step);
	uint32_t end = step + 1;
	while (end <= last && history_stepper(history, end) == actor)
		end++;
	return end - step;
}

/* As snprintf goes on: `length` grows by what there is to write, even where it does not fit. */
static void append(char *out, size_t size, size_t *length, const char *text)
{
	size_t wanted = strlen(text);
	if (*length < size)
		snprintf(out + *length, size - *length, "%s", text);
	*length += wanted;
}

size_t history_schedule(const struct history *history, uint32_t steps, char *out, size_t size)
{
	enum { RUN_MIN = 3 };
	size_t length = 0;
	uint32_t last = steps < history->newest ? steps : history->newest;
	if (size > 0)
		out[0] = '\0';
	for (uint32_t step = 1; step <= last;) {
		char text[32];
		uint32_t run = run_length(history, step, last);
		const char *space = step > 1 ? " " : "";
		unsigned actor = history_stepper(history, step);
		if (run >= RUN_MIN)
			snprintf(text, sizeof text, "%s%u*%u", space, actor, run);
		else
			snprintf(text, sizeof text, "%s%u", space, actor);
		append(out, size, &length, text);
		step += run >= RUN_MIN ? run : 1;
	}
	return length;
}

uint64_t history_hash(struct history *history, uint32_t step)
{
	return history_at(history, step)->hash;
}
