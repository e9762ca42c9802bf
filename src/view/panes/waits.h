/*
 * The pane of waits.
 */
#ifndef IPCSTAGE_VIEW_PANES_WAITS_H
#define IPCSTAGE_VIEW_PANES_WAITS_H

#include <stdbool.h>
#include "model/stage.h"
#include "view/cells/canvas.h"

/*
 * Who waits for what and who could end it, a circle drawn as one; and who has what. `inside` as in
 * waits_find().
 */
void pane_waits(struct canvas *cv, struct rect at, const struct stage *stage, bool inside);

#endif
