/*
 * The table of object kinds, and what their drawings have in common.
 */
#include "view/stage/kind.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const struct object_view *const object_views[] = {
	[OBJECT_NONE] = &view_mapping,	      [OBJECT_VALUE] = &view_value,
	[OBJECT_MAPPING] = &view_mapping,     [OBJECT_PIPE] = &view_pipe,
	[OBJECT_SOCKET] = &view_pipe,	      [OBJECT_SEMAPHORE] = &view_semaphore,
	[OBJECT_MUTEX] = &view_mutex,	      [OBJECT_QUEUE] = &view_queue,
	[OBJECT_POOL] = &view_pool,	      [OBJECT_FILE] = &view_file,
	[OBJECT_EVENTFD] = &view_value,	      [OBJECT_MESSAGE_QUEUE] = &view_pipe,
	[OBJECT_FILE_LOCK] = &view_file_lock, [OBJECT_CONDITION] = &view_condition,
	[OBJECT_BARRIER] = &view_barrier,     [OBJECT_RWLOCK] = &view_rwlock,
	[OBJECT_EVENT] = &view_event,	      [OBJECT_MANAGER] = &view_manager,
	[OBJECT_LISTENER] = &view_listener,
};

static_assert(sizeof(object_views) / sizeof(object_views[0]) == OBJECT_KINDS, "a row for each");

const struct object_view *object_view(enum object_kind kind)
{
	return object_views[(unsigned)kind < OBJECT_KINDS ? kind : OBJECT_NONE];
}

/* Nothing is drawn of a mapping: what is in it is. */
static enum shape mapping_shape(const struct object *object)
{
	(void)object;
	return SHAPE_NONE;
}

static enum role mapping_brief(const struct object *object, const struct scene *scene, char *out,
			       size_t size)
{
	(void)scene;
	snprintf(out, size, "%u bytes", object->size);
	return ROLE_DIM;
}

const struct object_view view_mapping = {.shape = mapping_shape, .brief = mapping_brief};

/* Make a name fit; a number at its end stays, it tells one from the other: "sema 1". */
static void fit_name(char *name, int cols)
{
	const char *tail = strrchr(name, ' ');
	int keep = tail ? cols - text_columns(tail) : 0;
	size_t head = text_fit(name, keep > 0 ? keep : cols);

	if (text_columns(name) <= cols)
		return;
	if (keep > 0)
		memmove(name + head, tail, strlen(tail) + 1);
	else
		name[head] = '\0';
}

struct rect object_frame(struct canvas *cv, const struct placed_object *placed)
{
	enum role role = placed->lit ? ROLE_RUNNING : ROLE_OBJECT;
	char label[TRACE_NAME + 8];

	if (placed->at_home)
		snprintf(label, sizeof(label), "%s", placed->object->name);
	else
		object_label(placed->object, label, sizeof(label));
	fit_name(label, placed->at.cols - 2);
	canvas_box(cv, placed->at, BOX_DOUBLE, role, label, ROLE_TITLE);
	return rect_inside(placed->at);
}

void draw_centered(struct canvas *cv, struct rect at, int row, enum role role, const char *text)
{
	int cols = text_columns(text), left = cols < at.cols ? (at.cols - cols) / 2 : 0;

	if (row >= 0 && row < at.rows)
		canvas_print(cv, at.row + row, at.col + left, at.cols - left, role, "%s", text);
}

void numbers_of(struct set set, int cols, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (unsigned i = 0; i < LIMIT_ACTORS && used + 8 < size; i++) {
		char number[8];
		int length;

		if (!(set_has(set, i)))
			continue;
		length = snprintf(number, sizeof(number), used ? " %u" : "%u", i);
		if ((int)used + length > cols - 1 && set_next(set, i + 1) >= 0) {
			snprintf(out + used, size - used, "+");
			return;
		}
		memcpy(out + used, number, (size_t)length + 1);
		used += (size_t)length;
	}
}

bool heads_for(const struct stage *stage, const struct actor *actor, const struct object *object)
{
	const struct object *next = stage_find(stage, actor->next.object);
	bool parked = actor->activity == ACTIVITY_READY || actor->activity == ACTIVITY_WAITS;

	return parked && next && (next == object || next->whole == object->number);
}

bool object_is_tube(const struct object *object)
{
	return object_view(object->kind)->shape == view_pipe.shape;
}

bool object_is_lock(const struct object *object)
{
	return object->kind == OBJECT_MUTEX || object->kind == OBJECT_FILE_LOCK ||
	       object->kind == OBJECT_RWLOCK ||
	       (object->kind == OBJECT_SEMAPHORE && object->semaphore.used_as_lock);
}

static bool was_taken(const struct object *lock)
{
	if (lock->kind == OBJECT_MUTEX)
		return lock->mutex.owner || lock->mutex.last_owner;
	if (lock->kind == OBJECT_FILE_LOCK)
		return lock->file_lock.used;
	if (lock->kind == OBJECT_RWLOCK)
		return lock->rwlock.used;
	return !set_is_empty(set_union(lock->semaphore.takers, lock->semaphore.inside));
}

bool lock_unused(const struct stage *stage, const struct object *lock)
{
	bool taken = was_taken(lock);

	for (int i = 0; !taken && i < stage->actor_count && i < LIMIT_ACTORS; i++)
		taken = heads_for(stage, &stage->actors[i], lock);
	return !taken;
}

struct set waiting_at(const struct stage *stage, const struct object *object)
{
	struct set set = set_none();

	for (unsigned i = 0; i < stage->actor_count && i < LIMIT_ACTORS; i++) {
		const struct actor *actor = &stage->actors[i];

		if (actor->activity == ACTIVITY_WAITS && heads_for(stage, actor, object))
			set_add(&set, i);
	}
	return set;
}
