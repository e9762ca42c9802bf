/*
 * Attention, from what processes are parked for.
 */
#include "view/stage/attention.h"

#include "model/kind.h"

bool heads_for(const struct stage *stage, const struct actor *actor, const struct object *object)
{
	const struct object *next = stage_find(stage, actor->next.object);
	bool parked = actor->activity == ACTIVITY_READY || actor->activity == ACTIVITY_WAITS;

	return parked && next && (next == object || next->whole == object->number);
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

bool lock_unused(const struct stage *stage, const struct object *lock)
{
	bool taken = object_lock(lock) == LOCK_USED;

	for (int i = 0; !taken && i < stage->actor_count && i < LIMIT_ACTORS; i++)
		taken = heads_for(stage, &stage->actors[i], lock);
	return !taken;
}
