/* A set of semaphores: nothing is drawn of it, its semaphores are. */
#include <stdio.h>
#include "kinds/semaphore_set/state.h"
#include "view/stage/kind.h"

static enum shape set_shape(const struct object *object)
{
	(void)object;
	return SHAPE_NONE;
}

static enum role set_brief(const struct object *object, const struct scene *scene, char *out,
			   size_t size)
{
	const struct semaphore_set_state *set = semaphore_set_of(object);

	(void)scene;
	snprintf(out, size, "%u of them%s", set->count, set->removed ? ", removed" : "");
	return ROLE_DIM;
}

const struct kind_view semaphore_set_view = {.shape = set_shape, .brief = set_brief};
