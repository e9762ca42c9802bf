/*
 * The pane of who waits for whom.
 */
#ifndef IPCSTAGE_TUI_MODES_WAITS_MODE_H
#define IPCSTAGE_TUI_MODES_WAITS_MODE_H

#include "tui/modes/mode.h"

extern const struct mode waits_mode;

#endif
