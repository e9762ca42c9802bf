/*
 * Two processes with pipes or connections between them: the processes on top, the pipes below as
 * long as the stage is wide, each process joined to all its ends by one line. An address that one
 * of them listens at is a pipe of those who wait to be let in, where there is room for it; with
 * such an address, what else there is becomes a line of words.
 *
 *	┌ 0 parent ────┐          ┌ 1 child ─────┐
 *	└──┬───────────┘          └──────────┬───┘
 *	   │ ╔═ pipe 1 ════════════════════╗ │
 *	   ├─►               [3]      [2]  ►─┤
 *	   │ ╚══════════════ 8 of 65536 ═══╝ │
 */
#include "view/stage/arrange_tubes.h"

#include <string.h>

enum {
	TUBE_ROWS = 3,
	TRUNK = 3,     /* column of a process's line, from its outer edge */
	INSET = 6,     /* columns between the stage's edge and a tube */
	WIDE = 100,    /* from here on the tubes fit between the processes */
	BOX_LEAST = 4, /* rows of a process */
	BOX_MOST = 7,
	BOX_COLS = 34, /* columns it can use */
	TUBE_MOST = 5, /* rows a tube can use */
};

static bool is_door(const struct placed_object *placed)
{
	return kind_view(placed->object->kind)->door;
}

static bool has_door(const struct arrangement *out)
{
	for (int i = 0; i < out->box_count; i++)
		if (is_door(&out->objects[i]))
			return true;
	return false;
}

/* How many tubes there would be: addresses count as one, or not. */
static int count_tubes(const struct arrangement *out, bool listeners)
{
	int count = 0;

	for (int i = 0; i < out->box_count; i++)
		count +=
			is_door(&out->objects[i]) ? listeners : out->objects[i].shape == SHAPE_TUBE;
	return count;
}

static bool has_room(const struct arrangement *out, int tubes, struct rect at)
{
	return tubes && BOX_LEAST + tubes * TUBE_ROWS + out->object_count - tubes <= at.rows;
}

/* Where an object comes: addresses, then the other tubes, then badges. */
static int place_of(const struct placed_object *placed, bool listeners)
{
	if (is_door(placed))
		return listeners ? 0 : 2;
	return placed->shape == SHAPE_TUBE ? 1 : 2;
}

/* Put the objects in their places, otherwise in the order that they have. */
static void part(struct arrangement *out, bool listeners)
{
	struct placed_object parted[ARRANGE_OBJECTS];
	int count = 0;

	out->box_count = count_tubes(out, listeners);
	for (int place = 0; place < 3; place++) {
		for (int i = 0; i < out->object_count; i++) {
			if (place_of(&out->objects[i], listeners) != place)
				continue;
			parted[count] = out->objects[i];
			parted[count++].shape = place < 2 ? SHAPE_TUBE : SHAPE_BADGE;
		}
	}
	memcpy(out->objects, parted, (size_t)count * sizeof(parted[0]));
}

/* Whether this arrangement suits; then every object has its shape in it. */
static bool suits(struct arrangement *out, struct rect at, const struct scene *scene)
{
	bool listeners = has_door(out);

	if (scene->now->actor_count != 2 || at.cols >= WIDE || at.cols < 40)
		return false;
	if (!listeners && count_tubes(out, false) < out->box_count)
		return false;
	if (!has_room(out, count_tubes(out, listeners), at))
		listeners = false;
	if (!has_room(out, count_tubes(out, listeners), at))
		return false;
	part(out, listeners);
	return true;
}

/* Both ends of a tube: from below the process to the row of the tube and into its mouth. */
static void link_ends(struct arrangement *out, struct rect at, int object)
{
	const struct rect *tube = &out->objects[object].at;
	int row = tube->row + 1 + (tube->rows - 2) / 2;

	for (int end = 0; end < 2; end++) {
		const struct rect *box = &out->actors[end].at;
		int trunk = end ? at.col + at.cols - 1 - TRUNK : at.col + TRUNK;
		int mouth = end ? tube->col + tube->cols - 1 : tube->col;
		const struct point points[] = {
			{box->row + box->rows - 1, trunk}, {row, trunk}, {row, mouth}};

		arrange_link(out, end, object, points, 3);
	}
}

static void place_tubes(struct arrangement *out, const struct scene *scene, struct rect at, int row)
{
	int badges = out->object_count - out->box_count, count = out->box_count;
	int room = at.row + at.rows - badges - row, rows = room / count;
	int gap = count > 1 && rows > TUBE_ROWS ? 1 : 0;

	rows = rows - gap > TUBE_MOST ? TUBE_MOST : rows - gap < TUBE_ROWS ? TUBE_ROWS : rows - gap;
	row += (room - count * rows - (count - 1) * gap) / 2;
	for (int i = 0; i < count; i++, row += rows + gap) {
		struct placed_object *tube = &out->objects[i];

		tube->at = (struct rect){row, at.col + INSET, rows, at.cols - 2 * INSET};
		arrange_direct(scene, tube, set_of(0), set_of(1));
		link_ends(out, at, i);
	}
	for (int i = 0; i < badges; i++)
		out->objects[count + i].at = (struct rect){at.row + at.rows - badges + i,
							   at.col + INSET, 1, at.cols - 2 * INSET};
}

/* Where there is more room than the picture can use it stays together, in the middle. */
static void gather(struct rect *at, int rows)
{
	if (at->rows > rows) {
		at->row += (at->rows - rows) / 2;
		at->rows = rows;
	}
}

bool arrange_tubes(struct arrangement *out, struct rect at, const struct scene *scene)
{
	int width = (at.cols - 4) / 2, badges, rows;

	if (!suits(out, at, scene))
		return false;
	badges = out->object_count - out->box_count; /* which of them are boxes is known now */
	rows = at.rows - badges - out->box_count * (TUBE_ROWS + 1);
	rows = rows > BOX_MOST ? BOX_MOST : rows < BOX_LEAST ? BOX_LEAST : rows;
	width = width > BOX_COLS ? BOX_COLS : width;
	gather(&at, rows + 1 + out->box_count * (TUBE_MOST + 1) + badges);
	for (int end = 0; end < 2; end++)
		arrange_actor(out, &scene->now->actors[end],
			      (struct rect){at.row, end ? at.col + at.cols - width : at.col, rows,
					    width});
	place_tubes(out, scene, at, at.row + rows);
	return true;
}
