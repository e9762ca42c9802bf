/*
 * Objects in the middle, one below the other; processes left and right of them, and above the one
 * that only starts the others and waits for them; locks and other small things in a line below.
 *
 *	            ┌ 0 main ─────┐
 *	┌ 1 adder ──┐             ┌ 2 adder ──┐
 *	│           │ ╔ counter ╗ │           │
 *	│           ├►║    3    ║◄┤           │
 *	└───────────┘ ╚═════════╝ └───────────┘
 *	          lock [locked by 1]
 */
#include "view/stage/arrange_ring.h"

#include <string.h>
#include "view/cells/bounds.h"
#include "view/cells/text.h"
#include "view/stage/ring_links.h"

enum {
	SIDE_LEAST = 9,	  /* columns of a process at a side ... */
	SIDE_ENOUGH = 11, /* ... and where there is room: a name, two words in a row */
	ENOUGH_FROM = 48,
	SIDE_MOST = 34,
	MIDDLE_LEAST = 10, /* columns between the sides' lines */
	GAP_LEAST = 3,	   /* columns for lines: of locks, of objects, and an arrow */
	GAP_MOST = 11,
	BADGE_GAP = 3,
	TALL = 20, /* rows from which on boxes are larger */
};

static int actors_of(const struct scene *scene)
{
	return least_of(scene->now->actor_count, LIMIT_ACTORS);
}

static int members(struct set set)
{
	return set_count(set);
}

/* Where the second of two groups of equally named processes begins; 0 when it is not two. */
static int second_group(const struct stage *stage, int first, int count)
{
	int start = 0;

	for (int i = first + 1; i < count; i++) {
		if (!strcmp(stage->actors[i].name, stage->actors[i - 1].name))
			continue;
		if (start)
			return 0;
		start = i;
	}
	return start;
}

/*
 * Producers left and consumers right when their names tell them apart, else half and half.
 * Process 0 stands on top where it has only started the others; with pipes it is one of those
 * who talk. Depends on what does not change, so that nobody changes sides during a run.
 */
static void choose_sides(struct ring_layout *a)
{
	const struct arrangement *out = a->out;
	bool tube = out->box_count && out->objects[0].shape == SHAPE_TUBE;
	int count = actors_of(a->scene), first, split;

	a->top = count == 1 || (count > 2 && !tube) || !out->box_count ||
		 (!tube &&
		  !arrange_linked(a->scene, &a->scene->now->actors[0], out->objects[0].object));
	first = a->top ? 1 : 0;
	split = second_group(a->scene->now, first, count);
	if (!split)
		split = first + (count - first + 1) / 2;
	for (int i = first; i < count; i++)
		set_add(i < split ? &a->left : &a->right, (unsigned)i);
}

/*
 * Put badges in centered rows, as many as there are rows; the others are counted. With no rows
 * at all (rows < 0) it only says how many would be needed.
 */
static int flow_badges(struct ring_layout *a, int row, int rows)
{
	struct arrangement *out = a->out;
	int first = out->box_count, needed = 0;

	while (first < out->object_count) {
		int next = first, cols = -BADGE_GAP, col;

		for (; next < out->object_count; next++) {
			int more = BADGE_GAP +
				   arrange_badge_columns(a->scene, out->objects[next].object);

			if (next > first && cols + more > a->at.cols)
				break;
			cols += more;
		}
		cols = least_of(cols, a->at.cols);
		col = a->at.col + (a->at.cols - cols) / 2;
		for (int i = first; i < next && needed < rows; i++) {
			int width = least_of(
				arrange_badge_columns(a->scene, out->objects[i].object), cols);

			out->objects[i].at = (struct rect){row + needed, col, 1, width};
			col += width + BADGE_GAP;
		}
		if (rows >= 0 && needed >= rows) {
			out->objects_hidden += out->object_count - first;
			out->object_count = first;
			return needed;
		}
		first = next;
		needed++;
	}
	return needed;
}

/* Columns: sides, lines, middle. What the middle cannot use goes to the lines, then the sides. */
static void divide_columns(struct ring_layout *a)
{
	int side_least = a->at.cols >= ENOUGH_FROM ? SIDE_ENOUGH : SIDE_LEAST;
	int cols = a->at.cols, most = MIDDLE_LEAST, least = MIDDLE_LEAST, middle;
	int boxes = a->out->box_count;

	for (int i = 0; i < boxes; i++) {
		const struct object *object = a->out->objects[i].object;

		most = most_of(most, kind_view(object->kind)->most(object).cols);
		least = most_of(least, kind_view(object->kind)->least.cols);
		if (kind_view(object->kind)->content_cols)
			least = most_of(least, 2 + kind_view(object->kind)->content_cols(object));
	}
	if (set_is_empty(a->left) && set_is_empty(a->right))
		return;
	a->gap = GAP_LEAST + clamp(boxes - 1, 0, 3) + (cols > 90 ? 2 : 0);
	a->side = clamp(cols / 3, side_least, SIDE_MOST);
	middle = cols - 2 * (a->side + a->gap);
	if (middle < least)
		a->side = most_of(side_least, a->side - (least - middle + 1) / 2);
	middle = cols - 2 * (a->side + a->gap);
	a->gap = clamp(a->gap + (middle - most) / 2, a->gap, GAP_MOST);
	middle = cols - 2 * (a->side + a->gap);
	a->side = clamp(a->side + (middle - most) / 2, a->side, SIDE_MOST + 8);
}

/* The highest a process's box gets. */
static int side_rows(const struct ring_layout *a)
{
	return a->at.rows >= TALL ? 6 : 5;
}

/* Where there is more room than the picture can use it stays together, in the middle. */
static void gather(struct ring_layout *a)
{
	int side = most_of(members(a->left), members(a->right)), boxes = 0, rows, spare;

	for (int i = 0; i < a->out->box_count; i++)
		boxes += 1 + kind_view(a->out->objects[i].object->kind)
				     ->most(a->out->objects[i].object)
				     .rows;
	rows = a->top_rows + most_of(boxes, side * (side_rows(a) + 1)) + 1;
	spare = a->main.rows - rows;
	if (spare > 0) {
		a->main.row += spare / 2;
		a->main.rows = rows;
	}
}

/* The top, the boxes there is room for below it, and the badges, which the other boxes become. */
static void divide_rows(struct ring_layout *a)
{
	struct arrangement *out = a->out;
	int rows = a->at.rows, most = most_of(1, rows / 5), fit;
	int badges = least_of(flow_badges(a, 0, -1), most);

	a->top_rows = !a->top ? 0 : rows - badges >= TALL ? 6 : rows - badges >= 9 ? 4 : 2;
	fit = arrange_boxes_that_fit(out, rows - badges - a->top_rows);
	if (fit < out->box_count) {
		badges = most;
		fit = arrange_boxes_that_fit(out, rows - badges - a->top_rows);
	}
	for (int i = fit; i < out->box_count; i++)
		out->objects[i].shape = SHAPE_BADGE;
	out->box_count = fit;
	a->main = a->at;
	a->main.rows = most_of(0, rows - badges);
	gather(a);
	flow_badges(a, a->main.row + a->main.rows, badges);
}

static void place_boxes(struct ring_layout *a)
{
	struct arrangement *out = a->out;
	int heights[ARRANGE_OBJECTS], count = out->box_count;
	int room = a->main.rows - a->top_rows, used = arrange_heights(out, room, heights);
	int left = a->main.col + a->side + a->gap, cols = a->at.cols - 2 * (a->side + a->gap);
	int spare = count ? clamp((room - used) / (count + 1), 0, 2) : 0;
	int row = a->main.row + a->top_rows + (room - used - spare * (count - 1)) / 2;

	for (int i = 0; i < count; i++) {
		const struct object *object = out->objects[i].object;
		int width = least_of(cols, kind_view(object->kind)->most(object).cols);

		width = most_of(width, 4);
		out->objects[i].at =
			(struct rect){row, left + (cols - width) / 2, heights[i], width};
		row += heights[i] + spare;
	}
}

/* The middle row of the first box: a lone process stands beside it. */
static int middle_row(const struct ring_layout *a)
{
	const struct rect *box = &a->out->objects[0].at;

	if (!a->out->box_count)
		return a->main.row + a->main.rows / 2;
	return box->row + box->rows / 2;
}

/* Whether there are so many at a side that they need the rows beside the top, too. */
static bool beside_top(const struct ring_layout *a)
{
	int most = most_of(members(a->left), members(a->right));

	return most * 5 > a->main.rows - a->top_rows + 1;
}

static void place_side(struct ring_layout *a, struct set set, int col)
{
	int below = beside_top(a) ? 0 : most_of(a->top_rows - 1, 0), room = a->main.rows - below;
	int count = members(set), fit = least_of(count, room), rows, gap, row;

	if (!fit)
		return;
	rows = clamp(room / fit, 1, side_rows(a));
	if (rows == 2 && fit * 2 > room)
		rows = 1;
	gap = fit > 1 ? clamp((room - fit * rows) / (fit - 1), 0, 2) : 0;
	row = a->main.row + below + (room - fit * rows - (fit - 1) * gap) / 2;
	if (count == 1)
		row = clamp(middle_row(a) - rows / 2, a->main.row + below,
			    a->main.row + a->main.rows - rows);
	for (unsigned i = 0; i < LIMIT_ACTORS; i++) {
		const struct actor *actor = &a->scene->now->actors[i];

		if (!set_has(set, i))
			continue;
		if (!fit--) {
			a->out->actors_hidden += count;
			return;
		}
		arrange_actor(a->out, actor,
			      arrange_shrunk(actor, (struct rect){row, col, rows, a->side}));
		row += rows + gap;
		count--;
	}
}

/* Process 0 above the boxes: as wide as the sides leave it room. */
static void place_top(struct ring_layout *a)
{
	int lanes = most_of(a->gap - 1 - a->out->box_count, 0);
	int rows = least_of(a->top_rows - 1, a->main.rows), free_cols = a->at.cols;

	for (int i = 0; i < a->out->actor_count; i++)
		if (a->out->actors[i].at.row < a->main.row + a->top_rows - 1)
			free_cols = a->at.cols - 2 * (a->side + a->gap - lanes);
	free_cols = clamp(free_cols, 4, 34);
	if (rows > 0)
		arrange_actor(a->out, &a->scene->now->actors[0],
			      (struct rect){a->main.row,
					    a->main.col + (a->main.cols - free_cols) / 2, rows,
					    free_cols});
	else
		a->out->actors_hidden++;
}

/* Tubes lie the way most of their traffic goes. */
static void turn_tubes(struct ring_layout *a)
{
	for (int i = 0; i < a->out->box_count; i++)
		arrange_direct(a->scene, &a->out->objects[i], a->left, a->right);
}

void arrange_ring(struct arrangement *out, struct rect at, const struct scene *scene)
{
	struct ring_layout a = {.out = out, .scene = scene, .at = at};

	choose_sides(&a);
	divide_columns(&a);
	divide_rows(&a);
	place_boxes(&a);
	place_side(&a, a.left, at.col);
	place_side(&a, a.right, at.col + at.cols - a.side);
	if (a.top)
		place_top(&a);
	turn_tubes(&a);
	ring_link(&a);
}
