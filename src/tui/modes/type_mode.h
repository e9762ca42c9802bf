/* A line for a process that waits for input. */
#ifndef IPCSTAGE_TUI_MODES_TYPE_MODE_H
#define IPCSTAGE_TUI_MODES_TYPE_MODE_H

#include "tui/modes/mode.h"

extern const struct mode type_mode;

#endif
