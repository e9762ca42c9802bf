/*
 * The pane of what a demo teaches.
 */
#ifndef IPCSTAGE_VIEW_PANES_LESSON_H
#define IPCSTAGE_VIEW_PANES_LESSON_H

#include "view/cells/canvas.h"

/* Wrapped; NULL: nothing. */
void pane_lesson(struct canvas *cv, struct rect at, const char *text);

#endif
