/*
 * The pane of the schedule.
 */
#ifndef IPCSTAGE_VIEW_PANES_SCHEDULE_H
#define IPCSTAGE_VIEW_PANES_SCHEDULE_H

#include <stdint.h>
#include "model/history.h"
#include "model/stage.h"
#include "view/cells/canvas.h"

/*
 * A row a process, a column a step; the column of `step` is marked, and that of the step after
 * which the run can no longer end well (0: not known).
 */
void pane_schedule(struct canvas *cv, struct rect at, const struct history *history,
		   const struct stage *stage, uint32_t step, uint32_t no_return);

#endif
