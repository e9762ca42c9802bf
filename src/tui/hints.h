/*
 * Keys in words, from the rows of a keymap: for a footer, and for the help, which lies over what is
 * there and has keys of its own.
 */
#ifndef IPCSTAGE_TUI_HINTS_H
#define IPCSTAGE_TUI_HINTS_H

#include "tui/keys.h"
#include "view/cells/canvas.h"
#include "view/panes/key_hint.h"

enum { HINTS = 64, HINTS_NAMES = 160 };

struct hints {
	unsigned count;
	struct key_hint list[HINTS];
	char names[HINTS][HINTS_NAMES]; /* of keys that have several */
};

/* One more, its texts borrowed; dropped when there are too many. */
void hints_add(struct hints *hints, const char *key, const char *word, unsigned drop);

/* The rows that have a word, for a footer. */
void hints_add_footer(struct hints *hints, const struct keymap *map);

/* All rows, each with all its keys, for the help. */
void hints_add_help(struct hints *hints, const struct keymap *map);

/* --- the help -------------------------------------------------------------------------------- */

/* Begins as zero: closed. */
struct help {
	const struct keymap *shown; /* whose keys; NULL: it is closed */
	unsigned scroll;	    /* lines above those that are seen */
};

extern const struct keymap help_keymap;

void help_open(struct help *help, const struct keymap *shown);

/* A request of help_keymap. False: it is not about the help. */
bool help_press(struct help *help, enum request request);

/* Over a rectangle: what hints_add_help() has collected, and what there may be beside it. */
void help_draw(struct help *help, struct canvas *canvas, struct rect at, const struct hints *hints);

#endif
