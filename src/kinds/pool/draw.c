/*
 * A pool: the tasks that wait above its workers, the results below them in the order of the
 * tasks. In a block both are in one box.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "kinds/composite/state.h"
#include "view/cells/glyph.h"
#include "view/cells/text.h"
#include "view/stage/kind.h"
#include "view/stage/object_frame.h"

static enum shape pool_shape(const struct object *object)
{
	(void)object;
	return SHAPE_SPLIT;
}

static struct extent pool_most(const struct object *object)
{
	(void)object;
	return (struct extent){8, 60};
}

static int items_of(const struct composite_state *pool)
{
	return pool->count < COMPOSITE_ITEMS ? pool->count : COMPOSITE_ITEMS;
}

/* What stands for a task in the row of results, and its role. */
static enum role result_text(const struct item *item, char *out, size_t size)
{
	switch (item->stage) {
	case ITEM_FINISHED:
		snprintf(out, size, "%s", item->result);
		return ROLE_GOOD;
	case ITEM_LOST:
		snprintf(out, size, "lost");
		return ROLE_BAD;
	case ITEM_TAKEN:
		snprintf(out, size, "(%u)", item->actor);
		return ROLE_ITEM;
	default:
		snprintf(out, size, GLYPH_EMPTY);
		return ROLE_DIM;
	}
}

static enum role task_text(const struct item *item, char *out, size_t size)
{
	snprintf(out, size, "%s", item->stage == ITEM_WAITING ? item->text : "");
	return ROLE_ITEM;
}

/* Write items one after another, wrapping, those without text left out. */
static void draw_items(struct canvas *cv, struct rect in, const struct composite_state *pool,
		       enum role (*text_of)(const struct item *, char *, size_t))
{
	int row = 0, col = 0, gap = in.cols > 16 ? 2 : 1;
	char text[RECORD_TEXT + 2];

	for (int i = 0; i < items_of(pool); i++) {
		enum role role = text_of(&pool->items[i], text, sizeof(text));
		int cols = text_columns(text);

		if (!cols)
			continue;
		if (col && col + cols > in.cols) {
			row++;
			col = 0;
		}
		if (row >= in.rows) {
			canvas_text(cv, in.row + in.rows - 1, in.col + in.cols - 3, 3, ROLE_DIM,
				    "...");
			return;
		}
		canvas_text(cv, in.row + row, in.col + col, in.cols - col, role, text);
		col += cols + gap;
	}
}

static struct rect padded(struct rect in)
{
	if (in.cols < 8)
		return in;
	return (struct rect){in.row, in.col + 1, in.rows, in.cols - 2};
}

/* How many results there are, in the box's bottom border. */
static void draw_count(struct canvas *cv, struct rect at, const struct composite_state *pool)
{
	char words[40];
	int cols;

	snprintf(words, sizeof(words), " %" PRIu32 " of %" PRIu32 " ", pool->done, pool->put);
	cols = text_columns(words);
	if (cols + 2 < at.cols)
		canvas_text(cv, at.row + at.rows - 1, at.col + at.cols - 1 - cols, cols, ROLE_PLAIN,
			    words);
}

/* Tasks on top and results at the foot of one box. */
static void draw_block(struct canvas *cv, struct rect in, const struct composite_state *pool)
{
	int half = in.rows > 1 ? (in.rows - 1) / 2 : 1;

	draw_items(cv, (struct rect){in.row, in.col, half, in.cols}, pool, task_text);
	if (in.rows < 3)
		return;
	canvas_horizontal(cv, in.row + half, in.col, in.cols, ROLE_DIM);
	draw_items(cv, (struct rect){in.row + half + 1, in.col, in.rows - half - 1, in.cols}, pool,
		   result_text);
}

static void pool_draw(struct canvas *cv, const struct placed_object *placed,
		      const struct scene *scene)
{
	const struct composite_state *pool = composite_of(placed->object);
	enum role role = placed->lit ? ROLE_RUNNING : ROLE_OBJECT;
	char title[TRACE_NAME + 16];

	(void)scene;
	if (!placed->foot.rows) {
		draw_block(cv, padded(object_frame(cv, placed)), pool);
		draw_count(cv, placed->at, pool);
		return;
	}
	snprintf(title, sizeof(title), "%s: %u waiting", placed->object->name, pool->depth);
	canvas_box(cv, placed->at, BOX_DOUBLE, role, title, ROLE_TITLE);
	draw_items(cv, padded(rect_inside(placed->at)), pool, task_text);
	canvas_box(cv, placed->foot, BOX_DOUBLE, role, "results", ROLE_TITLE);
	draw_items(cv, padded(rect_inside(placed->foot)), pool, result_text);
	draw_count(cv, placed->foot, pool);
}

static enum role pool_brief(const struct object *object, const struct scene *scene, char *out,
			    size_t size)
{
	(void)scene;
	snprintf(out, size, "%" PRIu32 " of %" PRIu32 " done", composite_of(object)->done,
		 composite_of(object)->put);
	return ROLE_ITEM;
}

const struct kind_view pool_view = {
	.shape = pool_shape,
	.least = {6, 12},
	.most = pool_most,
	.draw = pool_draw,
	.brief = pool_brief,
};
