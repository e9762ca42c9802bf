/*
 * What was not seen of the run, over the stage: the ledger of blind spots.
 */
#ifndef IPCSTAGE_TUI_MODES_UNSEEN_MODE_H
#define IPCSTAGE_TUI_MODES_UNSEEN_MODE_H

#include "tui/modes/mode.h"

extern const struct mode unseen_mode;

#endif
