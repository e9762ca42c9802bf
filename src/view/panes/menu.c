/*
 * The menu screen. With little width the list of demos is all there is, with the summary below.
 */
#include "view/panes/menu.h"

#include <stdio.h>
#include <string.h>
#include "view/cells/glyph.h"
#include "view/cells/text.h"
#include "view/panes/frame.h"
#include "view/panes/layout.h"
#include "view/stage/stage_view.h"

enum {
	LIST_COLS = 32,
	RIGHT_LEAST = 28,
	PREVIEW_ROWS = 10,
	PREVIEW_COLS = 40,
	ROWS_EACH = 3,
	TITLE_COLS = 64, /* of the list with room for the title beside the name */
	TITLE_AT = 24,
};

static const char *in_language(const struct menu *menu, const struct text *text)
{
	return text_in(text, menu->language);
}

static const struct demo *demo_of(const struct menu *menu, unsigned number)
{
	return menu->demo(menu->context, number);
}

static unsigned won_of(const struct menu *menu, const struct demo *demo)
{
	return menu->won_of ? menu->won_of(menu->context, demo) : 0;
}

/* Whether the list is so wide that a title goes beside the name, and not below it. */
static bool titled(struct rect at)
{
	return at.cols >= TITLE_COLS - 2;
}

static bool same_mechanism(const struct menu *menu, unsigned a, unsigned b)
{
	return b < menu->count && !strcmp(demo_of(menu, a)->mechanism, demo_of(menu, b)->mechanism);
}

/*
 * What a demo is about, at the right: said once for all that stand together, which a bracket joins.
 * A demo that is named like what it is about says nothing.
 */
static void draw_mechanism(struct canvas *cv, struct rect at, int used, const struct menu *menu,
			   unsigned which, bool first)
{
	const char *mechanism = demo_of(menu, which)->mechanism;
	bool begins = first || !which || !same_mechanism(menu, which, which - 1);
	bool ends = !same_mechanism(menu, which, which + 1);
	bool alone = begins && ends;
	int col = at.col + at.cols - 3 - text_columns(mechanism);

	if (!alone)
		canvas_text(cv, at.row, at.col + at.cols - 2, 1, ROLE_DIM,
			    begins ? "╮"
			    : ends ? "╯"
				   : "│");
	for (int row = 1; row < at.rows && !ends; row++)
		canvas_text(cv, at.row + row, at.col + at.cols - 2, 1, ROLE_DIM, "│");
	if (alone && !strcmp(mechanism, demo_of(menu, which)->name))
		return;
	if (begins && col > at.col + used)
		canvas_text(cv, at.row, col, -1, ROLE_DIM, mechanism);
}

/*
 * A demo: its name, how many of its challenges have been won, its title where the row has room for
 * it or there is a second row, and what it is about.
 */
static void draw_entry(struct canvas *cv, struct rect at, const struct menu *menu, unsigned which,
		       bool first)
{
	const struct demo *demo = demo_of(menu, which);
	bool selected = which == menu->selected;
	enum role role = selected ? ROLE_SELECTED : ROLE_STRONG;
	const char *title = in_language(menu, &demo->title);
	int used, end = 3 + text_columns(demo->name);
	char won[32] = "";

	if (won_of(menu, demo))
		snprintf(won, sizeof(won), GLYPH_DONE " %u/%u", won_of(menu, demo),
			 demo->challenge_count);
	used = end + (won[0] ? 1 + text_columns(won) : 0);
	if (selected)
		canvas_fill(cv, (struct rect){at.row, at.col, 1, used + 1}, role, " ");
	canvas_text(cv, at.row, at.col + 1, 1, role, selected ? GLYPH_NEXT : " ");
	canvas_print(cv, at.row, at.col + 3, at.cols - 3, role, "%s", demo->name);
	canvas_text(cv, at.row, at.col + end + 1, at.cols - end - 1, selected ? role : ROLE_GOOD,
		    won);
	if (at.rows == 1 && titled(at)) {
		used = canvas_print(cv, at.row, at.col + TITLE_AT, at.cols - TITLE_AT - 3,
				    selected ? ROLE_PLAIN : ROLE_DIM, "%s", title) +
		       TITLE_AT;
	} else if (at.rows > 1) {
		canvas_print(cv, at.row + 1, at.col + 3, at.cols - 6,
			     selected ? ROLE_PLAIN : ROLE_DIM, "%s", title);
	}
	draw_mechanism(cv, at, used, menu, which, first);
}

/* What of the list is out of sight, in the borders above and below it. */
static void draw_more(struct canvas *cv, struct rect at, int above, int below)
{
	char text[32];

	snprintf(text, sizeof(text), " " GLYPH_UP " %d more ", above);
	if (above)
		canvas_text(cv, at.row - 1, at.col + at.cols - 1 - text_columns(text), -1,
			    ROLE_STRONG, text);
	snprintf(text, sizeof(text), " " GLYPH_DOWN " %d more ", below);
	if (below)
		canvas_text(cv, at.row + at.rows, at.col + at.cols - 1 - text_columns(text), -1,
			    ROLE_STRONG, text);
}

static void draw_demos(struct canvas *cv, struct rect at, const struct menu *menu)
{
	int count = (int)menu->count, selected = (int)menu->selected;
	int each = titled(at) || count * 2 > at.rows ? 1
		   : count * ROWS_EACH > at.rows + 1 ? 2
						     : ROWS_EACH;
	int shown = each == ROWS_EACH ? (at.rows + 1) / each : at.rows / each;
	int first = selected - shown / 2;

	shown = shown > count ? count : shown;
	first = first > count - shown ? count - shown : first;
	first = first < 0 ? 0 : first;
	for (int i = 0; i < shown; i++)
		draw_entry(cv, (struct rect){at.row + i * each, at.col, each, at.cols}, menu,
			   (unsigned)(first + i), i == 0);
	draw_more(cv, at, first, count - first - shown);
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
	const struct demo *demo = demo_of(menu, menu->selected);
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
	int list = !both ? at.cols : at.cols >= 118 ? TITLE_COLS : LIST_COLS;
	const struct place left = {.at = {at.row, at.col, at.rows, list}, .last = true};
	const struct place right = {.at = {at.row, at.col + list, at.rows, at.cols - list},
				    .last = true};

	draw_demos(cv, pane_frame(cv, &left, "demos", true), menu);
	if (both && menu->selected < menu->count)
		draw_selected(cv,
			      pane_frame(cv, &right,
					 in_language(menu, &demo_of(menu, menu->selected)->title),
					 false),
			      menu);
	canvas_clip(cv, former);
}
