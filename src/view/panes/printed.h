/*
 * What processes have printed, to be read: over the panes.
 */
#ifndef IPCSTAGE_VIEW_PANES_PRINTED_H
#define IPCSTAGE_VIEW_PANES_PRINTED_H

#include "play/printed_lines.h"
#include "view/cells/canvas.h"

/* Lines that a box over `at` has room for. */
int printed_rows(struct rect at);

/* From line `top` on. */
void overlay_printed(struct canvas *cv, struct rect at, const struct printed_lines *lines,
		     size_t top);

#endif
