/*
 * The frames of panes, which share their borders.
 */
#ifndef IPCSTAGE_VIEW_PANES_FRAME_H
#define IPCSTAGE_VIEW_PANES_FRAME_H

#include <stdbool.h>
#include "view/cells/canvas.h"
#include "view/panes/layout.h"

/* The frame of a pane; returns its inside. */
struct rect pane_frame(struct canvas *cv, const struct place *place, const char *title,
		       bool focused);

#endif
