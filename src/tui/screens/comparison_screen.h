/*
 * The page that compares the ways of talking, and measures them.
 */
#ifndef IPCSTAGE_TUI_SCREENS_COMPARISON_SCREEN_H
#define IPCSTAGE_TUI_SCREENS_COMPARISON_SCREEN_H

#include "tui/screens/screen.h"

extern const struct screen_type comparison_screen_type;

#endif
