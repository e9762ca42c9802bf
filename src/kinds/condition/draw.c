/*
 * A condition: its waiting room, the first one first, who has been woken, and how many
 * notifications came when nobody was there. The lock beside it is drawn as what it is.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "kinds/condition/state.h"
#include "view/cells/glyph.h"
#include "view/stage/kind.h"
#include "view/stage/object_frame.h"

enum { SEAT_COLS = 6, SEAT_ROWS = 3, ROOMY = 7 };

static enum shape condition_shape(const struct object *object)
{
	(void)object;
	return SHAPE_BLOCK;
}

static struct extent condition_most(const struct object *object)
{
	int cols = SEAT_COLS * condition_of(object)->count + 6;

	return (struct extent){10, cols > 30 ? cols : 30};
}

/* A process that has ended still sits there: nobody takes it off the list. */
static bool is_gone(const struct scene *scene, unsigned actor)
{
	return actor_over(&scene->now->actors[actor % LIMIT_ACTORS]);
}

/* Where there is room each waiter has a seat of its own. */
static bool has_seats(struct rect in, const struct condition_state *condition)
{
	return in.rows >= ROOMY && condition->count && SEAT_COLS * condition->count - 1 <= in.cols;
}

static void draw_seats(struct canvas *cv, struct rect in, int row,
		       const struct condition_state *condition, const struct scene *scene)
{
	int left = in.col + (in.cols - SEAT_COLS * condition->count + 1) / 2;

	for (int i = 0; i < condition->count; i++) {
		struct rect seat = {in.row + row, left + SEAT_COLS * i, SEAT_ROWS, SEAT_COLS - 1};
		bool gone = is_gone(scene, condition->waiting[i]);

		canvas_box(cv, seat, BOX_ROUND, ROLE_WAITING, NULL, ROLE_WAITING);
		canvas_print(cv, seat.row + 1, seat.col + 1, seat.cols - 2,
			     gone ? ROLE_BAD : ROLE_WAITING, gone ? " %u" GLYPH_DEAD : " %u",
			     condition->waiting[i]);
	}
}

/* Their numbers in order; which process it is that has ended is said in its own box. */
static void room_words(const struct condition_state *condition, int cols, char *out, size_t size)
{
	size_t used = (size_t)snprintf(out, size, condition->count ? "waiting:" : "nobody waits");

	for (int i = 0; i < condition->count && used + 5 < size; i++) {
		if ((int)used + 3 > cols) {
			snprintf(out, size, "%d wait", condition->count);
			return;
		}
		used += (size_t)snprintf(out + used, size - used, " %u", condition->waiting[i]);
	}
}

/* Returns the row below what was drawn. */
static int draw_room(struct canvas *cv, struct rect in, int row,
		     const struct condition_state *condition, const struct scene *scene)
{
	char text[64];

	if (has_seats(in, condition)) {
		draw_centered(cv, in, row, ROLE_DIM, "waiting room");
		draw_seats(cv, in, row + 1, condition, scene);
		return row + 1 + SEAT_ROWS;
	}
	room_words(condition, in.cols, text, sizeof(text));
	draw_centered(cv, in, row, condition->count ? ROLE_WAITING : ROLE_DIM, text);
	return row + 1;
}

static void condition_draw(struct canvas *cv, const struct placed_object *placed,
			   const struct scene *scene)
{
	const struct condition_state *condition = condition_of(placed->object);
	struct rect in = object_frame(cv, placed);
	int rows = has_seats(in, condition) ? 1 + SEAT_ROWS : 1, row;
	char text[64], numbers[40];

	rows += !set_is_empty(condition->notified) + (condition->lost != 0);
	row = draw_room(cv, in, in.rows > rows ? (in.rows - rows) / 2 : 0, condition, scene);
	if (!set_is_empty(condition->notified)) {
		numbers_of(condition->notified, in.cols - 7, numbers, sizeof(numbers));
		snprintf(text, sizeof(text), "woken: %s", numbers);
		draw_centered(cv, in, row++, ROLE_ITEM, text);
	}
	if (condition->lost) {
		snprintf(text, sizeof(text), "lost: %" PRIu32, condition->lost);
		draw_centered(cv, in, row, ROLE_BAD, text);
	}
}

static enum role condition_brief(const struct object *object, const struct scene *scene, char *out,
				 size_t size)
{
	const struct condition_state *condition = condition_of(object);
	char room[64], numbers[24];

	(void)scene;
	room_words(condition, 24, room, sizeof(room));
	numbers_of(condition->notified, 12, numbers, sizeof(numbers));
	snprintf(out, size, "[%s%s%s]", room, numbers[0] ? ", woken: " : "", numbers);
	return condition->count ? ROLE_WAITING : ROLE_PLAIN;
}

const struct kind_view condition_view = {
	.shape = condition_shape,
	.least = {4, 16},
	.most = condition_most,
	.draw = condition_draw,
	.brief = condition_brief,
};
