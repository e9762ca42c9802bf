/*
 * A barrier: a place for each party, taken by those who have arrived, and in which round it is.
 */
#include <inttypes.h>
#include <stdio.h>
#include "kinds/barrier/state.h"
#include "view/cells/bounds.h"
#include "view/cells/glyph.h"
#include "view/stage/kind.h"
#include "view/stage/object_frame.h"

enum { PLACE_COLS = 6, PLACE_ROWS = 3, ROOMY = 6, MARKS_MOST = 16 };

static enum shape barrier_shape(const struct object *object)
{
	(void)object;
	return SHAPE_BLOCK;
}

static int parties_of(const struct object *object)
{
	return barrier_of(object)->parties < MARKS_MOST ? (int)barrier_of(object)->parties
							: MARKS_MOST;
}

static struct extent barrier_most(const struct object *object)
{
	int cols = PLACE_COLS * parties_of(object) + 5;

	return (struct extent){9, cols > 30 ? cols : 30};
}

/* The processes of a set one after the other; -1 when there is none left. */
static int take_lowest(struct set *set)
{
	int lowest = set_first(*set);

	set_drop_first(set);
	return lowest;
}

/* Where there is room a place is a small box with the number of who stands in it. */
static bool draw_places(struct canvas *cv, struct rect in, int row, const struct object *object)
{
	int parties = parties_of(object), left = in.col + (in.cols - PLACE_COLS * parties + 1) / 2;
	struct set arrived = barrier_of(object)->arrived;

	if (in.rows < ROOMY || PLACE_COLS * parties - 1 > in.cols)
		return false;
	for (int i = 0; i < parties; i++) {
		struct rect at = {in.row + row, left + PLACE_COLS * i, PLACE_ROWS, PLACE_COLS - 1};
		int actor = take_lowest(&arrived);
		enum role role = actor < 0 ? ROLE_DIM : ROLE_ITEM;

		canvas_box(cv, at, BOX_ROUND, role, NULL, role);
		if (actor >= 0)
			canvas_print(cv, at.row + 1, at.col + 1, at.cols - 2, role, " %d", actor);
	}
	return true;
}

static void draw_marks(struct canvas *cv, struct rect in, int row, const struct object *object)
{
	int parties = least_of(parties_of(object), in.cols);
	int gap = 2 * parties - 1 <= in.cols ? 2 : 1;
	int arrived = set_count(barrier_of(object)->arrived);
	int left = in.col + (in.cols - (parties * gap - gap + 1)) / 2;

	for (int i = 0; i < parties; i++)
		canvas_text(cv, in.row + row, left + i * gap, 1, i < arrived ? ROLE_ITEM : ROLE_DIM,
			    i < arrived ? GLYPH_TOKEN : GLYPH_TAKEN);
}

static void state_words(const struct barrier_state *barrier, char *out, size_t size)
{
	int arrived = set_count(barrier->arrived);

	if (barrier->broken)
		snprintf(out, size, "broken");
	else
		snprintf(out, size, "%d of %" PRIu32 " here", arrived, barrier->parties);
}

static void barrier_draw(struct canvas *cv, const struct placed_object *placed,
			 const struct scene *scene)
{
	const struct barrier_state *barrier = barrier_of(placed->object);
	struct rect in = object_frame(cv, placed);
	bool roomy = in.rows >= ROOMY;
	int row = (in.rows - (roomy ? 5 : 2)) / 2;
	char text[48];

	(void)scene;
	row = row > 0 ? row : 0;
	if (draw_places(cv, in, row, placed->object))
		row += PLACE_ROWS;
	else
		draw_marks(cv, in, row++, placed->object);
	state_words(barrier, text, sizeof(text));
	draw_centered(cv, in, row++,
		      barrier->broken			? ROLE_BAD
		      : !set_is_empty(barrier->arrived) ? ROLE_STRONG
							: ROLE_PLAIN,
		      text);
	snprintf(text, sizeof(text), "met: %" PRIu32, barrier->generation);
	if (barrier->generation)
		draw_centered(cv, in, row, ROLE_DIM, text);
}

static enum role barrier_brief(const struct object *object, const struct scene *scene, char *out,
			       size_t size)
{
	char words[48];

	(void)scene;
	state_words(barrier_of(object), words, sizeof(words));
	snprintf(out, size, "[%s]", words);
	return barrier_of(object)->broken ? ROLE_BAD : ROLE_ITEM;
}

const struct kind_view barrier_view = {
	.shape = barrier_shape,
	.least = {4, 13},
	.most = barrier_most,
	.draw = barrier_draw,
	.brief = barrier_brief,
};
