/*
 * The pane of objects, which has more of them than the stage has room for.
 */
#ifndef IPCSTAGE_VIEW_PANES_OBJECTS_H
#define IPCSTAGE_VIEW_PANES_OBJECTS_H

#include "model/stage.h"
#include "view/cells/canvas.h"

/* A line for every object: name, kind, state. */
void pane_objects(struct canvas *cv, struct rect at, const struct stage *stage);

#endif
