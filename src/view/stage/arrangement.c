/*
 * What arrangements are made of: places, lines, and which lines belong there.
 */
#include "view/stage/arrangement.h"

#include <stddef.h>
#include <string.h>
#include "view/cells/bounds.h"
#include "view/cells/text.h"
#include "view/stage/attention.h"

void arrange_actor(struct arrangement *out, const struct actor *actor, struct rect at)
{
	if (out->actor_count < LIMIT_ACTORS)
		out->actors[out->actor_count++] = (struct placed_actor){.actor = actor, .at = at};
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

int arrange_boxes_that_fit(struct arrangement *out, int rows)
{
	int fit = 0;

	for (int i = 0; i < out->box_count; i++) {
		struct placed_object box = out->objects[i];
		int least = kind_view(box.object->kind)->least.rows;

		if (least > rows)
			continue;
		rows -= least;
		memmove(&out->objects[fit + 1], &out->objects[fit],
			(size_t)(i - fit) * sizeof(box));
		out->objects[fit++] = box;
	}
	return fit;
}

int arrange_heights(const struct arrangement *out, int room, int heights[ARRANGE_OBJECTS])
{
	int count = out->box_count, over = room, used = 0;

	for (int i = 0; i < count; i++)
		over -= kind_view(out->objects[i].object->kind)->least.rows;
	for (int i = 0; i < count; i++) {
		const struct object *object = out->objects[i].object;
		const struct kind_view *view = kind_view(object->kind);
		int most = most_of(view->most(object).rows, view->least.rows);

		heights[i] = least_of(view->least.rows + most_of(over, 0) / (count - i), most);
		over -= heights[i] - view->least.rows;
		used += heights[i];
	}
	return used;
}

int arrange_badge_columns(const struct scene *scene, const struct object *object)
{
	const struct object *before =
		scene->before ? stage_find(scene->before, object->number) : NULL;
	char brief[128], label[TRACE_NAME + 8];
	int cols;

	object_label(object, label, sizeof(label));
	kind_view(object->kind)->brief(object, scene, brief, sizeof(brief));
	cols = text_columns(brief);
	if (before && before->kind == object->kind) {
		kind_view(object->kind)->brief(before, scene, brief, sizeof(brief));
		cols = most_of(cols, text_columns(brief));
	}
	return text_columns(label) + 1 + cols;
}

struct rect arrange_shrunk(const struct actor *actor, struct rect at)
{
	if (actor->activity != ACTIVITY_ENDED || at.rows <= 3)
		return at;
	return (struct rect){at.row + (at.rows - 3) / 2, at.col, 3, at.cols};
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
	for (unsigned i = 0; i < scene->now->object_count; i++)
		if (stage_nth(scene->now, i)->whole == object->number &&
		    used_by(stage_nth(scene->now, i), actor))
			return true;
	return false;
}

void arrange_direct(const struct scene *scene, struct placed_object *placed, struct set left,
		    struct set right)
{
	const struct kind_view *view = kind_view(placed->object->kind);

	if (view->direct)
		view->direct(scene, placed, left, right);
}
