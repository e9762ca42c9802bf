/*
 * A pool's tasks above its workers, its results below.
 */
#ifndef IPCSTAGE_VIEW_STAGE_ARRANGE_SPLIT_H
#define IPCSTAGE_VIEW_STAGE_ARRANGE_SPLIT_H

#include "view/stage/arrangement.h"

/*
 * Give everything that `out` lists its place in a rectangle, unless this arrangement does not suit:
 * then it returns false and `out` is as it was.
 */
bool arrange_split(struct arrangement *out, struct rect at, const struct scene *scene);

#endif
