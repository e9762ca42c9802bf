/*
 * The keys that count, over the stage.
 */
#ifndef IPCSTAGE_TUI_MODES_HELP_MODE_H
#define IPCSTAGE_TUI_MODES_HELP_MODE_H

#include "tui/modes/mode.h"

extern const struct mode help_mode;

#endif
