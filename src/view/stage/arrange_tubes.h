/*
 * Two processes with pipes or connections between them.
 */
#ifndef IPCSTAGE_VIEW_STAGE_ARRANGE_TUBES_H
#define IPCSTAGE_VIEW_STAGE_ARRANGE_TUBES_H

#include "view/stage/arrangement.h"

/*
 * Give everything that `out` lists its place in a rectangle, unless this arrangement does not suit:
 * then it returns false and `out` is as it was.
 */
bool arrange_tubes(struct arrangement *out, struct rect at, const struct scene *scene);

#endif
