/*
 * Dividing the screen into two or three columns of panes.
 *
 * What is given away first when there is little room: the third column, the lesson, the source.
 * The stage is never narrower than 48 columns inside.
 */
#include "view/panes/layout.h"

enum {
	STAGE_COLS = 50, /* with its frame, at 80 columns */
	RIGHT_COLS = 28, /* least width of the second column */
	RIGHT_MOST = 64,
	THIRD_COLS = 36,
	WIDE = 76,	 /* from here on there is a second column */
	VERY_WIDE = 150, /* and from here on a third */
	TALL = 38,	 /* room for the lesson in the second column */
	LOG_ROWS = 5,
	STAGE_ROWS = 14, /* with the pane of waits below it, at least */
	WAITS_ROWS = 10,
};

static int at_least(int a, int b)
{
	return a > b ? a : b;
}

static int at_most(int a, int b)
{
	return a < b ? a : b;
}

struct rect rect_middle(struct rect at, int rows, int cols)
{
	rows = at_most(rows, at.rows);
	cols = at_most(cols, at.cols);
	return (struct rect){at.row + (at.rows - rows) / 2, at.col + (at.cols - cols) / 2, rows,
			     cols};
}

struct rect place_inside(const struct place *place)
{
	struct rect in = {place->at.row + 1, place->at.col + 1, place->at.rows - 1 - place->last,
			  place->at.cols - 2};

	if (place->at.rows <= 0)
		in.rows = in.cols = 0;
	return in;
}

/* One pane of a column: which, and the rows inside it; 0 takes what is left. */
struct share {
	enum pane pane;
	int rows;
};

/* Stack panes in a column from the top; each has a title row, the last one a bottom row too. */
static void stack(struct layout *layout, struct rect column, const struct share *shares, int count)
{
	int used = count + 1, row = column.row;

	for (int i = 0; i < count; i++)
		used += shares[i].rows;
	for (int i = 0; i < count; i++) {
		struct place *place = &layout->panes[shares[i].pane];
		int rows = 1 + (shares[i].rows ? shares[i].rows : column.rows - used);

		place->joined_left = place->joined_right = i > 0;
		place->last = i == count - 1;
		place->at = (struct rect){row, column.col, rows + place->last, column.cols};
		row += rows;
	}
}

static void one_column(struct layout *layout, struct rect body)
{
	int schedule_cols = at_most(at_least(body.cols / 3, 20), 30);
	int foot = at_most(at_least(body.rows / 4, 2), LOG_ROWS) + 2;
	struct rect low = {body.row + body.rows - foot, body.col, foot, body.cols - schedule_cols};
	struct rect right = {low.row, low.cols, foot, schedule_cols};

	layout->panes[PANE_STAGE] =
		(struct place){.at = {body.row, body.col, body.rows - foot, body.cols}};
	layout->panes[PANE_LOG] = (struct place){.at = low, .joined_left = true, .last = true};
	layout->panes[PANE_SCHEDULE] =
		(struct place){.at = right, .joined_right = true, .last = true};
}

static void columns(struct layout *layout, struct rect body, int actors, bool waits)
{
	int third = body.cols >= VERY_WIDE ? THIRD_COLS : 0, cols = body.cols - third;
	int most = at_most(at_least(cols * 5 / 8, STAGE_COLS), cols - RIGHT_COLS);
	int right = at_most(cols - most, RIGHT_MOST), stage = cols - right;
	int log = at_least(LOG_ROWS, body.rows / 5), lesson = at_most(body.rows / 5, 10);
	int schedule = at_most(at_least(actors + 1, LOG_ROWS), body.rows / 3);
	bool teach = !third && body.rows >= TALL;
	bool both = waits && body.rows - log - WAITS_ROWS - 4 >= STAGE_ROWS;
	const struct share left_shares[] = {{PANE_STAGE, 0}, {PANE_LOG, log}};
	const struct share with_waits[] = {{PANE_STAGE, 0},
					   {PANE_WAITS, at_least(WAITS_ROWS, body.rows / 4)},
					   {PANE_LOG, log}};
	const struct share plain[] = {{PANE_SOURCE, 0}, {PANE_SCHEDULE, schedule}};
	const struct share tall[] = {
		{PANE_SOURCE, 0}, {PANE_LESSON, lesson}, {PANE_SCHEDULE, schedule}};
	const struct share thirds[] = {
		{PANE_LESSON, 0}, {PANE_OBJECTS, body.rows / 3}, {PANE_PARAMETERS, body.rows / 4}};

	stack(layout, (struct rect){body.row, 0, body.rows, stage}, both ? with_waits : left_shares,
	      both ? 3 : 2);
	stack(layout, (struct rect){body.row, stage, body.rows, right}, teach ? tall : plain,
	      teach ? 3 : 2);
	if (third)
		stack(layout, (struct rect){body.row, cols, body.rows, third}, thirds, 3);
}

/* The verdict covers the log and as much of what is above it as it may need. */
static void place_verdict(struct layout *layout)
{
	struct rect stage = layout->panes[PANE_STAGE].at, log = layout->panes[PANE_LOG].at;
	int rows = log.rows + at_most(stage.rows / 3, 5);

	layout->verdict = (struct rect){log.row + log.rows - rows, stage.col, rows, stage.cols};
}

static void replace_stage(struct layout *layout)
{
	layout->panes[PANE_WAITS] = layout->panes[PANE_STAGE];
	layout->panes[PANE_STAGE] = (struct place){0};
}

void layout_compute(struct layout *layout, int rows, int cols, unsigned actors, bool waits)
{
	struct rect body = {1, 0, rows - 2, cols};

	*layout = (struct layout){.message = {0, 0, at_least(rows, 0), at_least(cols, 0)}};
	layout->too_small = rows < LAYOUT_MIN_ROWS || cols < LAYOUT_MIN_COLS;
	if (layout->too_small)
		return;
	layout->header = (struct rect){0, 0, 1, cols};
	layout->footer = (struct rect){rows - 1, 0, 1, cols};
	layout->overlay = (struct rect){body.row + 1, 2, body.rows - 2, cols - 4};
	if (cols < WIDE)
		one_column(layout, body);
	else
		columns(layout, body, actors > 16 ? 16 : (int)actors, waits);
	place_verdict(layout);
	if (waits && layout->panes[PANE_WAITS].at.rows == 0)
		replace_stage(layout);
}
