/*
 * All screens there are, one row each.
 */
#ifndef IPCSTAGE_TUI_SCREENS_SCREENS_H
#define IPCSTAGE_TUI_SCREENS_SCREENS_H

#include "tui/screens/screen.h"

/* Ended by NULL; the first is the one that the program begins with. */
extern const struct screen_type *const screen_types[];

/* The screen that a request opens; NULL: none. */
const struct screen_type *screens_opened_by(enum request request);

/* Every keymap there is, of the screens and of the stage's modes; NULL past the last. */
const struct keymap *screens_keymap(size_t number);

#endif
