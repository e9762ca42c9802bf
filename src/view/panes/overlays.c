/*
 * What is drawn over the panes: the verdict, lists, help, messages; and the screen that is left
 * when the terminal is too small for anything else.
 */
#include <stdio.h>
#include <string.h>
#include "view/cells/glyph.h"
#include "view/panes/panes.h"

/* A blank box with a frame; returns its inside with a column of air at the sides. */
static struct rect open_box(struct canvas *cv, struct rect at, enum box box, enum role role,
			    const char *title, enum role title_role)
{
	struct rect in = rect_inside(at);

	canvas_fill(cv, at, ROLE_PLAIN, " ");
	canvas_box(cv, at, box, role, title, title_role);
	if (in.cols > 2)
		in = (struct rect){in.row, in.col + 1, in.rows, in.cols - 2};
	return in;
}

static enum role verdict_role(enum verdict verdict)
{
	if (verdict == VERDICT_AS_EXPECTED)
		return ROLE_GOOD;
	return verdict == VERDICT_NONE ? ROLE_PLAIN : ROLE_BAD;
}

static enum role box_role(const struct verdict_box *box)
{
	if (!box->title)
		return verdict_role(box->verdict);
	return box->good ? ROLE_GOOD : ROLE_BAD;
}

/* "expected counter=10, got counter=7", or the one line that says it came out right. */
static void report_text(const struct report *report, char *out, size_t size)
{
	bool both = report->has_outcome && report->has_expected;

	if (both && !strcmp(report->outcome, report->expected))
		snprintf(out, size, "%s=%s, as expected", report->name, report->outcome);
	else if (both)
		snprintf(out, size, "expected %s=%s, got %s=%s", report->name, report->expected,
			 report->name, report->outcome);
	else if (report->has_outcome)
		snprintf(out, size, "%s=%s", report->name, report->outcome);
	else
		snprintf(out, size, "expected %s=%s, got nothing", report->name, report->expected);
}

static int draw_keys(struct canvas *cv, struct rect at, const struct key_hint *keys, unsigned count)
{
	int col = at.col;

	for (unsigned i = 0; i < count; i++) {
		int cols = text_columns(keys[i].key) + text_columns(keys[i].word) + 3;

		if (col + cols > at.col + at.cols)
			break;
		col += canvas_text(cv, at.row, col, 1, ROLE_DIM, "[");
		col += canvas_text(cv, at.row, col, -1, ROLE_KEY, keys[i].key);
		col += canvas_text(cv, at.row, col, 2, ROLE_DIM, "] ");
		col += canvas_text(cv, at.row, col, -1, ROLE_PLAIN, keys[i].word) + 2;
	}
	return 1;
}

/* The lines of reports, at most three; those that the reason begins with are left to it. */
static int draw_reports(struct canvas *cv, struct rect in, const struct verdict_box *box)
{
	char text[2 * STAGE_REPORT + 2 * TRACE_NAME + 32];
	int row = 0;

	for (int i = 0; i < box->stage->report_count && i < STAGE_REPORTS && row < 3; i++) {
		const struct report *report = &box->stage->reports[i];

		snprintf(text, sizeof(text), "%s=%s", report->name, report->outcome);
		if (box->verdict == VERDICT_AS_EXPECTED && strstr(box->why, text))
			continue;
		report_text(report, text, sizeof(text));
		if (strstr(box->why, text))
			continue;
		if (cv && row < in.rows)
			canvas_print(cv, in.row + row, in.col, in.cols, verdict_role(box->verdict),
				     "%s", text);
		row++;
	}
	return row;
}

struct rect overlay_verdict_place(struct rect at, const struct verdict_box *box)
{
	int why = text_rows(box->why, at.cols - 4), keys = box->key_count ? 1 : 0;
	int rows = 2 + draw_reports(NULL, at, box) + why + keys;

	if (rows > at.rows)
		rows = at.rows;
	return (struct rect){at.row + at.rows - rows, at.col, rows, at.cols};
}

void overlay_verdict(struct canvas *cv, struct rect at, const struct verdict_box *box)
{
	const char *title = box->title ? box->title : verdict_word(box->verdict);
	enum role role = box_role(box);
	int keys = box->key_count ? 1 : 0, used;
	struct rect in, former;

	if (at.rows < 3 || at.cols < 12)
		return;
	former = canvas_clip(cv, rect_cut(at, cv->clip));
	at = overlay_verdict_place(at, box);
	in = open_box(cv, at, BOX_DOUBLE, role, title, role);
	used = draw_reports(cv, in, box);
	canvas_wrap(cv, (struct rect){in.row + used, in.col, in.rows - used - keys, in.cols},
		    ROLE_STRONG, box->why);
	if (keys && in.rows > 1)
		draw_keys(cv, (struct rect){in.row + in.rows - 1, in.col, 1, in.cols}, box->keys,
			  box->key_count);
	canvas_clip(cv, former);
}

enum { LIST_LEAST = 44 }; /* columns of a list's box */

/* Columns of the key, the label, and the value of a list. */
struct list_columns {
	int key, label, value;
};

static int larger(int a, int b)
{
	return a > b ? a : b;
}

static struct list_columns measure(const struct list *list)
{
	struct list_columns columns = {0};

	for (unsigned i = 0; i < list->count; i++) {
		const struct list_row *row = &list->rows[i];

		columns.key = larger(columns.key, text_columns(row->key));
		columns.label = larger(columns.label, text_columns(row->label));
		columns.value = larger(columns.value, text_columns(row->value));
	}
	return columns;
}

static void draw_row(struct canvas *cv, struct rect at, const struct list_row *row,
		     struct list_columns columns, bool selected)
{
	enum role role = selected ? ROLE_SELECTED : ROLE_PLAIN;
	int col = at.col, end = at.col + at.cols;
	int label = columns.label < at.cols - columns.key - columns.value - 6
			    ? columns.label
			    : at.cols - columns.key - columns.value - 6;

	if (selected) {
		canvas_fill(cv, at, role, " ");
		canvas_text(cv, at.row, col, 1, role, GLYPH_NEXT);
	}
	col += 2;
	canvas_text(cv, at.row, col, end - col, selected ? role : ROLE_KEY, row->key);
	col += columns.key + (columns.key ? 2 : 0);
	if (label > 0)
		canvas_print(cv, at.row, col, label, role, "%s", row->label);
	col += larger(label, 0) + 2;
	if (col >= end)
		return;
	canvas_text(cv, at.row, col, end - col,
		    selected  ? role
		    : row->on ? ROLE_BAD
			      : ROLE_DIM,
		    row->value);
	col += columns.value + 2;
	if (col < end)
		canvas_print(cv, at.row, col, end - col, selected ? role : ROLE_DIM, "%s",
			     row->extra);
}

void pane_list(struct canvas *cv, struct rect at, const struct list *list)
{
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip));
	struct list_columns columns = measure(list);
	int rows = at.rows, first;

	if (list->hint && rows > 1)
		canvas_print(cv, at.row + --rows, at.col, at.cols, ROLE_DIM, "%s", list->hint);
	first = list->selected >= rows ? list->selected - rows + 1 : 0;
	for (int i = 0; i < rows && first + i < (int)list->count; i++)
		draw_row(cv, (struct rect){at.row + i, at.col, 1, at.cols}, &list->rows[first + i],
			 columns, first + i == list->selected);
	canvas_clip(cv, former);
}

/* Columns of a list's box: room for its rows, and for all of its title and its hint. */
static int list_width(const struct list *list)
{
	struct list_columns columns = measure(list);
	int cols = larger(LIST_LEAST, columns.key + columns.label + columns.value + 24);

	cols = larger(cols, text_columns(list->title) + 6);
	return list->hint ? larger(cols, text_columns(list->hint) + 4) : cols;
}

void overlay_list(struct canvas *cv, struct rect at, const struct list *list)
{
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip));
	int cols = list_width(list), rows, help_rows = 0;
	const char *help = NULL;
	struct rect in;

	cols = cols > at.cols ? at.cols : cols;
	for (unsigned i = 0; i < list->count; i++)
		if (list->rows[i].help)
			help_rows = larger(help_rows, text_rows(list->rows[i].help, cols - 4));
	rows = (int)list->count + 2 + (list->hint ? 2 : 0) + (help_rows ? help_rows + 1 : 0);
	in = open_box(cv, rect_middle(at, rows, cols), BOX_ROUND, ROLE_STRONG, list->title,
		      ROLE_TITLE);
	if (list->selected >= 0 && list->selected < (int)list->count)
		help = list->rows[list->selected].help;
	if (help_rows && in.rows > (int)list->count + help_rows) {
		struct rect below = {in.row + (int)list->count + 1, in.col, help_rows, in.cols};

		if (help)
			canvas_wrap(cv, below, ROLE_DIM, help);
	}
	pane_list(cv, in, list);
	canvas_clip(cv, former);
}

unsigned overlay_help(struct canvas *cv, struct rect at, const struct key_hint *keys,
		      unsigned count, unsigned scroll)
{
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip));
	int key_cols = 0, cols = 0, width, columns, room;
	struct rect in;

	for (unsigned i = 0; i < count; i++) {
		key_cols = larger(key_cols, text_columns(keys[i].key));
		cols = larger(cols, text_columns(keys[i].word));
	}
	width = key_cols + cols + 4;
	/* Two columns where one is not high enough and the room is there. */
	columns = (int)count + 2 > at.rows && 2 * width + 4 <= at.cols ? 2 : 1;
	in = open_box(cv,
		      rect_middle(at, (int)(count + (unsigned)columns - 1) / columns + 2,
				  width * columns + 4),
		      BOX_ROUND, ROLE_STRONG, "keys", ROLE_TITLE);
	/* The last page stays in view, however far down it is asked for. */
	room = in.rows * columns;
	if ((int)count <= room || scroll > count - (unsigned)room)
		scroll = (int)count <= room ? 0 : count - (unsigned)room;
	for (int i = 0; i < room && scroll + (unsigned)i < count; i++) {
		const struct key_hint *key = &keys[scroll + (unsigned)i];
		int col = in.col + i / in.rows * width, row = in.row + i % in.rows;
		bool heading = !key->key[0];

		canvas_text(cv, row, col, key_cols, ROLE_KEY, key->key);
		canvas_print(cv, row, heading ? col : col + key_cols + 2,
			     in.col + in.cols - col - (heading ? 0 : key_cols + 2),
			     heading ? ROLE_TITLE : ROLE_PLAIN, "%s", key->word);
	}
	canvas_clip(cv, former);
	return scroll;
}

void overlay_message(struct canvas *cv, struct rect at, const char *title, const char *text,
		     enum role role)
{
	int cols = at.cols > 64 ? 64 : at.cols, rows = text_rows(text, cols - 4) + 2;
	struct rect in;

	if (at.cols < 8 || at.rows < 3)
		return;
	in = open_box(cv, rect_middle(at, rows, cols), BOX_DOUBLE, role, title, role);
	canvas_wrap(cv, in, ROLE_PLAIN, text);
}

void screen_too_small(struct canvas *cv, struct rect at)
{
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip));
	const char *lines[] = {NULL, NULL, "q quits"};
	char have[48], need[48];
	int row = at.row + (at.rows > 3 ? (at.rows - 3) / 2 : 0);

	snprintf(have, sizeof(have), "too small: %dx%d", at.cols, at.rows);
	snprintf(need, sizeof(need), "needs %dx%d", LAYOUT_MIN_COLS, LAYOUT_MIN_ROWS);
	lines[0] = have;
	lines[1] = need;
	for (int i = 0; i < 3 && row + i < at.row + at.rows; i++) {
		int cols = text_columns(lines[i]), left = cols < at.cols ? (at.cols - cols) / 2 : 0;

		canvas_text(cv, row + i, at.col + left, at.cols - left,
			    i ? ROLE_PLAIN : ROLE_STRONG, lines[i]);
	}
	canvas_clip(cv, former);
}
