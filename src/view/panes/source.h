/*
 * The pane of the source.
 */
#ifndef IPCSTAGE_VIEW_PANES_SOURCE_H
#define IPCSTAGE_VIEW_PANES_SOURCE_H

#include <stdbool.h>
#include "demo/source.h"
#include "model/stage.h"
#include "view/cells/canvas.h"

/*
 * The source around where the processes are; `zoomed` shows a process inside a composite at the
 * operation, not at the call. `scroll` lines are added to the window (0: follow).
 */
void pane_source(struct canvas *cv, struct rect at, const struct source *source,
		 const struct stage *stage, bool zoomed, int scroll);

/* Of several programs' sources that of who took the last step, or is there first. */
const struct source *pane_source_part(const struct source *source, const struct stage *stage);

/* The line that matters most of those that it shows; 1 where nobody is in the file. */
unsigned pane_source_line(const struct source *source, const struct stage *stage, bool zoomed);

#endif
