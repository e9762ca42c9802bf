/*
 * The schedule pane: who took each step, a row a process and a column a step, with the letter of
 * what it did. The window follows the step that is shown.
 */
#include "view/panes/schedule.h"

#include <inttypes.h>
#include <stdio.h>
#include "model/say.h"
#include "view/cells/glyph.h"

enum { LABEL = 3 };

/* The row of a process; processes that have no row share the last one. */
static int row_of(unsigned actor, int rows)
{
	return (int)actor < rows ? (int)actor : rows - 1;
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

static void draw_labels(struct canvas *cv, struct rect at, int actors)
{
	for (int i = 0; i < actors && i < at.rows; i++) {
		bool more = i == at.rows - 1 && actors > at.rows;

		canvas_print(cv, at.row + i, at.col, LABEL, ROLE_TITLE, more ? "%d+" : "%2d", i);
	}
}

/* What the mark stands at; and whether the run can still end well. */
static void draw_caption(struct canvas *cv, struct rect at, const struct history *history,
			 uint32_t step, uint32_t no_return)
{
	if (no_return && step >= no_return)
		canvas_print(cv, at.row, at.col, at.cols, ROLE_BAD, "no return since step %" PRIu32,
			     no_return);
	else
		canvas_print(cv, at.row, at.col, at.cols, ROLE_DIM, "step %" PRIu32 ": process %u",
			     step, history_stepper(history, step));
}

void pane_schedule(struct canvas *cv, struct rect at, const struct history *history,
		   const struct stage *stage, uint32_t step, uint32_t no_return)
{
	uint32_t steps = history_steps(history), first;
	int cols = at.cols - LABEL - 1, actors = stage->actor_count, rows;
	struct rect former;

	if (cols < 4 || at.rows < 1)
		return;
	former = canvas_clip(cv, rect_cut(at, cv->clip));
	/* The last row says which step is marked, where there is one to spare. */
	rows = at.rows > actors ? actors : at.rows;
	draw_labels(cv, (struct rect){at.row, at.col, rows, at.cols}, actors);
	first = first_step(step, steps, (uint32_t)cols);
	for (uint32_t i = first; i <= steps && i - first < (uint32_t)cols; i++) {
		int col = at.col + LABEL + (int)(i - first);
		const char letter[] = {operation_row(history_operation(history, i))->letter, '\0'};
		enum role role = i > step ? ROLE_DIM : i == step ? ROLE_SELECTED : ROLE_PLAIN;

		if (i == step)
			canvas_paint(cv, (struct rect){at.row, col, rows, 1}, ROLE_SELECTED);
		canvas_text(cv, at.row + row_of(history_stepper(history, i), rows), col, 1, role,
			    letter);
		if (i == step && rows < at.rows)
			canvas_text(cv, at.row + rows, col, 1, ROLE_STRONG, GLYPH_UP);
		else if (i == no_return && rows < at.rows)
			canvas_text(cv, at.row + rows, col, 1, ROLE_BAD, "!");
	}
	if (rows + 1 < at.rows && step)
		draw_caption(cv, (struct rect){at.row + rows + 1, at.col + 1, 1, at.cols - 1},
			     history, step, no_return);
	canvas_clip(cv, former);
}
