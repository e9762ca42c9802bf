/*
 * The stage as a picture: processes around the objects they share, and what moves between them.
 *
 * Pure: the same scene gives the same cells.
 */
#ifndef IPCSTAGE_VIEW_STAGE_STAGE_VIEW_H
#define IPCSTAGE_VIEW_STAGE_STAGE_VIEW_H

#include <stdbool.h>
#include "view/cells/canvas.h"
#include "view/stage/scene.h"

/* Draw into a rectangle (the inside of the pane), which is blank. Nothing is drawn outside. */
void stage_view_draw(struct canvas *cv, struct rect at, const struct scene *scene);

/* Whether anything still moves; once it does not, the picture stays as it is. */
bool stage_view_moving(const struct scene *scene);

#endif
