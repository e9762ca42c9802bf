/*
 * The table of object kinds.
 */
#include "view/stage/kind.h"

/* The column of kinds.def that is this layer's: how each kind is drawn. */
static const struct kind_view *const kind_views[OBJECT_KINDS] = {
	[OBJECT_NONE] = &mapping_view,
#define KIND(name, folder, ...) [OBJECT_##name] = &folder##_view,
#include "kinds/kinds.def"
#undef KIND
};

const struct kind_view *kind_view(unsigned kind)
{
	return kind_views[kind < OBJECT_KINDS ? kind : OBJECT_NONE];
}
