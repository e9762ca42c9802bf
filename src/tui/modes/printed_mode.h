/* What processes have printed up to the step that is shown, to be read. */
#ifndef IPCSTAGE_TUI_MODES_PRINTED_MODE_H
#define IPCSTAGE_TUI_MODES_PRINTED_MODE_H

#include "tui/modes/mode.h"

extern const struct mode printed_mode;

#endif
