/*
 * The pane of objects, which has more of them than the stage has room for.
 */
#ifndef IPCSTAGE_VIEW_PANES_OBJECTS_H
#define IPCSTAGE_VIEW_PANES_OBJECTS_H

#include "view/cells/canvas.h"
#include "view/stage/scene.h"

/* A line for every object: name, kind, state; of a value its data race, or what protects it. */
void pane_objects(struct canvas *cv, struct rect at, const struct scene *scene);

#endif
