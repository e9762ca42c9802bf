/*
 * A mutex: open, or locked and by whom. Always a badge: it guards what stands in the middle.
 */
#include <stdio.h>
#include "kinds/mutex/state.h"
#include "view/stage/attention.h"
#include "view/stage/kind.h"

static enum shape mutex_shape(const struct object *object)
{
	(void)object;
	return SHAPE_BADGE;
}

static enum role mutex_brief(const struct object *object, const struct scene *scene, char *out,
			     size_t size)
{
	const struct mutex_state *mutex = mutex_of(object);

	if (lock_unused(scene->now, object)) {
		snprintf(out, size, "[unused]");
		return ROLE_DIM;
	}
	if (mutex->owner_died) {
		snprintf(out, size, "[owner %d died]", mutex->last_owner - 1);
		return ROLE_BAD;
	}
	if (!mutex->owner)
		snprintf(out, size, "[open]");
	else if (mutex->depth > 1)
		snprintf(out, size, "[locked by %d, %d deep]", mutex->owner - 1, mutex->depth);
	else
		snprintf(out, size, "[locked by %d]", mutex->owner - 1);
	return mutex->owner ? ROLE_ITEM : ROLE_PLAIN;
}

const struct kind_view mutex_view = {.shape = mutex_shape, .brief = mutex_brief};
