/* A segment: nothing is drawn of it, what is in it is. */
#include <stdio.h>
#include "kinds/segment/state.h"
#include "view/stage/kind.h"

static enum shape segment_shape(const struct object *object)
{
	(void)object;
	return SHAPE_NONE;
}

static enum role segment_brief(const struct object *object, const struct scene *scene, char *out,
			       size_t size)
{
	(void)scene;
	snprintf(out, size, "%u bytes%s", object->size,
		 segment_of(object)->removed ? ", removed" : "");
	return ROLE_DIM;
}

const struct kind_view segment_view = {.shape = segment_shape, .brief = segment_brief};
