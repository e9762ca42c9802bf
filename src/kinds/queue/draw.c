/*
 * A queue: a row of slots, what came first at the end where it leaves, a gauge of how full it is,
 * and its depth over the last changes.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "kinds/composite/state.h"
#include "view/cells/glyph.h"
#include "view/cells/text.h"
#include "view/stage/kind.h"
#include "view/stage/object_frame.h"

enum { SLOTS_MOST = 24, HIGH = 6 };

static enum shape queue_shape(const struct object *object)
{
	(void)object;
	return SHAPE_BLOCK;
}

static int slots_of(const struct object *object)
{
	uint32_t slots = composite_of(object)->capacity;

	if (!slots || slots > SLOTS_MOST)
		slots = SLOTS_MOST;
	return (int)slots;
}

static struct extent queue_most(const struct object *object)
{
	int cols = 7 * slots_of(object) + 3;

	return (struct extent){9, cols < 30 ? 30 : cols > 60 ? 60 : cols};
}

/* Between two slots; with a floor and a ceiling where there is room. */
static void draw_wall(struct canvas *cv, struct rect in, int row, int col)
{
	const unsigned upright = arm_of(ARM_UP, WEIGHT_LIGHT) | arm_of(ARM_DOWN, WEIGHT_LIGHT);

	canvas_join(cv, in.row + row, col, upright, ROLE_DIM);
	if (in.rows < HIGH)
		return;
	canvas_join(cv, in.row + row - 1, col, arm_of(ARM_DOWN, WEIGHT_LIGHT), ROLE_DIM);
	canvas_join(cv, in.row + row + 1, col, arm_of(ARM_UP, WEIGHT_LIGHT), ROLE_DIM);
}

/* The slots of one row between its bars; the item at `first` is the rightmost. */
static void draw_slots(struct canvas *cv, struct rect in, int row, const struct object *object,
		       int count)
{
	const struct composite_state *queue = composite_of(object);
	int width = (in.cols + 1) / count - 1,
	    left = in.col + (in.cols - count * (width + 1) + 1) / 2;

	if (in.rows >= HIGH) {
		canvas_horizontal(cv, in.row + row - 1, in.col, in.cols, ROLE_DIM);
		canvas_horizontal(cv, in.row + row + 1, in.col, in.cols, ROLE_DIM);
	}
	for (int i = 0; i < count; i++) {
		int item = count - 1 - i, col = left + i * (width + 1);
		bool there = item < queue->count && item < COMPOSITE_ITEMS;
		const char *text = there ? queue->items[item].text : GLYPH_EMPTY;
		int cols = text_columns(text) < width ? text_columns(text) : width;

		canvas_text(cv, in.row + row, col + (width - cols) / 2, cols,
			    there ? ROLE_STRONG : ROLE_DIM, text);
		if (i + 1 < count)
			draw_wall(cv, in, row, col + width);
	}
	if (queue->count > count)
		canvas_print(cv, in.row + row, in.col, 4, ROLE_ITEM, "+%d", queue->count - count);
}

/* Full part and empty part of a bar; without a limit it is as long as it ever was. */
static void draw_gauge(struct canvas *cv, struct rect in, int row, const struct object *object)
{
	const struct composite_state *queue = composite_of(object);
	uint32_t most = queue->capacity ? queue->capacity : queue->most;
	int full = most ? (int)((uint32_t)in.cols * queue->depth / most) : 0;

	full = full > in.cols ? in.cols : full;
	canvas_fill(cv, (struct rect){in.row + row, in.col, 1, full}, ROLE_ITEM, "█");
	canvas_fill(cv, (struct rect){in.row + row, in.col + full, 1, in.cols - full}, ROLE_DIM,
		    "▁");
}

static void draw_depths(struct canvas *cv, struct rect in, int row, const struct object *object)
{
	const struct composite_state *queue = composite_of(object);
	int most = queue->most ? queue->most : 1, count = queue->depth_count;
	int first;

	if (queue->capacity > queue->most)
		most = (int)queue->capacity;
	count = count > 32 ? 32 : count;
	first = count > in.cols ? count - in.cols : 0;
	for (int i = first; i < count; i++)
		canvas_text(cv, in.row + row, in.col + i - first, 1, ROLE_ITEM,
			    queue->depths[i] ? glyph_bar(1 + queue->depths[i] * 7 / most) : "▁");
}

static void depth_words(const struct composite_state *queue, int cols, char *out, size_t size)
{
	bool full = queue->capacity && queue->depth >= queue->capacity;

	if (queue->capacity)
		snprintf(out, size, "%u of %" PRIu32 "%s", queue->depth, queue->capacity,
			 full && cols > 14 ? ", full" : "");
	else
		snprintf(out, size, "%u in it", queue->depth);
}

/* What join waits for: the count of tasks that nobody has said to be done. */
static void draw_unfinished(struct canvas *cv, struct rect in, int row,
			    const struct composite_state *queue)
{
	uint32_t unfinished = composite_unfinished(queue);
	char words[32];

	snprintf(words, sizeof(words),
		 in.cols < 13 ? "%" PRIu32 " unfin." : "%" PRIu32 " unfinished", unfinished);
	draw_centered(cv, in, row, unfinished ? ROLE_STRONG : ROLE_DIM, words);
}

static void queue_draw(struct canvas *cv, const struct placed_object *placed,
		       const struct scene *scene)
{
	const struct composite_state *queue = composite_of(placed->object);
	struct rect in = object_frame(cv, placed);
	int slots = slots_of(placed->object), fit = (in.cols + 1) / 3;
	char words[32], foot[40];

	(void)scene;
	depth_words(queue, in.cols, words, sizeof(words));
	snprintf(foot, sizeof(foot), " %s ", words);
	draw_centered(cv, (struct rect){in.row + in.rows, in.col, 1, in.cols}, 0,
		      queue->capacity && queue->depth >= queue->capacity ? ROLE_STRONG : ROLE_PLAIN,
		      foot);
	if (fit < 1)
		return;
	draw_slots(cv, in, in.rows > 4 ? 1 : 0, placed->object, slots < fit ? slots : fit);
	if (in.rows > 2)
		draw_gauge(cv, in, in.rows > 4 ? 3 : 1, placed->object);
	if (in.rows > 3 && queue->joinable)
		draw_unfinished(cv, in, in.rows - 1, queue);
	else if (in.rows > 3)
		draw_depths(cv, in, in.rows - 1, placed->object);
}

static enum role queue_brief(const struct object *object, const struct scene *scene, char *out,
			     size_t size)
{
	const struct composite_state *queue = composite_of(object);
	size_t used;

	(void)scene;
	depth_words(queue, 40, out, size);
	used = strlen(out);
	if (queue->joinable)
		snprintf(out + used, size - used, ", %" PRIu32 " unfinished",
			 composite_unfinished(queue));
	return ROLE_ITEM;
}

const struct kind_view queue_view = {
	.shape = queue_shape,
	.least = {4, 10},
	.most = queue_most,
	.draw = queue_draw,
	.brief = queue_brief,
	.passage = true,
};
