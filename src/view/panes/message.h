/*
 * A few sentences over the panes, and the screen that is left when there is no room for anything.
 */
#ifndef IPCSTAGE_VIEW_PANES_MESSAGE_H
#define IPCSTAGE_VIEW_PANES_MESSAGE_H

#include "view/cells/canvas.h"

/* A few sentences in a box in the middle, such as an error. */
void overlay_message(struct canvas *cv, struct rect at, const char *title, const char *text,
		     enum role role);

/* "too small: 40x10, needs 60x16" in whatever room there is. */
void screen_too_small(struct canvas *cv, struct rect at);

#endif
