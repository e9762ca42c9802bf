/*
 * What the drawings of objects share: a frame, text in its middle, numbers of processes.
 */
#ifndef IPCSTAGE_VIEW_STAGE_OBJECT_FRAME_H
#define IPCSTAGE_VIEW_STAGE_OBJECT_FRAME_H

#include <stddef.h>
#include "view/cells/canvas.h"
#include "view/stage/kind.h"

/* A double box with the object's name, bright when the step was about it. Returns its inside. */
struct rect object_frame(struct canvas *cv, const struct placed_object *placed);

/* Text in the middle of a row of a rectangle; row 0 is its first. */
void draw_centered(struct canvas *cv, struct rect at, int row, enum role role, const char *text);

/* "1", "1 2", "1 2 3+": the numbers in a set, as many as fit into `cols` columns. */
void numbers_of(struct set set, int cols, char *out, size_t size);

#endif
