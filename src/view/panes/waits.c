/*
 * The pane of waits: what can be said in a line, a circle if there is one, and everything else
 * below it.
 */
#include "view/panes/waits.h"

#include <string.h>
#include "model/words.h"
#include "view/panes/waits_bands.h"
#include "view/panes/waits_ring.h"
#include "view/panes/waits_text.h"

enum { NAMED_ONE_BY_ONE = 3 };

static bool somebody_is_stuck(const struct waits *waits)
{
	for (unsigned i = 0; i < waits->count; i++)
		if (waits->waits[i].stuck)
			return true;
	return false;
}

/* What matters most at this moment; returns its role. */
static enum role headline(const struct stage *stage, const struct waits *waits, char *out,
			  size_t size)
{
	char who[WAITS_TEXT];
	struct words words = words_begin(out, size), list = words_begin(who, sizeof(who));
	struct set circle = waits_circle(waits, 1);

	if (!set_is_empty(waits->outside)) {
		words_add(&words, "idle: until somebody comes from outside");
		return ROLE_WAITING;
	}
	if (waits->everybody)
		words_add(&words, "deadlock: ");
	if (waits->circles) {
		words_add(&words, waits->everybody ? "" : "a circle: ");
		if (set_count(circle) > NAMED_ONE_BY_ONE)
			waits_who(stage, circle, false, who, sizeof(who));
		else
			words_actors(&list, circle, "and");
		words_add(&words, "%s", who);
		words_add(&words,
			  set_count(circle) > 1 ? " wait in a circle" : " waits for itself");
		return ROLE_BAD;
	}
	if (somebody_is_stuck(waits)) {
		words_add(&words, waits->everybody ? "nobody is left to wake them"
						   : "somebody waits in vain");
		return ROLE_BAD;
	}
	if (set_is_empty(stage_alive(stage)))
		words_add(&words, "everybody has ended");
	else if (stage->marked && !waits->count)
		words_add(&words, "nobody waits");
	return ROLE_DIM;
}

/* "threads: 2, 3 of 0; 5 of 4": there may have been no room for that in the boxes. */
static void draw_threads(struct canvas *cv, struct rect at, const struct stage *stage)
{
	char text[160];
	struct words words = words_begin(text, sizeof(text));

	for (unsigned i = 0; i < stage->actor_count; i++) {
		const struct actor *first = &stage->actors[i];
		struct set threads =
			set_common(stage_members(stage, first->space), stage_alive(stage));

		set_remove(&threads, i);
		if (stage_is_thread(stage, first) || set_is_empty(threads))
			continue;
		words_add(&words, words.length ? "; " : "threads: ");
		words_ranges(&words, threads, ", ");
		words_add(&words, " of %u", i);
	}
	canvas_print(cv, at.row, at.col + 1, at.cols - 1, ROLE_DIM, "%s", text);
}

/* Who is free to go on, where others wait; returns the rows that it took. */
static int draw_moving(struct canvas *cv, struct rect at, const struct stage *stage,
		       const struct waits *waits)
{
	struct set moving = stage_alive(stage);
	char who[WAITS_TEXT];

	for (unsigned i = 0; i < waits->count; i++)
		set_remove(&moving, waits->waits[i].actor);
	if (set_is_empty(moving) || !stage->marked)
		return 0;
	waits_who(stage, moving, true, who, sizeof(who));
	canvas_print(cv, at.row, at.col + 1, at.cols - 1, ROLE_DIM, "can go on: %s", who);
	return 1;
}

/* Rows that are drawn on. */
static void cut_above(struct rect *at, int rows)
{
	at->row += rows;
	at->rows -= rows;
}

void pane_waits(struct canvas *cv, struct rect at, const struct stage *stage, bool inside)
{
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip)), rest = at;
	uint8_t cycle[LIMIT_ACTORS];
	struct waits waits;
	struct bands bands;
	char text[160];
	unsigned count;
	enum role role;
	int used = 0;

	waits_find(&waits, stage, inside);
	bands_collect(&bands, stage, &waits, inside);
	role = headline(stage, &waits, text, sizeof(text));
	if (*text) {
		canvas_print(cv, at.row, at.col + 1, at.cols - 1, role, "%s", text);
		cut_above(&rest, 1);
	}
	if (waits.circles) {
		count = waits_cycle(&waits, 1, cycle);
		used = ring_draw(cv, rest, stage, &waits, cycle, count);
		if (used)
			bands_without(&bands, cycle, count);
	}
	cut_above(&rest, used);
	cut_above(&rest, bands_draw(cv, rest, &bands));
	if (rest.rows > 0)
		cut_above(&rest, draw_moving(cv, rest, stage, &waits));
	if (rest.rows > 0)
		draw_threads(cv, rest, stage);
	canvas_clip(cv, former);
}
