/*
 * The objects, parts behind their whole, each with its state in a few words.
 */
#include "view/panes/objects.h"

#include "model/kind.h"
#include "model/words.h"
#include "view/stage/kind.h"

static const struct told_race *race_at(const struct scene *scene, unsigned object)
{
	for (size_t i = 0; i < scene->race_count; i++) {
		if (scene->races[i].object == object)
			return &scene->races[i];
	}
	return NULL;
}

/* What protects a value: as far as a lock has been seen there. */
static void say_guard(const struct scene *scene, const struct race_guard *guard,
		      struct words *words)
{
	const struct object *lock = stage_find(scene->now, guard->lock);
	const char *name = lock ? lock->name : "a lock";

	if (guard->kind == GUARD_ALWAYS)
		words_add(words, "always under %s", name);
	else if (guard->kind == GUARD_NOT_ALWAYS)
		words_add(words, "not always under %s", name);
	else if (guard->kind == GUARD_ATOMIC)
		words_add(words, "always atomic");
}

static enum role remark_on(const struct scene *scene, unsigned object, char *out, size_t size)
{
	const struct told_race *race = race_at(scene, object);
	struct words words = words_begin(out, size);
	char pair[RACE_SENTENCE];

	if (race)
		words_add(&words, "race: %s", told_race_pair(race, pair));
	else if (scene->guards)
		say_guard(scene, &scene->guards[object], &words);
	return race ? ROLE_BAD : ROLE_DIM;
}

void pane_objects(struct canvas *cv, struct rect at, const struct scene *scene)
{
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip));
	const struct stage *stage = scene->now;
	const struct scene plain = {.now = stage, .selected = -1};
	int row = 0;

	for (unsigned i = 0; i < stage->object_count; i++) {
		const struct object *object = stage_nth(stage, i);
		char brief[128], label[TRACE_NAME + 8], remark[128];
		enum role role;
		int used;

		if (kind_view(object->kind)->shape(object) == SHAPE_NONE)
			continue;
		if (row == at.rows)
			break;
		role = kind_view(object->kind)->brief(object, &plain, brief, sizeof(brief));
		object_label(object, label, sizeof(label));
		used = canvas_print(cv, at.row + row, at.col + 1, at.cols - 1, ROLE_TITLE, "%s%s",
				    object->whole ? "  " : "", label);
		used += 1 + canvas_print(cv, at.row + row, at.col + used + 2, at.cols - used - 2,
					 role, "%s", brief);
		role = remark_on(scene, object->number, remark, sizeof(remark));
		canvas_print(cv, at.row + row, at.col + used + 3, at.cols - used - 3, role, "%s",
			     remark);
		row++;
	}
	canvas_clip(cv, former);
}
