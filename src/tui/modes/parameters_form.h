/*
 * The form where it is changed how many and how much there is. Where the demo has
 * scenarios, its first line is which of them is run.
 */
#ifndef IPCSTAGE_TUI_MODES_PARAMETERS_FORM_H
#define IPCSTAGE_TUI_MODES_PARAMETERS_FORM_H

#include "tui/modes/mode.h"

extern const struct mode parameters_form;

#endif
