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

		if ((values || object->kind != OBJECT_VALUE) && !object->owner_process &&
		    shown(scene, object) && own_shape(scene, object) != SHAPE_BADGE)
			return true;
	}
	return false;
}

/* Values give way to what things move through, and own copies to what is shared. */
static enum shape shape_of(const struct scene *scene, const struct object *object)
{
	if (object->kind == OBJECT_VALUE)
		return has_box(scene, object->owner_process != 0) ? SHAPE_BADGE : SHAPE_BLOCK;
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
	if (shape == SHAPE_BADGE && object_is_lock(object) && !object->owner_process)
		return RANK_LOCK;
	if (shape == SHAPE_BADGE)
		return object->owner_process && !object_is_lock(object) ? RANK_COPY : RANK_BADGE;
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

void arrange_process(struct arrangement *out, const struct process *process, struct rect at)
{
	if (out->process_count < TRACE_PROCESSES)
		out->processes[out->process_count++] = (struct placed_process){process, at};
}

struct link *arrange_link(struct arrangement *out, int process, int object,
			  const struct point *points, int count)
{
	struct link *link;

	if (out->link_count == ARRANGE_LINKS)
		return NULL;
	link = &out->links[out->link_count++];
	*link = (struct link){.process = (uint8_t)process, .object = (uint8_t)object};
	for (int i = 0; i < count; i++) {
		const struct point *last = &link->points[link->count - (link->count > 0)];

		if (link->count && last->row == points[i].row && last->col == points[i].col)
			continue;
		link->points[link->count++] = points[i];
	}
	return link;
}

static bool used_by(const struct object *object, const struct process *process)
{
	return object->users >> process->number & 1;
}

bool arrange_linked(const struct scene *scene, const struct process *process,
		    const struct object *object)
{
	if (used_by(object, process) || heads_for(scene->now, process, object))
		return true;
	for (int i = 0; i < scene->now->object_count && i < STAGE_OBJECTS; i++)
		if (scene->now->objects[i].whole == object->number &&
		    used_by(&scene->now->objects[i], process))
			return true;
	return false;
}

/* Which of two sets is nearer to an end of a pipe: those that have only that one open count. */
static int leaning(uint64_t only_this, uint64_t left, uint64_t right)
{
	return ((only_this & left) != 0) - ((only_this & right) != 0);
}

/* The side from which things go, by who is about to write or read: as leaning(). */
static int leaning_next(const struct stage *stage, const struct object *object, uint64_t left,
			uint64_t right)
{
	int lean = 0;

	for (unsigned i = 0; !lean && i < stage->process_count && i < TRACE_PROCESSES; i++) {
		const struct next *next = &stage->processes[i].next;
		int side = leaning(UINT64_C(1) << i, left, right);

		if (next->object == object->number && next->operation == OP_WRITE)
			lean = side;
		else if (next->object == object->number && next->operation == OP_READ)
			lean = -side;
	}
	return lean;
}

void arrange_direct(const struct scene *scene, struct placed_object *placed, uint64_t left,
		    uint64_t right)
{
	const struct pipe_state *pipe = &placed->object->pipe;
	int lean;

	if (placed->object->kind == OBJECT_LISTENER) {
		placed->directed = placed->object->listening.listens;
		placed->leftwards = placed->object->listening.holders & left;
	}
	if (!object_is_tube(placed->object))
		return;
	lean = leaning(pipe->writers & ~pipe->readers, left, right) -
	       leaning(pipe->readers & ~pipe->writers, left, right);
	if (!lean)
		lean = leaning_next(scene->now, placed->object, left, right);
	if (!lean && pipe->count)
		lean = leaning(UINT64_C(1) << (pipe->items[0].process % TRACE_PROCESSES), left,
			       right);
	if (!lean && placed->object->from)
		lean = leaning(UINT64_C(1) << (placed->object->from - 1), left, right);
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
		out->processes_hidden = scene->now->process_count;
		out->objects_hidden = scene->now->object_count;
	} else {
		attempt(out, scene->planted ? above : at, scene);
		if (!scene->planted && (out->processes_hidden || out->objects_hidden))
			attempt(out, above, scene);
	}
	out->foot = foot;
}
