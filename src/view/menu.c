/*
 * The menu screen. With little width the list of demos is all there is, with the summary below.
 */
#include "view/menu.h"

#include <stdio.h>
#include "view/glyph.h"
#include "view/layout.h"
#include "view/panes.h"

enum { LIST_COLS = 32, RIGHT_LEAST = 28, PREVIEW_ROWS = 10, PREVIEW_COLS = 40, ROWS_EACH = 3 };

static const char *in_language(const struct menu *menu, const struct text *text)
{
	return text_in(text, menu->language);
}

static unsigned won_of(const struct menu *menu, const struct demo *demo)
{
	return menu->won_of ? menu->won_of(menu->context, demo) : 0;
}

/* A demo: its name, how many of its challenges have been won, and its mechanism; its title below,
 * and a blank row where there is room. */
static void draw_entry(struct canvas *cv, struct rect at, const struct menu *menu,
		       const struct demo *demo, bool selected)
{
	enum role role = selected ? ROLE_SELECTED : ROLE_STRONG;
	int cols;

	if (selected)
		canvas_fill(cv, (struct rect){at.row, at.col, 1, at.cols}, role, " ");
	canvas_text(cv, at.row, at.col + 1, 1, role, selected ? GLYPH_NEXT : " ");
	cols = 3 + canvas_print(cv, at.row, at.col + 3, at.cols - 3, role, "%s", demo->name);
	if (won_of(menu, demo))
		cols += canvas_print(cv, at.row, at.col + cols, at.cols - cols,
				     selected ? role : ROLE_GOOD, " " GLYPH_DONE " %u/%u",
				     won_of(menu, demo), demo->challenge_count);
	if (cols + text_columns(demo->mechanism) + 2 < at.cols)
		canvas_text(cv, at.row, at.col + at.cols - 1 - text_columns(demo->mechanism), -1,
			    selected ? role : ROLE_DIM, demo->mechanism);
	if (at.rows > 1)
		canvas_print(cv, at.row + 1, at.col + 3, at.cols - 4,
			     selected ? ROLE_PLAIN : ROLE_DIM, "%s",
			     in_language(menu, &demo->title));
}

static void draw_demos(struct canvas *cv, struct rect at, const struct menu *menu)
{
	int each = menu->count * ROWS_EACH <= (unsigned)at.rows + 1 ? ROWS_EACH
		   : menu->count * 2 <= (unsigned)at.rows	    ? 2
								    : 1;
	int shown = at.rows / each, first = 0;

	if (each == ROWS_EACH)
		shown = (at.rows + 1) / each;
	if ((int)menu->selected >= shown)
		first = (int)menu->selected - shown + 1;
	for (int i = 0; i < shown && first + i < (int)menu->count; i++)
		draw_entry(cv, (struct rect){at.row + i * each, at.col, each, at.cols}, menu,
			   menu->demos[first + i], first + i == (int)menu->selected);
}

/* The titles of the scenarios. Returns the rows used. */
static int draw_scenarios(struct canvas *cv, struct rect at, const struct menu *menu,
			  const struct demo *demo)
{
	int row = 0;

	if (at.rows < 2 || !demo->scenario_count)
		return 0;
	canvas_print(cv, at.row + row++, at.col, at.cols, ROLE_TITLE, "scenarios");
	for (unsigned i = 0; i < demo->scenario_count && row < at.rows; i++, row++)
		canvas_print(cv, at.row + row, at.col + 4, at.cols - 4, ROLE_PLAIN, "%s",
			     in_language(menu, &demo->scenarios[i].title));
	return row;
}

/* The toggles: a key and a label a row. Returns the rows used. */
static int draw_faults(struct canvas *cv, struct rect at, const struct menu *menu,
		       const struct demo *demo)
{
	int row = 1, cols;
	char won[64];

	if (at.rows < 2 || !demo->toggle_count)
		return 0;
	cols = canvas_print(cv, at.row, at.col, at.cols, ROLE_TITLE, "faults you can plant");
	snprintf(won, sizeof(won), "   %u of %u challenges won", won_of(menu, demo),
		 demo->challenge_count);
	if (demo->challenge_count && cols + text_columns(won) <= at.cols)
		canvas_text(cv, at.row, at.col + cols, -1, ROLE_DIM, won);
	for (unsigned i = 0; i < demo->toggle_count && row < at.rows; i++, row++) {
		const struct toggle *toggle = &demo->toggles[i];

		canvas_text(cv, at.row + row, at.col + 1, 2, ROLE_KEY, toggle->key);
		canvas_print(cv, at.row + row, at.col + 4, at.cols - 4, ROLE_PLAIN, "%s",
			     in_language(menu, &toggle->label));
	}
	return row;
}

/* Summary, scenarios, faults, and what room is left for the picture. */
static void draw_selected(struct canvas *cv, struct rect at, const struct menu *menu)
{
	const struct demo *demo = menu->demos[menu->selected];
	struct rect in = {at.row, at.col + 1, at.rows, at.cols - 2};
	bool shown = menu->preview && at.cols >= PREVIEW_COLS;
	int preview = !shown ? 0 : at.rows > 34 ? at.rows / 2 : PREVIEW_ROWS, used;

	used = canvas_wrap(cv, in, ROLE_PLAIN, in_language(menu, &demo->summary)) + 1;
	in.row += used;
	in.rows -= used;
	used = draw_scenarios(cv, (struct rect){in.row, in.col, in.rows - preview, in.cols}, menu,
			      demo);
	in.row += used;
	in.rows -= used;
	if (in.rows - preview > 2)
		used = draw_faults(cv, (struct rect){in.row, in.col, in.rows - preview, in.cols},
				   menu, demo);
	else
		used = 0;
	in.row += used;
	in.rows -= used;
	if (shown && in.rows >= PREVIEW_ROWS - 2)
		stage_view_draw(cv, (struct rect){in.row + 1, at.col, in.rows - 1, at.cols},
				menu->preview);
}

void menu_draw(struct canvas *cv, struct rect at, const struct menu *menu)
{
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip));
	bool both = at.cols >= LIST_COLS + RIGHT_LEAST;
	int list = both ? LIST_COLS + (at.cols > 110 ? 8 : 0) : at.cols;
	const struct place left = {.at = {at.row, at.col, at.rows, list}, .last = true};
	const struct place right = {.at = {at.row, at.col + list, at.rows, at.cols - list},
				    .last = true};

	draw_demos(cv, pane_frame(cv, &left, "demos", true), menu);
	if (both && menu->selected < menu->count)
		draw_selected(cv, pane_frame(cv, &right, menu->demos[menu->selected]->name, false),
			      menu);
	canvas_clip(cv, former);
}
