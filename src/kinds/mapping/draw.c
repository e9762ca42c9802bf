/* A shared mapping: nothing is drawn of it, what is in it is. */
#include <stdio.h>
#include "view/stage/kind.h"

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

const struct kind_view mapping_view = {.shape = mapping_shape, .brief = mapping_brief};
