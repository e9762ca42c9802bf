/*
 * Going along paths cell by cell.
 */
#include "view/cells/path.h"

#include <stdlib.h>
#include <string.h>
#include "view/cells/glyph.h"

static int sign(int value)
{
	return (value > 0) - (value < 0);
}

/* The arm that points from one cell to its neighbour in a direction. */
static enum arm arm_towards(int rows, int cols)
{
	if (rows)
		return rows < 0 ? ARM_UP : ARM_DOWN;
	return cols < 0 ? ARM_LEFT : ARM_RIGHT;
}

int path_length(const struct point *points, int count)
{
	int length = 1;

	for (int i = 1; i < count; i++)
		length += abs(points[i].row - points[i - 1].row) +
			  abs(points[i].col - points[i - 1].col);
	return length;
}

struct point path_cell(const struct point *points, int count, int distance)
{
	struct point at = points[0];

	for (int i = 1; i < count; i++) {
		struct point to = points[i];
		int part = abs(to.row - at.row) + abs(to.col - at.col);

		if (distance <= part)
			return (struct point){at.row + distance * sign(to.row - at.row),
					      at.col + distance * sign(to.col - at.col)};
		distance -= part;
		at = to;
	}
	return at;
}

/* Whether a line may end in a cell: a border or a blank, not the letters of a title. */
static bool joinable(struct canvas *cv, struct point at)
{
	const struct cell *cell = canvas_at(cv, at.row, at.col);

	return cell && (!strcmp(cell->text, " ") || glyph_arms(cell->text));
}

void path_draw(struct canvas *cv, const struct point *points, int count, int last, enum role role)
{
	int end = path_length(points, count) - 1;

	for (int i = 0; i <= last; i++) {
		struct point at = path_cell(points, count, i),
			     previous = path_cell(points, count, i > 0 ? i - 1 : 0);
		struct point next = path_cell(points, count, i < end ? i + 1 : end);
		unsigned arms = 0;

		if (i > 0)
			arms |= arm_of(arm_towards(previous.row - at.row, previous.col - at.col),
				       WEIGHT_LIGHT);
		if (i < end)
			arms |= arm_of(arm_towards(next.row - at.row, next.col - at.col),
				       WEIGHT_LIGHT);
		if ((i > 0 && i < end) || joinable(cv, at))
			canvas_join(cv, at.row, at.col, arms, role);
	}
}

void path_arrow(struct canvas *cv, const struct point *points, int count, int at, int towards,
		enum role role)
{
	static const char *const heads[ARMS] = {
		[ARM_UP] = GLYPH_UP,
		[ARM_RIGHT] = GLYPH_HERE,
		[ARM_DOWN] = GLYPH_DOWN,
		[ARM_LEFT] = GLYPH_BACK,
	};
	struct point a = path_cell(points, count, at), b = path_cell(points, count, towards);

	canvas_text(cv, a.row, a.col, 1, role, heads[arm_towards(b.row - a.row, b.col - a.col)]);
}
