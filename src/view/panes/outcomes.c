#include "view/panes/outcomes.h"

#include <stdio.h>
#include <string.h>
#include "view/cells/glyph.h"
#include "view/cells/text.h"

enum { NAME_LEAST = 12, COUNT_LEAST = 13, NOW_LEAST = 6, DETAIL_ROWS = 5, SHARE_COLS = 12 };

/* Columns of the table. `before` and `count` are where numbers end. */
struct columns {
	int outcome, verdict, before, count, bar, bar_cols;
};

static int widest(const struct outcomes_picture *picture, bool counts, int least)
{
	int cols = least;

	for (unsigned i = 0; i < picture->count; i++) {
		const char *text = counts ? picture->rows[i].count : picture->rows[i].outcome;

		if (text_columns(text) > cols)
			cols = text_columns(text);
	}
	return cols;
}

static int widest_before(const struct outcomes_picture *picture)
{
	int cols = (int)strlen("before");

	for (unsigned i = 0; i < picture->count; i++) {
		if (text_columns(picture->rows[i].before) > cols)
			cols = text_columns(picture->rows[i].before);
	}
	return cols;
}

static struct columns columns_of(struct rect at, const struct outcomes_picture *picture)
{
	int name = widest(picture, false, NAME_LEAST);
	int verdict = (int)strlen("as-expected") + 2;
	int count = widest(picture, true, COUNT_LEAST);
	struct columns columns = {0};

	if (name > at.cols / 3)
		name = at.cols / 3;
	columns.outcome = at.col + 2;
	columns.verdict = columns.outcome + name + 2;
	columns.count = columns.verdict + verdict + count;
	if (picture->before) {
		columns.before = columns.verdict + verdict + widest_before(picture);
		columns.count = columns.before + 2 + widest(picture, true, NOW_LEAST);
	}
	columns.bar = columns.count + 2;
	columns.bar_cols = at.col + at.cols - columns.bar - SHARE_COLS;
	return columns;
}

static enum role role_of(const struct outcome_row *row)
{
	if (!row->witness)
		return ROLE_DIM;
	if (row->verdict == VERDICT_AS_EXPECTED)
		return ROLE_GOOD;
	return verdict_is_good(row->verdict) ? ROLE_WAITING : ROLE_BAD;
}

/* What is there at all is at least one cell long. */
static int bar_length(const struct outcome_row *row, int cols)
{
	int length = (int)(row->share * cols + 0.5);

	if (!row->witness || row->share < 0)
		return 0;
	return length < 1 ? 1 : length > cols ? cols : length;
}

/* A text that ends before a column. */
static void draw_right(struct canvas *cv, int row, int end, enum role role, const char *text)
{
	canvas_text(cv, row, end - text_columns(text), -1, role, text);
}

static void draw_row(struct canvas *cv, int row_at, const struct columns *columns,
		     const struct outcome_row *row, bool selected)
{
	int length = columns->bar_cols > 0 ? bar_length(row, columns->bar_cols) : 0;

	if (selected)
		canvas_text(cv, row_at, columns->outcome - 2, 1, ROLE_KEY, GLYPH_NEXT);
	canvas_print(cv, row_at, columns->outcome, columns->verdict - columns->outcome - 2,
		     selected ? ROLE_STRONG : ROLE_PLAIN, "%s",
		     *row->outcome ? row->outcome : "(nothing reported)");
	canvas_text(cv, row_at, columns->verdict, -1, role_of(row), verdict_word(row->verdict));
	if (columns->before)
		draw_right(cv, row_at, columns->before, ROLE_DIM, row->before);
	draw_right(cv, row_at, columns->count, selected ? ROLE_STRONG : ROLE_PLAIN, row->count);
	for (int i = 0; i < length; i++)
		canvas_text(cv, row_at, columns->bar + i, 1, role_of(row), glyph_bar(GLYPH_BARS));
	if (row->witness && row->share >= 0)
		canvas_print(cv, row_at, columns->bar + length + 1, SHARE_COLS - 1, ROLE_DIM,
			     "%.3g %%", 100 * row->share);
}

/* The names of the columns; where not all rows have room it is said which ones these are. */
static void draw_titles(struct canvas *cv, struct rect at, const struct columns *columns,
			const struct outcomes_picture *picture, unsigned first)
{
	unsigned room = at.rows > 1 ? (unsigned)at.rows - 1 : 0;

	canvas_text(cv, at.row, columns->outcome, -1, ROLE_DIM, "outcome");
	if (columns->before)
		draw_right(cv, at.row, columns->before, ROLE_DIM, "before");
	draw_right(cv, at.row, columns->count, ROLE_DIM, columns->before ? "now" : "interleavings");
	if (picture->count > room)
		canvas_print(cv, at.row, columns->bar, -1, ROLE_DIM, "%u to %u of %u", first + 1,
			     first + room, picture->count);
}

static void draw_table(struct canvas *cv, struct rect at, const struct outcomes_picture *picture)
{
	struct columns columns = columns_of(at, picture);
	unsigned first = 0;

	if (at.rows > 1 && picture->selected >= (unsigned)at.rows - 1)
		first = picture->selected - (unsigned)at.rows + 2;
	draw_titles(cv, at, &columns, picture, first);
	for (unsigned i = first; i < picture->count && (int)(i - first) < at.rows - 1; i++)
		draw_row(cv, at.row + 1 + (int)(i - first), &columns, &picture->rows[i],
			 i == picture->selected);
}

/* The selected outcome: why it comes about, and who goes when. */
static void draw_detail(struct canvas *cv, struct rect at, const struct outcome_row *row)
{
	struct rect text = {at.row, at.col, at.rows - 2, at.cols};
	char no_return[48] = "";
	int used;

	used = canvas_wrap(cv, text, ROLE_PLAIN, row->why);
	if (used > text.rows)
		used = text.rows;
	if (row->no_return)
		snprintf(no_return, sizeof(no_return), ", no return after step %u", row->no_return);
	if (row->witness)
		canvas_print(cv, at.row + used, at.col, at.cols, ROLE_STRONG, "%u switch%s%s: %s",
			     row->switches, row->switches == 1 ? "" : "es", no_return,
			     row->witness);
}

void outcomes_draw(struct canvas *cv, struct rect at, const struct outcomes_picture *picture)
{
	struct rect former = canvas_clip(cv, at);
	int detail = at.rows > 2 * DETAIL_ROWS ? DETAIL_ROWS : at.rows / 3;
	int head = picture->before ? 3 : 2;
	struct rect table = {at.row + head + 1, at.col, at.rows - head - 1 - detail, at.cols};

	canvas_print(cv, at.row, at.col, at.cols, ROLE_STRONG, "%s", picture->headline);
	if (picture->before)
		canvas_print(cv, at.row + 1, at.col, at.cols, ROLE_PLAIN, "%s", picture->before);
	canvas_print(cv, at.row + head - 1, at.col, at.cols,
		     picture->complete ? ROLE_DIM : ROLE_WAITING, "%s", picture->work);
	draw_table(cv, table, picture);
	if (picture->selected < picture->count)
		draw_detail(cv, (struct rect){at.row + at.rows - detail, at.col, detail, at.cols},
			    &picture->rows[picture->selected]);
	canvas_print(cv, at.row + at.rows - 1, at.col, at.cols, ROLE_DIM,
		     "Counted at the gates, one process at a time; no probabilities.");
	canvas_clip(cv, former);
}
