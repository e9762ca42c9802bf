/*
 * The table of object kinds, and what their drawings have in common.
 */
#include "view/stage/kind.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include "model/kind.h"

/* The column of kinds.def that is this layer's: how each kind is drawn. */
static const struct kind_view *const kind_views[OBJECT_KINDS] = {
	[OBJECT_NONE] = &mapping_view,
#define KIND(name, folder, ...) [OBJECT_##name] = &folder##_view,
#include "kinds/kinds.def"
#undef KIND
};

const struct kind_view *kind_view(unsigned kind)
{
	return kind_views[kind < OBJECT_KINDS ? kind : OBJECT_NONE];
}

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

bool lock_unused(const struct stage *stage, const struct object *lock)
{
	bool taken = object_lock(lock) == LOCK_USED;

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
