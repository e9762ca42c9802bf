/*
 * The list of demos, with a run of the one that the cursor is on beside it.
 */
#ifndef IPCSTAGE_TUI_SCREENS_MENU_SCREEN_H
#define IPCSTAGE_TUI_SCREENS_MENU_SCREEN_H

#include "tui/screens/screen.h"

extern const struct screen_type menu_screen_type;

struct menu_screen;

/* NULL with *error when memory is out. */
struct menu_screen *menu_screen_open(const struct surroundings *around, struct error *error);

/* The name of the demo that the cursor is on. */
const char *menu_screen_choice(const struct menu_screen *menu);

#endif
