/* A name in the file system: a line that says whether anything is there. */
#include <stdio.h>
#include "kinds/file_name/state.h"
#include "view/stage/kind.h"

static enum shape file_name_shape(const struct object *object)
{
	(void)object;
	return SHAPE_BADGE;
}

static enum role file_name_brief(const struct object *object, const struct scene *scene, char *out,
				 size_t size)
{
	const struct file_name_state *name = file_name_of(object);

	(void)scene;
	snprintf(out, size, "%s", !name->known ? "" : name->is_there ? "there" : "not there");
	return name->is_there ? ROLE_ITEM : ROLE_DIM;
}

const struct kind_view file_name_view = {
	.shape = file_name_shape,
	.brief = file_name_brief,
};
