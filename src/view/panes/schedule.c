/*
 * The schedule pane: who took each step, a row for each and a column a step, with the letter of
 * what it did. The threads of a process stand together, joined by a line. The window follows the
 * step that is shown.
 */
#include "view/panes/schedule.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "model/actor.h"
#include "model/say.h"
#include "view/cells/bounds.h"
#include "view/cells/glyph.h"

enum { LABEL = 3 };

struct rows {
	int actors, shown;
	uint8_t actor[LIMIT_ACTORS]; /* by row */
	uint8_t row[LIMIT_ACTORS];   /* by actor */
};

/* Processes in their order, in each its threads; those that have no row share the last one. */
static void arrange_rows(struct rows *rows, const struct stage *stage, int shown)
{
	*rows = (struct rows){.shown = shown};
	memset(rows->row, most_of(shown - 1, 0), sizeof(rows->row));
	for (unsigned i = 0; i < stage->actor_count; i++) {
		struct set members = stage_members(stage, stage->actors[i].space);

		if (stage_is_thread(stage, &stage->actors[i]))
			continue;
		for (; !set_is_empty(members); set_drop_first(&members)) {
			int actor = set_first(members), row = rows->actors++;

			rows->actor[row] = (uint8_t)actor;
			rows->row[actor] = (uint8_t)(row < shown ? row : shown - 1);
		}
	}
}

/* The first step of a window that keeps the shown one in view. */
static uint32_t first_step(uint32_t step, uint32_t steps, uint32_t cols)
{
	uint32_t last = step + cols / 4;

	if (last > steps)
		last = steps;
	if (last < step)
		last = step;
	return last > cols ? last - cols + 1 : 1;
}

/* A joint of the line beside the rows of a process with threads. */
static void draw_joint(struct canvas *cv, struct rect at, const struct rows *rows, int row,
		       const struct stage *stage)
{
	unsigned space = stage->actors[rows->actor[row]].space, arms = 0;

	if (row > 0 && stage->actors[rows->actor[row - 1]].space == space)
		arms |= arm_of(ARM_UP, WEIGHT_LIGHT);
	if (row + 1 < rows->actors && stage->actors[rows->actor[row + 1]].space == space)
		arms |= arm_of(ARM_DOWN, WEIGHT_LIGHT);
	if (arms)
		canvas_join(cv, at.row + row, at.col, arms | arm_of(ARM_RIGHT, WEIGHT_LIGHT),
			    ROLE_DIM);
}

static void draw_labels(struct canvas *cv, struct rect at, const struct rows *rows,
			const struct stage *stage)
{
	for (int i = 0; i < rows->shown; i++) {
		bool more = i == rows->shown - 1 && rows->actors > rows->shown;

		canvas_print(cv, at.row + i, at.col, LABEL, ROLE_TITLE, more ? "%d+" : "%2d",
			     rows->actor[i]);
		if (!more)
			draw_joint(cv, at, rows, i, stage);
	}
}

/* What the mark stands at; and whether the run can still end well. */
static void draw_caption(struct canvas *cv, struct rect at, const struct stage *stage,
			 unsigned stepper, uint32_t step, uint32_t no_return)
{
	char who[32];
	struct words words = words_begin(who, sizeof(who));
	bool thread = stage_is_thread(stage, &stage->actors[stepper]);

	words_add(&words, thread ? "%u" : "process %u", stepper);
	actor_say_threads(stage, set_of(stepper), &words);
	if (no_return && step >= no_return)
		canvas_print(cv, at.row, at.col, at.cols, ROLE_BAD, "no return since step %" PRIu32,
			     no_return);
	else
		canvas_print(cv, at.row, at.col, at.cols, ROLE_DIM, "step %" PRIu32 ": %s", step,
			     who);
}

void pane_schedule(struct canvas *cv, struct rect at, const struct history *history,
		   const struct stage *stage, uint32_t step, uint32_t no_return)
{
	uint32_t steps = history_steps(history), first;
	int cols = at.cols - LABEL - 1, shown;
	struct rect former;
	struct rows rows;

	if (cols < 4 || at.rows < 1)
		return;
	former = canvas_clip(cv, rect_cut(at, cv->clip));
	/* The last row says which step is marked, where there is one to spare. */
	shown = least_of(at.rows, stage->actor_count);
	arrange_rows(&rows, stage, shown);
	draw_labels(cv, at, &rows, stage);
	first = first_step(step, steps, (uint32_t)cols);
	for (uint32_t i = first; i <= steps && i - first < (uint32_t)cols; i++) {
		int col = at.col + LABEL + (int)(i - first);
		const char letter[] = {operation_row(history_operation(history, i))->letter, '\0'};
		enum role role = i > step ? ROLE_DIM : i == step ? ROLE_SELECTED : ROLE_PLAIN;

		if (i == step)
			canvas_paint(cv, (struct rect){at.row, col, shown, 1}, ROLE_SELECTED);
		canvas_text(cv, at.row + rows.row[history_stepper(history, i)], col, 1, role,
			    letter);
		if (i == step && shown < at.rows)
			canvas_text(cv, at.row + shown, col, 1, ROLE_STRONG, GLYPH_UP);
		else if (i == no_return && shown < at.rows)
			canvas_text(cv, at.row + shown, col, 1, ROLE_BAD, "!");
	}
	if (shown + 1 < at.rows && step)
		draw_caption(cv, (struct rect){at.row + shown + 1, at.col + 1, 1, at.cols - 1},
			     stage, history_stepper(history, step), step, no_return);
	canvas_clip(cv, former);
}
