/*
 * A circle of waits drawn as one.
 */
#ifndef IPCSTAGE_VIEW_PANES_WAITS_RING_H
#define IPCSTAGE_VIEW_PANES_WAITS_RING_H

#include <stdint.h>
#include "model/waits.h"
#include "view/cells/canvas.h"

/*
 * Draw a way round a circle as a ring of boxes. Returns the rows used: 0 when it does not fit, or
 * when it comes by an object twice.
 */
int ring_draw(struct canvas *cv, struct rect at, const struct stage *stage,
	      const struct waits *waits, const uint8_t *cycle, unsigned count);

#endif
