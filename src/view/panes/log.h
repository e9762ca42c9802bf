/*
 * The pane of what happened.
 */
#ifndef IPCSTAGE_VIEW_PANES_LOG_H
#define IPCSTAGE_VIEW_PANES_LOG_H

#include "play/narration.h"
#include "view/cells/canvas.h"

/* What happened; the newest at the foot, `scroll` lines back. */
void pane_log(struct canvas *cv, struct rect at, const struct narration *narration,
	      unsigned scroll);

#endif
