/* Patterns: what is about to go wrong, or just has, at one moment of a run. */
#include "model/kind.h"
#include "model/say.h"
#include "model/waits.h"

/* Those who will never go on, by who waits for whom; the others may not have noticed yet. */
static void say_stuck(const struct stage *stage, struct words *words)
{
	struct waits waits;
	waits_find(&waits, stage, false);
	if (waits.everybody && !set_is_empty(waits_for_input(stage))) {
		words_actors(words, waits_for_input(stage), "and");
		words_add(words, set_count(waits_for_input(stage)) > 1
					 ? " wait for input, and nobody else goes on."
					 : " waits for input, and nobody else goes on.");
		return;
	}
	if (waits.everybody) {
		words_add(words, "Everybody who is left waits, and nobody is left to wake them: "
				 "a deadlock.");
		return;
	}
	struct set set = waits_circle(&waits, 1);
	if (!waits.circles)
		return;
	words_actors(words, set, "and");
	words_add(words,
		  set_count(set) > 1 ? " wait for each other: a circle, and %s goes on again."
				     : " waits for itself: %s goes on again.",
		  set_count(set) == 1	? "it never"
		  : set_count(set) == 2 ? "neither"
					: "none of them");
}

int say_pattern(const struct stage *stage, char *out, size_t size)
{
	struct words words = words_begin(out, size);
	say_stuck(stage, &words);
	for (unsigned i = 0; i < stage->object_count && words.length == 0; i++) {
		const struct object *object = stage_nth(stage, i);
		if (kind_model(object->kind)->say_pattern)
			kind_model(object->kind)->say_pattern(stage, object, &words);
	}
	return (int)words.length;
}
