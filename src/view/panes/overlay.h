/*
 * What is drawn over the panes: a box with nothing of them left in it.
 */
#ifndef IPCSTAGE_VIEW_PANES_OVERLAY_H
#define IPCSTAGE_VIEW_PANES_OVERLAY_H

#include "view/cells/canvas.h"

/* A blank box with a frame; returns its inside with a column of air at the sides. */
struct rect overlay_box(struct canvas *cv, struct rect at, enum box box, enum role role,
			const char *title, enum role title_role);

#endif
