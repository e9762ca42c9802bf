/*
 * The lesson: a text, wrapped.
 */
#include "view/panes/lesson.h"

void pane_lesson(struct canvas *cv, struct rect at, const char *text)
{
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip));
	struct rect in = {at.row, at.col + 1, at.rows, at.cols - 2};

	if (text)
		canvas_wrap(cv, in, ROLE_PLAIN, text);
	canvas_clip(cv, former);
}
