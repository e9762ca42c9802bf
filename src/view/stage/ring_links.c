/*
 * The lines of arrange_ring(): from a side's process along a column of the object's own, from
 * the top straight down, and from those who have or want a lock down to its badge.
 */
#include "view/stage/ring_links.h"

#include "view/cells/bounds.h"

/* The row at which a line enters a box that comes from another row. */
static int port_row(const struct placed_object *object, int from)
{
	int first = object->at.row + 1, last = object->at.row + object->at.rows - 2;

	if (object->shape == SHAPE_TUBE)
		return first + (object->at.rows - 2) / 2;
	return clamp(from, first, most_of(first, last));
}

/* A line from a side's process to a box: out, along the object's own column, and in. */
static void link_side(struct ring_layout *a, int actor, int object, bool left)
{
	const struct rect *p = &a->out->actors[actor].at;
	const struct placed_object *placed = &a->out->objects[object];
	int boxed = p->rows >= 3, out = left ? p->col + p->cols - boxed : p->col - !boxed;
	int in = left ? placed->at.col : placed->at.col + placed->at.cols - 1;
	int row = boxed ? p->row + 1 + least_of((p->rows - 2) / 2 + object, p->rows - 3) : p->row;
	int port = port_row(placed, row), lane = 1 + boxed + object;
	int bus = left ? least_of(out + lane, in - 2) : most_of(out - lane, in + 2);
	const struct point points[] = {{row, out}, {row, bus}, {port, bus}, {port, in}};

	arrange_link(a->out, actor, object, points, 4);
}

/*
 * From the top straight down to the first box; to the others around the right side. Who stands
 * there has mostly only made the objects, so the line is there while it is used.
 */
static void link_top(struct ring_layout *a, int actor, int object)
{
	const struct rect *p = &a->out->actors[actor].at;
	const struct rect *o = &a->out->objects[object].at;
	int middle = o->col + o->cols / 2, bottom = p->row + p->rows - (p->rows >= 3);
	int bus = o->col + o->cols + 1 + object, port = port_row(&a->out->objects[object], o->row);
	const struct point down[] = {{bottom, middle}, {o->row, middle}};
	const struct point round[] = {{p->row + p->rows / 2, p->col + p->cols - 1},
				      {p->row + p->rows / 2, bus},
				      {port, bus},
				      {port, o->col + o->cols - 1}};
	struct link *link = NULL;

	if (a->out->objects[object].shape == SHAPE_TUBE || object > 0) {
		if (a->gap > object + 2 && bus > p->col + p->cols)
			link = arrange_link(a->out, actor, object, round, 4);
	} else if (bottom < o->row) {
		link = arrange_link(a->out, actor, object, down, 2);
	}
	if (link)
		link->quiet = true;
}

/* Whether another badge is in the way of a line down a column and along to a badge's end. */
static bool badge_between(const struct ring_layout *a, int object, int bus, bool left)
{
	const struct rect *b = &a->out->objects[object].at;

	for (int i = a->out->box_count; i < a->out->object_count; i++) {
		const struct rect *other = &a->out->objects[i].at;
		bool above =
			other->row < b->row && bus >= other->col && bus < other->col + other->cols;
		bool beside = other->row == b->row && (other->col < b->col) == left;

		if (i != object && (above || beside))
			return true;
	}
	return false;
}

/* A lock's line: from the holder and from those who wait, down beside the boxes to its badge. */
static void link_badge(struct ring_layout *a, int actor, int object, bool left)
{
	const struct rect *p = &a->out->actors[actor].at;
	const struct rect *b = &a->out->objects[object].at;
	int boxed = p->rows >= 3, out = left ? p->col + p->cols - boxed : p->col - !boxed;
	int in = left ? b->col - 1 : b->col + b->cols, bus = left ? out + 1 : out - 1;
	int row = boxed ? p->row + p->rows - 2 : p->row;
	bool above = bus >= b->col && bus < b->col + b->cols;
	const struct point points[] = {
		{row, out}, {row, bus}, {b->row, bus}, {b->row, above ? bus : in}};
	struct link *link;

	if (badge_between(a, object, bus, left) || (!above && (left ? in < bus : in > bus)))
		return;
	link = arrange_link(a->out, actor, object, points, 4);
	if (link)
		link->quiet = link->open_end = true;
}

void ring_link(struct ring_layout *a)
{
	struct arrangement *out = a->out;

	for (int p = 0; p < out->actor_count; p++) {
		const struct actor *actor = out->actors[p].actor;
		bool left = set_has(a->left, actor->number),
		     right = set_has(a->right, actor->number);

		for (int o = 0; o < out->object_count; o++) {
			if (!arrange_linked(a->scene, actor, out->objects[o].object))
				continue;
			if (o >= out->box_count && (left || right))
				link_badge(a, p, o, left);
			else if (o < out->box_count && (left || right))
				link_side(a, p, o, left);
			else if (o < out->box_count)
				link_top(a, p, o);
		}
	}
}
