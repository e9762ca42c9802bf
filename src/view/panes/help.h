/*
 * All keys, over the panes.
 */
#ifndef IPCSTAGE_VIEW_PANES_HELP_H
#define IPCSTAGE_VIEW_PANES_HELP_H

#include "view/cells/canvas.h"
#include "view/panes/key_hint.h"

/*
 * All keys; a row with an empty key is a heading. `scroll`: rows to skip; returns how many were,
 * the last page staying in view.
 */
unsigned overlay_help(struct canvas *cv, struct rect at, const struct key_hint *keys,
		      unsigned count, unsigned scroll);

#endif
