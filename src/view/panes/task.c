#include "view/panes/task.h"

struct rect task_draw(struct canvas *cv, struct rect at, const struct task_picture *picture)
{
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip));
	struct rect in = {at.row, at.col + 1, at.rows, at.cols - 2};

	canvas_print(cv, in.row, in.col, in.cols, ROLE_STRONG, "%s", picture->what);
	canvas_print(cv, in.row + 1, in.col, in.cols, ROLE_TITLE, "%s", picture->state);
	in.row += 2;
	in.rows -= 2;
	if (picture->advice[0] && in.rows > 0) {
		int used = canvas_wrap(cv, in, picture->role, picture->advice);

		in.row += used;
		in.rows -= used;
	}
	canvas_clip(cv, former);
	return (struct rect){in.row, at.col, in.rows > 0 ? in.rows : 0, at.cols};
}
