/*
 * Where everything stands, for any set of processes and objects: the arrangement that suits them.
 *
 * A pure function of the scene and the room.
 */
#ifndef IPCSTAGE_VIEW_STAGE_ARRANGE_H
#define IPCSTAGE_VIEW_STAGE_ARRANGE_H

#include "view/stage/arrangement.h"

void arrange(struct arrangement *out, struct rect at, const struct scene *scene);

#endif
