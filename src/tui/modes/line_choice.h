/*
 * The line of a form that the cursor is on.
 */
#ifndef IPCSTAGE_TUI_MODES_LINE_CHOICE_H
#define IPCSTAGE_TUI_MODES_LINE_CHOICE_H

#include <stdbool.h>
#include "tui/keys.h"

/* Move it by REQUEST_UP or REQUEST_DOWN among `count` lines. False: another request. */
bool line_choice_press(unsigned *line, unsigned count, enum request request);

#endif
