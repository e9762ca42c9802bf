/*
 * Choosing what is shown and which arrangement shows it.
 */
#include "view/stage/arrange.h"

#include <stddef.h>
#include "model/kind.h"
#include "view/stage/arrange_ring.h"
#include "view/stage/arrange_split.h"
#include "view/stage/arrange_threads.h"
#include "view/stage/arrange_tree.h"
#include "view/stage/arrange_tubes.h"

/* Whether an object stands for itself: not hidden in a composite, or opened by zooming. */
static bool shown(const struct scene *scene, const struct object *object)
{
	const struct object *whole = stage_find(scene->now, object->whole);

	if (kind_view(object->kind)->shape(object) == SHAPE_NONE)
		return false;
	return scene->zoomed || !object->whole || !whole;
}

/* A composite that is opened is itself only a badge. */
static bool opened(const struct scene *scene, const struct object *object)
{
	if (!scene->zoomed)
		return false;
	for (unsigned i = 0; i < scene->now->object_count; i++)
		if (stage_nth(scene->now, i)->whole == object->number)
			return true;
	return false;
}

static enum shape own_shape(const struct scene *scene, const struct object *object)
{
	return opened(scene, object) ? SHAPE_BADGE : kind_view(object->kind)->shape(object);
}

/* Whether there is a box for something shared; with `values`, values count, too. */
static bool has_box(const struct scene *scene, bool values)
{
	for (unsigned i = 0; i < scene->now->object_count; i++) {
		const struct object *object = stage_nth(scene->now, i);

		if ((values || !kind_view(object->kind)->small) && !object->owner_space &&
		    shown(scene, object) && own_shape(scene, object) != SHAPE_BADGE)
			return true;
	}
	return false;
}

/* Values give way to what things move through, and own copies to what is shared. */
static enum shape shape_of(const struct scene *scene, const struct object *object)
{
	if (kind_view(object->kind)->small)
		return has_box(scene, object->owner_space != 0) ? SHAPE_BADGE : SHAPE_BLOCK;
	return own_shape(scene, object);
}

static bool last_step_about(const struct scene *scene, const struct object *object)
{
	for (size_t i = 0; i < scene->record_count; i++) {
		const struct object *at = stage_find(scene->now, scene->records[i].object);

		if (at && (at->number == object->number || at->whole == object->number))
			return true;
	}
	return false;
}

/* The order in which objects get their places; locks where lines can reach their badges. */
enum rank { RANK_MOVING, RANK_BLOCK, RANK_LOCK, RANK_COPY, RANK_BADGE, RANKS };

static bool is_lock(const struct object *object)
{
	return object_lock(object) != LOCK_NONE;
}

static enum rank rank_of(enum shape shape, const struct object *object)
{
	if (shape == SHAPE_BADGE && is_lock(object) && !object->owner_space)
		return RANK_LOCK;
	if (shape == SHAPE_BADGE)
		return object->owner_space && !is_lock(object) ? RANK_COPY : RANK_BADGE;
	/* What messages, items and tasks move through comes before what only counts. */
	if (shape != SHAPE_BLOCK || kind_view(object->kind)->passage)
		return RANK_MOVING;
	return RANK_BLOCK;
}

static void collect(struct arrangement *out, const struct scene *scene, enum rank rank)
{
	for (unsigned i = 0; i < scene->now->object_count; i++) {
		const struct object *object = stage_nth(scene->now, i);
		enum shape shape;

		if (!shown(scene, object))
			continue;
		shape = shape_of(scene, object);
		if (rank_of(shape, object) != rank)
			continue;
		if (out->object_count == ARRANGE_OBJECTS) {
			out->objects_hidden++;
			continue;
		}
		out->objects[out->object_count++] = (struct placed_object){
			.object = object, .shape = shape, .lit = last_step_about(scene, object)};
	}
	if (rank == RANK_BLOCK)
		out->box_count = out->object_count;
}

static void attempt(struct arrangement *out, struct rect at, const struct scene *scene)
{
	*out = (struct arrangement){0};
	for (enum rank rank = RANK_MOVING; rank < RANKS; rank++)
		collect(out, scene, rank);
	out->objects_hidden += scene->now->objects_unseen;
	if (!arrange_threads(out, at, scene) && !arrange_split(out, at, scene) &&
	    !arrange_tubes(out, at, scene) && !arrange_tree(out, at, scene))
		arrange_ring(out, at, scene);
}

void arrange(struct arrangement *out, struct rect at, const struct scene *scene)
{
	struct rect above = {at.row, at.col, at.rows - 1, at.cols};
	struct rect foot = {at.row + at.rows - 1, at.col, 1, at.cols};

	*out = (struct arrangement){0};
	if (at.rows < 3 || at.cols < 24) {
		out->actors_hidden = scene->now->actor_count;
		out->objects_hidden = scene->now->object_count;
	} else {
		attempt(out, scene->planted ? above : at, scene);
		if (!scene->planted && (out->actors_hidden || out->objects_hidden))
			attempt(out, above, scene);
	}
	out->foot = foot;
}
