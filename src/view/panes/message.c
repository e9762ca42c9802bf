/*
 * Messages in a box in the middle, or without one.
 */
#include "view/panes/message.h"

#include <stdio.h>
#include "view/cells/text.h"
#include "view/panes/layout.h"
#include "view/panes/overlay.h"

void overlay_message(struct canvas *cv, struct rect at, const char *title, const char *text,
		     enum role role)
{
	int cols = at.cols > 64 ? 64 : at.cols, rows = text_rows(text, cols - 4) + 2;
	struct rect in;

	if (at.cols < 8 || at.rows < 3)
		return;
	in = overlay_box(cv, rect_middle(at, rows, cols), BOX_DOUBLE, role, title, role);
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
