/*
 * An event: a flag, up or down, and who waits for it to go up.
 */
#include <stdio.h>
#include "kinds/event/state.h"
#include "view/stage/attention.h"
#include "view/stage/kind.h"
#include "view/stage/object_frame.h"

enum { FLAG_COLS = 6, FLAG_ROWS = 2, POLE_ROWS = 5 };

static enum shape event_shape(const struct object *object)
{
	(void)object;
	return SHAPE_BLOCK;
}

static struct extent event_most(const struct object *object)
{
	(void)object;
	return (struct extent){10, 30};
}

/* A pole with the flag at its top, or at its foot. */
static void draw_flag(struct canvas *cv, struct rect in, bool set)
{
	int left = in.col + (in.cols - FLAG_COLS - 1) / 2;
	int row = in.row + (set ? 0 : POLE_ROWS - FLAG_ROWS);

	for (int i = 0; i < POLE_ROWS; i++)
		canvas_text(cv, in.row + i, left, 1, ROLE_PLAIN, "│");
	canvas_fill(cv, (struct rect){row, left + 1, FLAG_ROWS, FLAG_COLS},
		    set ? ROLE_ITEM : ROLE_DIM, set ? "█" : "▁");
}

static void event_draw(struct canvas *cv, const struct placed_object *placed,
		       const struct scene *scene)
{
	bool set = event_of(placed->object)->set;
	struct rect in = object_frame(cv, placed);
	struct set waiting = set ? set_none() : waiting_at(scene->now, placed->object);
	bool flag = in.rows >= POLE_ROWS + 2;
	int row = flag ? POLE_ROWS : (in.rows - 1) / 2;
	char text[64], numbers[40];

	if (flag)
		draw_flag(cv, in, set);
	draw_centered(cv, in, row++, set ? ROLE_STRONG : ROLE_PLAIN, set ? "set" : "not set");
	if (!set_is_empty(waiting)) {
		numbers_of(waiting, in.cols - 9, numbers, sizeof(numbers));
		snprintf(text, sizeof(text), "waiting: %s", numbers);
		draw_centered(cv, in, row, ROLE_WAITING, text);
	}
}

static enum role event_brief(const struct object *object, const struct scene *scene, char *out,
			     size_t size)
{
	(void)scene;
	snprintf(out, size, event_of(object)->set ? "[set]" : "[not set]");
	return event_of(object)->set ? ROLE_ITEM : ROLE_PLAIN;
}

const struct kind_view event_view = {
	.shape = event_shape,
	.least = {4, 13},
	.most = event_most,
	.draw = event_draw,
	.brief = event_brief,
};
