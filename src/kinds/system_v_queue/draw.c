/* A System V message queue: drawn as a pipe. */
#include "kinds/pipe/draw.h"

const struct kind_view system_v_queue_view = {
	.shape = pipe_shape,
	.least = {3, 14},
	.most = pipe_most,
	.draw = pipe_draw,
	.brief = pipe_brief,
	.direct = pipe_direct,
	.free_cols = pipe_free_cols,
};
