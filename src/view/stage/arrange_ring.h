/*
 * Objects in the middle, processes around them: what suits everything.
 */
#ifndef IPCSTAGE_VIEW_STAGE_ARRANGE_RING_H
#define IPCSTAGE_VIEW_STAGE_ARRANGE_RING_H

#include "view/stage/arrangement.h"

/* Give everything that `out` lists its place in a rectangle; what finds none is counted. */
void arrange_ring(struct arrangement *out, struct rect at, const struct scene *scene);

#endif
