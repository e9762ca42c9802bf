/*
 * Every interleaving of what is on the stage, while it is being tried.
 *
 * It opens over the stage: the subject is the stage's, the order that is chosen is replayed there,
 * and what has been counted is kept there for the next search.
 */
#ifndef IPCSTAGE_TUI_SCREENS_EXPLORE_SCREEN_H
#define IPCSTAGE_TUI_SCREENS_EXPLORE_SCREEN_H

#include "tui/screens/screen.h"

extern const struct screen_type explore_screen_type;

#endif
