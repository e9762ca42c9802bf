/*
 * Lists: columns as wide as what is in them, and the help of the selected row below.
 */
#include "view/panes/list.h"

#include "view/cells/bounds.h"
#include "view/cells/glyph.h"
#include "view/cells/text.h"
#include "view/panes/layout.h"
#include "view/panes/overlay.h"

enum { LIST_LEAST = 44 }; /* columns of a list's box */

/* Columns of the key, the label, and the value of a list. */
struct list_columns {
	int key, label, value;
};

static struct list_columns measure(const struct list *list)
{
	struct list_columns columns = {0};

	for (unsigned i = 0; i < list->count; i++) {
		const struct list_row *row = &list->rows[i];

		columns.key = most_of(columns.key, text_columns(row->key));
		columns.label = most_of(columns.label, text_columns(row->label));
		columns.value = most_of(columns.value, text_columns(row->value));
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
	col += most_of(label, 0) + 2;
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
	int cols = most_of(LIST_LEAST, columns.key + columns.label + columns.value + 24);

	cols = most_of(cols, text_columns(list->title) + 6);
	return list->hint ? most_of(cols, text_columns(list->hint) + 4) : cols;
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
			help_rows = most_of(help_rows, text_rows(list->rows[i].help, cols - 4));
	rows = (int)list->count + 2 + (list->hint ? 2 : 0) + (help_rows ? help_rows + 1 : 0);
	in = overlay_box(cv, rect_middle(at, rows, cols), BOX_ROUND, ROLE_STRONG, list->title,
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
