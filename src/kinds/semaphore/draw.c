/*
 * A semaphore: its tokens, there or taken, and who waits for one. Used as a lock it is a lock.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "kinds/semaphore/state.h"
#include "view/cells/glyph.h"
#include "view/stage/attention.h"
#include "view/stage/kind.h"
#include "view/stage/object_frame.h"

enum { TOKENS_SHOWN = 32 };

static enum shape semaphore_shape(const struct object *object)
{
	return semaphore_of(object)->used_as_lock ? SHAPE_BADGE : SHAPE_BLOCK;
}

/* Places for tokens: as many as there ever were at once, at most so many as can be shown. */
static int places(const struct object *object)
{
	const struct semaphore_state *semaphore = semaphore_of(object);
	uint64_t most = semaphore->most > semaphore->initial ? semaphore->most : semaphore->initial;

	if (semaphore->tokens > most)
		most = semaphore->tokens;
	return most > TOKENS_SHOWN ? TOKENS_SHOWN : (int)most;
}

static struct extent semaphore_most(const struct object *object)
{
	int cols = 4 * places(object) + 6;

	return (struct extent){10, cols > 34 ? cols : 34};
}

/* One row of tokens from `first` on, as many as fit with a gap between them. */
static int draw_tokens(struct canvas *cv, struct rect in, int row, const struct object *object,
		       int first)
{
	int count = places(object) - first, gap = in.cols / (count > 0 ? count : 1);
	int here, left;

	gap = gap > 4 ? 4 : gap < 2 ? 2 : gap;
	here = in.cols / gap < count ? in.cols / gap : count;
	left = in.col + (in.cols - (here * gap - gap + 1)) / 2;
	for (int i = 0; i < here; i++) {
		bool there = (uint64_t)(first + i) < semaphore_of(object)->tokens;

		canvas_text(cv, in.row + row, left + i * gap, 1, there ? ROLE_ITEM : ROLE_DIM,
			    there ? GLYPH_TOKEN : GLYPH_TAKEN);
	}
	return first + here;
}

/* The words below the tokens, the most important first; shorter ones where they do not fit. */
static void draw_words(struct canvas *cv, struct rect in, int row, const struct object *object,
		       const struct scene *scene)
{
	const struct semaphore_state *semaphore = semaphore_of(object);
	struct set waiting = waiting_at(scene->now, object);
	bool many = semaphore->most_inside > semaphore->initial, wide = in.cols > 15;
	char text[64], numbers[48];

	if (!places(object))
		snprintf(text, sizeof(text), "0 left");
	else
		snprintf(text, sizeof(text), wide ? "%" PRIu64 " of %d left" : "%" PRIu64 " of %d",
			 semaphore->tokens, places(object));
	draw_centered(cv, in, row++, semaphore->tokens ? ROLE_PLAIN : ROLE_STRONG, text);
	if (!set_is_empty(waiting)) {
		numbers_of(waiting, in.cols - (wide ? 9 : 5), numbers, sizeof(numbers));
		snprintf(text, sizeof(text), wide ? "waiting: %s" : "wait %s", numbers);
		if (strchr(numbers, '+'))
			snprintf(text, sizeof(text), "%d wait", set_count(waiting));
		draw_centered(cv, in, row++, ROLE_WAITING, text);
	}
	if (semaphore->most_inside && !semaphore->signals) {
		snprintf(text, sizeof(text), wide ? "most inside: %" PRIu32 : "most: %" PRIu32,
			 semaphore->most_inside);
		draw_centered(cv, in, row, many ? ROLE_BAD : ROLE_DIM, text);
	}
}

/* Where there is room a place for a token is a small box of its own. */
static bool draw_places(struct canvas *cv, struct rect in, const struct object *object)
{
	int count = places(object), left = in.col + (in.cols - 6 * count + 1) / 2;

	if (in.rows < 7 || 6 * count - 1 > in.cols)
		return false;
	for (int i = 0; i < count; i++) {
		bool there = (uint64_t)i < semaphore_of(object)->tokens;
		enum role role = there ? ROLE_ITEM : ROLE_DIM;

		canvas_box(cv, (struct rect){in.row + (in.rows > 7), left + 6 * i, 3, 5}, BOX_ROUND,
			   role, NULL, role);
		canvas_text(cv, in.row + (in.rows > 7) + 1, left + 6 * i + 2, 1, role,
			    there ? GLYPH_TOKEN : GLYPH_TAKEN);
	}
	return true;
}

static void semaphore_draw(struct canvas *cv, const struct placed_object *placed,
			   const struct scene *scene)
{
	struct rect in = object_frame(cv, placed);
	int row = in.rows > 3 ? (in.rows - 3) / 2 : 0, first = 0;

	if (!places(placed->object)) {
		draw_words(cv, in, row, placed->object, scene);
		return;
	}
	if (draw_places(cv, in, placed->object)) {
		draw_words(cv, in, in.rows > 7 ? 5 : 4, placed->object, scene);
		return;
	}
	do
		first = draw_tokens(cv, in, row++, placed->object, first);
	while (first < places(placed->object) && row < in.rows - 1);
	draw_words(cv, in, row + (in.rows - row > 3), placed->object, scene);
}

/* Who holds the token of a semaphore used as a lock, in words. */
static void lock_words(const struct semaphore_state *semaphore, char *out, size_t size)
{
	char numbers[24];

	numbers_of(semaphore->inside, 12, numbers, sizeof(numbers));
	if (semaphore->tokens)
		snprintf(out, size, "[open]");
	else
		snprintf(out, size, numbers[0] ? "[locked by %s]" : "[locked]", numbers);
}

static enum role semaphore_brief(const struct object *object, const struct scene *scene, char *out,
				 size_t size)
{
	const struct semaphore_state *semaphore = semaphore_of(object);
	char row[TOKENS_SHOWN * 4 + 1] = "";
	int count = places(object);

	if (semaphore->used_as_lock && lock_unused(scene->now, object)) {
		snprintf(out, size, "[unused]");
		return ROLE_DIM;
	}
	if (semaphore->used_as_lock) {
		lock_words(semaphore, out, size);
		return semaphore->tokens ? ROLE_PLAIN : ROLE_ITEM;
	}
	for (int i = 0; i < count && i < 8; i++)
		strcat(row, (uint64_t)i < semaphore->tokens ? GLYPH_TOKEN : GLYPH_TAKEN);
	snprintf(out, size, "%s%s%" PRIu64 " left", row, count ? "  " : "", semaphore->tokens);
	return ROLE_ITEM;
}

const struct kind_view semaphore_view = {
	.shape = semaphore_shape,
	.least = {4, 10},
	.most = semaphore_most,
	.draw = semaphore_draw,
	.brief = semaphore_brief,
};
