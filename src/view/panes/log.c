/*
 * The log: told lines with their steps, and below them what is about to go wrong.
 */
#include "view/panes/log.h"

#include <inttypes.h>
#include "view/cells/text.h"

/* Columns of the number in front of a told line. */
enum { NUMBER = 4 };

void pane_log(struct canvas *cv, struct rect at, const struct narration *narration, unsigned scroll)
{
	int cols = at.cols - NUMBER - 1, row = at.row + at.rows, rows;
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip));
	unsigned count = narration->count > scroll ? narration->count - scroll : 0;

	if (cols < 8)
		count = 0;
	if (count && narration->pattern[0] && !scroll) {
		row -= text_rows(narration->pattern, at.cols - 1);
		canvas_wrap(cv, (struct rect){row, at.col + 1, at.row + at.rows - row, at.cols - 1},
			    ROLE_BAD, narration->pattern);
	}
	for (unsigned i = count; i-- > 0 && row > at.row;) {
		const struct narration_line *line = &narration->lines[i];
		enum role role = line->is_race		     ? ROLE_BAD
				 : i + 1 == narration->count ? ROLE_STRONG
							     : ROLE_PLAIN;

		rows = text_rows(line->text, cols);
		row -= rows;
		canvas_wrap(cv, (struct rect){row, at.col + NUMBER + 1, rows, cols}, role,
			    line->text);
		if (line->first && line->step)
			canvas_print(cv, row, at.col, NUMBER, ROLE_DIM, "%3" PRIu32, line->step);
	}
	canvas_clip(cv, former);
}
