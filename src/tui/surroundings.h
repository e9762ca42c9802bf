/*
 * What every screen is given when it opens; borrowed as long as it is open.
 */
#ifndef IPCSTAGE_TUI_SURROUNDINGS_H
#define IPCSTAGE_TUI_SURROUNDINGS_H

#include "demo/catalogue.h"

struct progress;

struct surroundings {
	const struct catalogue *catalogue;
	enum demo_language language;
	struct progress *progress; /* what the person has won; NULL: nothing is kept */
};

#endif
