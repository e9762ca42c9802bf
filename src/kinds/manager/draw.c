/*
 * A manager: the table of its objects, and the requests that stand in line before it.
 */
#include <inttypes.h>
#include <stdio.h>
#include "kinds/composite/state.h"
#include "view/stage/attention.h"
#include "view/stage/kind.h"
#include "view/stage/object_frame.h"

static enum shape manager_shape(const struct object *object)
{
	(void)object;
	return SHAPE_BLOCK;
}

static struct extent manager_most(const struct object *object)
{
	int rows = composite_of(object)->count + 4;

	return (struct extent){rows < 7 ? 7 : rows, 34};
}

/* One object a row: its number and what is in it. */
static void draw_table(struct canvas *cv, struct rect in, int rows,
		       const struct composite_state *manager)
{
	for (int i = 0; i < manager->count && i < rows; i++) {
		const struct item *item = &manager->items[i];

		if (i == rows - 1 && manager->count > rows) {
			canvas_print(cv, in.row + i, in.col + 1, in.cols - 1, ROLE_DIM, "+%d more",
				     manager->count - i);
			return;
		}
		canvas_print(cv, in.row + i, in.col, 3, ROLE_DIM, "%" PRIu64, item->id);
		canvas_print(cv, in.row + i, in.col + 3, in.cols - 3, ROLE_STRONG, "%s",
			     item->text);
	}
	if (!manager->count)
		draw_centered(cv, in, 0, ROLE_DIM, "no objects yet");
}

static void draw_line(struct canvas *cv, struct rect in, int row, struct set waiting)
{
	char numbers[40], text[64];

	if (set_is_empty(waiting)) {
		draw_centered(cv, in, row, ROLE_DIM, "nobody waits");
		return;
	}
	numbers_of(waiting, in.cols - 9, numbers, sizeof(numbers));
	snprintf(text, sizeof(text), "in line: %s", numbers);
	draw_centered(cv, in, row, ROLE_WAITING, text);
}

static void manager_draw(struct canvas *cv, const struct placed_object *placed,
			 const struct scene *scene)
{
	const struct composite_state *manager = composite_of(placed->object);
	struct set server = manager->putters;
	struct rect in = object_frame(cv, placed);
	int rows = in.rows > 3 ? in.rows - 2 : in.rows - 1;

	draw_table(cv, in, rows, manager);
	if (in.rows > 3)
		canvas_horizontal(cv, in.row + rows, in.col, in.cols, ROLE_DIM);
	draw_line(cv, in, in.rows - 1, set_minus(waiting_at(scene->now, placed->object), server));
}

static enum role manager_brief(const struct object *object, const struct scene *scene, char *out,
			       size_t size)
{
	(void)scene;
	snprintf(out, size, "%u %s", composite_of(object)->count,
		 composite_of(object)->count == 1 ? "object" : "objects");
	return ROLE_PLAIN;
}

const struct kind_view manager_view = {
	.shape = manager_shape,
	.least = {4, 20},
	.most = manager_most,
	.draw = manager_draw,
	.brief = manager_brief,
};
