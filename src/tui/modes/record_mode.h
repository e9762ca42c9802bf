/*
 * Writing the run on the stage into a file.
 */
#ifndef IPCSTAGE_TUI_MODES_RECORD_MODE_H
#define IPCSTAGE_TUI_MODES_RECORD_MODE_H

#include "tui/modes/mode.h"

extern const struct mode record_mode;

#endif
