/*
 * What arrangements are made of: places, lines, and which lines belong there.
 */
#include "view/stage/arrangement.h"

#include <stddef.h>
#include "view/stage/attention.h"

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
