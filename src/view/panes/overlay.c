/*
 * Boxes over what is there.
 */
#include "view/panes/overlay.h"

struct rect overlay_box(struct canvas *cv, struct rect at, enum box box, enum role role,
			const char *title, enum role title_role)
{
	struct rect in = rect_inside(at);

	canvas_fill(cv, at, ROLE_PLAIN, " ");
	canvas_box(cv, at, box, role, title, title_role);
	if (in.cols > 2)
		in = (struct rect){in.row, in.col + 1, in.rows, in.cols - 2};
	return in;
}
