/*
 * Go to a step: a prompt at the foot of the stage that takes a number, +5, -5, no-return,
 * first-lost or end.
 */
#ifndef IPCSTAGE_TUI_MODES_GOTO_MODE_H
#define IPCSTAGE_TUI_MODES_GOTO_MODE_H

#include "tui/modes/mode.h"

extern const struct mode goto_mode;

#endif
