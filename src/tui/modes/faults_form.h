/*
 * The form where faults are planted or removed. Where the demo has
 * scenarios, its first line is which of them is run.
 */
#ifndef IPCSTAGE_TUI_MODES_FAULTS_FORM_H
#define IPCSTAGE_TUI_MODES_FAULTS_FORM_H

#include "tui/modes/mode.h"

extern const struct mode faults_form;

#endif
