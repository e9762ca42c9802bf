/*
 * Themes: how each role looks. Data only; term.c hands it to the terminal.
 */
#ifndef IPCSTAGE_TUI_TERMINAL_THEME_H
#define IPCSTAGE_TUI_TERMINAL_THEME_H

#include <stdbool.h>
#include <stdint.h>
#include "view/cells/canvas.h"

enum { STYLE_BOLD = 1, STYLE_DIM = 2, STYLE_UNDERLINE = 4, STYLE_REVERSE = 8 };

struct look {
	int16_t ink;   /* colour number of the text, -1 the terminal's own */
	int16_t paper; /* of the background, -1 the terminal's own */
	uint8_t style; /* STYLE_... */
};

struct theme {
	const char *name;
	int colours; /* the terminal must have at least so many */
	struct look looks[ROLE_COUNT];
};

/* All themes, in the order in which they are cycled through; the first is the default. */
extern const struct theme themes[];
extern const unsigned theme_count;

/* The theme with this name, or NULL. */
const struct theme *theme_find(const char *name);

/*
 * The theme to begin with on a terminal with so many colours; 0 when colour is not wanted.
 * `background` is what the terminal says of itself in COLORFGBG, "0;15", or NULL.
 */
const struct theme *theme_first(int colours, const char *background);

/* The one after it that such a terminal can show; itself when there is no other. */
const struct theme *theme_next(const struct theme *theme, int colours);

#endif
