/*
 * A read-write lock: open, or who reads, or who writes. A badge, as every lock.
 */
#include <stdio.h>
#include "kinds/rwlock/state.h"
#include "view/stage/attention.h"
#include "view/stage/kind.h"
#include "view/stage/object_frame.h"

static enum shape rwlock_shape(const struct object *object)
{
	(void)object;
	return SHAPE_BADGE;
}

static enum role rwlock_brief(const struct object *object, const struct scene *scene, char *out,
			      size_t size)
{
	const struct rwlock_state *lock = rwlock_of(object);
	char numbers[24];

	if (lock_unused(scene->now, object)) {
		snprintf(out, size, "[unused]");
		return ROLE_DIM;
	}
	numbers_of(lock->readers, 12, numbers, sizeof(numbers));
	if (lock->writer)
		snprintf(out, size, "[written by %d]", lock->writer - 1);
	else if (!set_is_empty(lock->readers))
		snprintf(out, size, "[read by %s]", numbers);
	else
		snprintf(out, size, "[open]");
	return lock->writer || !set_is_empty(lock->readers) ? ROLE_ITEM : ROLE_PLAIN;
}

const struct kind_view rwlock_view = {.shape = rwlock_shape, .brief = rwlock_brief};
