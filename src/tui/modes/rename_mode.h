/*
 * Giving a name to an object or a process of a person's own program.
 */
#ifndef IPCSTAGE_TUI_MODES_RENAME_MODE_H
#define IPCSTAGE_TUI_MODES_RENAME_MODE_H

#include "tui/modes/mode.h"

extern const struct mode rename_mode;

#endif
