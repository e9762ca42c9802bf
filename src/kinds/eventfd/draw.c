/* An eventfd: drawn as the number it is. */
#include "kinds/value/draw.h"

const struct kind_view eventfd_view = {
	.shape = value_shape,
	.least = {3, 9},
	.most = value_most,
	.content_cols = value_content_cols,
	.draw = value_draw,
	.brief = value_brief,
};
