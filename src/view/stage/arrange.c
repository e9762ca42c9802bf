/*
 * Choosing what is shown and which arrangement shows it, and what they have in common.
 */
#include "view/stage/arrange.h"

#include <stddef.h>

/* Whether an object stands for itself: not hidden in a composite, or opened by zooming. */
static bool shown(const struct scene *scene, const struct object *object)
{
	const struct object *whole = stage_find(scene->now, object->whole);

	if (object_view(object->kind)->shape(object) == SHAPE_NONE)
		return false;
	return scene->zoomed || !object->whole || !whole;
}

/* A composite that is opened is itself only a badge. */
static bool opened(const struct scene *scene, const struct object *object)
{
	if (!scene->zoomed)
		return false;
	for (int i = 0; i < scene->now->object_count && i < STAGE_OBJECTS; i++)
		if (scene->now->objects[i].whole == object->number)
			return true;
	return false;
}

static enum shape own_shape(const struct scene *scene, const struct object *object)
{
	return opened(scene, object) ? SHAPE_BADGE : object_view(object->kind)->shape(object);
}

/* Whether there is a box for something shared; with `values`, values count, too. */
static bool has_box(const struct scene *scene, bool values)
{
	for (int i = 0; i < scene->now->object_count && i < STAGE_OBJECTS; i++) {
		const struct object *object = &scene->now->objects[i];

		if ((values || object->kind != OBJECT_VALUE) && !object->owner_space &&
		    shown(scene, object) && own_shape(scene, object) != SHAPE_BADGE)
			return true;
	}
	return false;
}

/* Values give way to what things move through, and own copies to what is shared. */
static enum shape shape_of(const struct scene *scene, const struct object *object)
{
	if (object->kind == OBJECT_VALUE)
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

static enum rank rank_of(enum shape shape, const struct object *object)
{
	if (shape == SHAPE_BADGE && object_is_lock(object) && !object->owner_space)
		return RANK_LOCK;
	if (shape == SHAPE_BADGE)
		return object->owner_space && !object_is_lock(object) ? RANK_COPY : RANK_BADGE;
	/* What messages, items and tasks move through comes before what only counts. */
	if (shape != SHAPE_BLOCK || object->kind == OBJECT_QUEUE)
		return RANK_MOVING;
	return RANK_BLOCK;
}

static void collect(struct arrangement *out, const struct scene *scene, enum rank rank)
{
	for (int i = 0; i < scene->now->object_count && i < STAGE_OBJECTS; i++) {
		const struct object *object = &scene->now->objects[i];
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

void arrange_actor(struct arrangement *out, const struct actor *actor, struct rect at)
{
	if (out->actor_count < LIMIT_ACTORS)
		out->actors[out->actor_count++] = (struct placed_actor){actor, at};
}

struct link *arrange_link(struct arrangement *out, int actor, int object,
			  const struct point *points, int count)
{
	struct link *link;

	if (out->link_count == ARRANGE_LINKS)
		return NULL;
	link = &out->links[out->link_count++];
	*link = (struct link){.actor = (uint8_t)actor, .object = (uint8_t)object};
	for (int i = 0; i < count; i++) {
		const struct point *last = &link->points[link->count - (link->count > 0)];

		if (link->count && last->row == points[i].row && last->col == points[i].col)
			continue;
		link->points[link->count++] = points[i];
	}
	return link;
}

static bool used_by(const struct object *object, const struct actor *actor)
{
	return set_has(object->users, actor->number);
}

bool arrange_linked(const struct scene *scene, const struct actor *actor,
		    const struct object *object)
{
	if (used_by(object, actor) || heads_for(scene->now, actor, object))
		return true;
	for (int i = 0; i < scene->now->object_count && i < STAGE_OBJECTS; i++)
		if (scene->now->objects[i].whole == object->number &&
		    used_by(&scene->now->objects[i], actor))
			return true;
	return false;
}

/* Which of two sets is nearer to an end of a pipe: those that have only that one open count. */
static int leaning(struct set only_this, struct set left, struct set right)
{
	return set_meets(only_this, left) - set_meets(only_this, right);
}

/* The side from which things go, by who is about to write or read: as leaning(). */
static int leaning_next(const struct stage *stage, const struct object *object, struct set left,
			struct set right)
{
	int lean = 0;

	for (unsigned i = 0; !lean && i < stage->actor_count && i < LIMIT_ACTORS; i++) {
		const struct next *next = &stage->actors[i].next;
		int side = leaning(set_of(i), left, right);

		if (next->object == object->number && next->operation == OP_WRITE)
			lean = side;
		else if (next->object == object->number && next->operation == OP_READ)
			lean = -side;
	}
	return lean;
}

void arrange_direct(const struct scene *scene, struct placed_object *placed, struct set left,
		    struct set right)
{
	const struct pipe_state *pipe = &placed->object->pipe;
	int lean;

	if (placed->object->kind == OBJECT_LISTENER) {
		placed->directed = placed->object->listening.listens;
		placed->leftwards = set_meets(placed->object->listening.holders, left);
	}
	if (!object_is_tube(placed->object))
		return;
	lean = leaning(set_minus(pipe->writers, pipe->readers), left, right) -
	       leaning(set_minus(pipe->readers, pipe->writers), left, right);
	if (!lean)
		lean = leaning_next(scene->now, placed->object, left, right);
	if (!lean && pipe->count)
		lean = leaning(set_of(pipe->items[0].actor), left, right);
	if (!lean && placed->object->from)
		lean = leaning(set_of(placed->object->from - 1u), left, right);
	placed->directed = lean || pipe->written;
	placed->leftwards = lean < 0;
}

static void attempt(struct arrangement *out, struct rect at, const struct scene *scene)
{
	*out = (struct arrangement){0};
	for (enum rank rank = RANK_MOVING; rank < RANKS; rank++)
		collect(out, scene, rank);
	out->objects_hidden += scene->now->objects_unseen;
	if (!arrange_split(out, at, scene) && !arrange_tubes(out, at, scene) &&
	    !arrange_tree(out, at, scene))
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
