#include "view/panes/printed.h"

#include <stdio.h>
#include "view/panes/overlay.h"

enum { NUMBER = 4 /* columns */, FRAME = 2, FOOT = 1 };

int printed_rows(struct rect at)
{
	int rows = at.rows - FRAME - FOOT;

	return rows > 0 ? rows : 0;
}

/* "lines 1 to 12 of 40"; and what is not kept. */
static void draw_foot(struct canvas *cv, struct rect in, const struct printed_lines *lines,
		      size_t top, size_t shown)
{
	char text[120];

	if (!lines->count && lines->only >= 0)
		snprintf(text, sizeof(text), "%d has printed nothing so far", lines->only);
	else if (!lines->count)
		snprintf(text, sizeof(text), "nothing was printed so far");
	else if (lines->dropped)
		snprintf(text, sizeof(text), "lines %zu to %zu of %zu; the first %zu are not kept",
			 lines->dropped + top + 1, lines->dropped + top + shown,
			 lines->dropped + lines->count, lines->dropped);
	else
		snprintf(text, sizeof(text), "lines %zu to %zu of %zu", top + 1, top + shown,
			 lines->count);
	canvas_text(cv, in.row + in.rows - FOOT, in.col, in.cols, ROLE_DIM, text);
}

void overlay_printed(struct canvas *cv, struct rect at, const struct printed_lines *lines,
		     size_t top)
{
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip));
	size_t rows = (size_t)printed_rows(at), shown = 0;
	char title[40] = "what they print";
	struct rect in;

	if (lines->only >= 0)
		snprintf(title, sizeof(title), "what %d prints", lines->only);
	in = overlay_box(cv, at, BOX_ROUND, ROLE_STRONG, title, ROLE_TITLE);
	for (; shown < rows && top + shown < lines->count; shown++) {
		const struct printed_line *line = &lines->list[top + shown];
		int row = in.row + (int)shown;

		canvas_print(cv, row, in.col, NUMBER, ROLE_DIM, "%3u", line->actor);
		canvas_text(cv, row, in.col + NUMBER, in.cols - NUMBER, ROLE_PLAIN, line->text);
	}
	if (in.rows > 0)
		draw_foot(cv, in, lines, top, shown);
	canvas_clip(cv, former);
}
