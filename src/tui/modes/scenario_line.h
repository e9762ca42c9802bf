/*
 * The first line of a form of a demo that has scenarios: which of them is run.
 */
#ifndef IPCSTAGE_TUI_MODES_SCENARIO_LINE_H
#define IPCSTAGE_TUI_MODES_SCENARIO_LINE_H

#include "tui/staged.h"
#include "view/panes/list.h"

enum { SCENARIO_PLACE = 24 };

/* How many lines that makes: one, or none where there are no scenarios. */
unsigned scenario_lines(const struct staged *staged);

/* Fill it in, if there is any; it borrows `place`, which is filled too. Returns as above. */
unsigned scenario_line(const struct staged *staged, unsigned number, struct list_row *row,
		       char place[SCENARIO_PLACE]);

/* The next scenario but `by`, round and round. */
unsigned scenario_next(const struct staged *staged, unsigned number, int by);

#endif
