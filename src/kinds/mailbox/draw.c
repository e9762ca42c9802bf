/* What has come for a socket without connections: drawn as a pipe, whether one is there or not. */
#include <stdio.h>
#include "kinds/mailbox/state.h"
#include "kinds/pipe/draw.h"
#include "view/cells/text.h"

static const char nobody[] = " nobody is there ";

static void draw(struct canvas *cv, const struct placed_object *placed, const struct scene *scene)
{
	struct rect at = placed->at;
	int cols = text_columns(nobody);

	pipe_draw(cv, placed, scene);
	if (!mailbox_of(placed->object)->bound && cols <= at.cols - 4)
		canvas_text(cv, at.row + at.rows - 1, at.col + at.cols - 2 - cols, cols, ROLE_DIM,
			    nobody);
}

static enum role brief(const struct object *object, const struct scene *scene, char *out,
		       size_t size)
{
	if (mailbox_of(object)->bound || mailbox_of(object)->messages)
		return pipe_brief(object, scene, out, size);
	snprintf(out, size, "%s", nobody);
	return ROLE_DIM;
}

const struct kind_view mailbox_view = {
	.shape = pipe_shape,
	.least = {3, 14},
	.most = pipe_most,
	.draw = draw,
	.brief = brief,
	.direct = pipe_direct,
	.free_cols = pipe_free_cols,
};
