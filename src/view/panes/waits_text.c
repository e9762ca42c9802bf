/*
 * Waits in words: processes by their numbers or names, objects with what the matter is.
 */
#include "view/panes/waits_text.h"

#include "model/actor.h"
#include "model/kind.h"
#include "model/words.h"
#include "view/cells/glyph.h"
#include "view/stage/object_frame.h"

bool waits_who(const struct stage *stage, struct set set, bool named, char *out, size_t size)
{
	struct words words = words_begin(out, size);
	struct set alive = set_common(set, stage_alive(stage)), gone = set_minus(set, alive);
	bool ended = set_is_empty(alive) && !set_is_empty(gone);
	bool single = set_count(set) == 1;
	const struct actor *first = !set_is_empty(set) ? &stage->actors[set_first(set)] : NULL;

	words_ranges(&words, alive, ", ");
	if (single && !ended && named && first->name[0])
		words_add(&words, " %s", first->name);
	if (named && set_is_empty(gone))
		actor_say_threads(stage, set, &words);
	if (!set_is_empty(gone)) {
		words_add(&words, !set_is_empty(alive) ? ", " GLYPH_DEAD " " : "");
		words_ranges(&words, gone, ", ");
	}
	if (ended)
		words_add(&words, " " GLYPH_DEAD " %s",
			  single && first->activity == ACTIVITY_KILLED ? "killed" : "ended");
	return ended;
}

void waits_what(const struct object *object, const struct wait *wait, bool lack, char *out,
		size_t size)
{
	struct words words = words_begin(out, size);
	char label[TRACE_NAME + 8];

	object_label(object, label, sizeof(label));
	words_add(&words, "%s", label);
	if (lack && wait && wait->lack[0])
		words_add(&words, ": %s", wait->lack);
	if (lack && wait && wait->passes)
		words_add(&words, ", time-out");
}

void waits_box(struct canvas *cv, struct rect at, enum box box, enum role role, const char *text)
{
	canvas_fill(cv, at, ROLE_PLAIN, " ");
	canvas_box(cv, at, box, role, NULL, role);
	draw_centered(cv, rect_inside(at), 0, role, text);
}
