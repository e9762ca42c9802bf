/*
 * Frames: a border that two panes share is drawn by one, and joined.
 */
#include "view/panes/frame.h"

#include "view/cells/glyph.h"

/* Where two frames meet their borders are joined. */
static void join_corner(struct canvas *cv, int row, int col, enum role role)
{
	canvas_join(cv, row, col, arm_of(ARM_UP, WEIGHT_LIGHT), role);
}

struct rect pane_frame(struct canvas *cv, const struct place *place, const char *title,
		       bool focused)
{
	struct rect at = place->at, in = place_inside(place);
	enum role role = focused ? ROLE_STRONG : ROLE_BORDER;
	struct rect former;

	if (at.rows < 1)
		return in;
	former = canvas_clip(cv, rect_cut(at, cv->clip));
	if (!place->last)
		at.rows++;
	canvas_box(cv, at, BOX_SINGLE, role, title, focused ? ROLE_STRONG : ROLE_TITLE);
	if (place->joined_left)
		join_corner(cv, at.row, at.col, role);
	if (place->joined_right)
		join_corner(cv, at.row, at.col + at.cols - 1, role);
	canvas_clip(cv, former);
	return in;
}
