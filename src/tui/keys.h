/*
 * Keys and what they ask for: one table per screen, from which the help screen, the footer and the
 * README's list are made too.
 *
 * A key is the Unicode character that was typed or one of enum key; term.c makes them.
 */
#ifndef IPCSTAGE_TUI_KEYS_H
#define IPCSTAGE_TUI_KEYS_H

#include <stddef.h>

/* Keys that are no characters; beyond the last code point of Unicode. */
enum key {
	K_NONE,
	K_UP = 0x110000,
	K_DOWN,
	K_LEFT,
	K_RIGHT,
	K_PAGE_UP,
	K_PAGE_DOWN,
	K_HOME,
	K_END,
	K_TAB,
	K_BACK_TAB,
	K_ENTER,
	K_BACKSPACE,
	K_ESCAPE,
	K_F1,
	K_OTHER, /* a key that has no name here */
};

enum request {
	REQUEST_NONE, /* no key of this screen; it may be a toggle's */
	REQUEST_PLAY,
	REQUEST_STEP,
	REQUEST_STEP_PROCESS, /* argument: the process's number */
	REQUEST_BACK,
	REQUEST_HOME,
	REQUEST_END,
	REQUEST_FASTER,
	REQUEST_SLOWER,
	REQUEST_RESTART,
	REQUEST_NEW_SEED,
	REQUEST_TOGGLES,
	REQUEST_PARAMETERS,
	REQUEST_FREE,
	REQUEST_RECORD,
	REQUEST_ZOOM,
	REQUEST_WAITS,
	REQUEST_EXPLORE,
	REQUEST_CHALLENGES,
	REQUEST_HINT,
	REQUEST_PREDICT,
	REQUEST_ANSWER, /* argument: the answer's number, from 0 */
	REQUEST_GO_THERE,
	REQUEST_NEXT_PANE,
	REQUEST_PREVIOUS_PANE,
	REQUEST_UP,
	REQUEST_DOWN,
	REQUEST_PAGE_UP,
	REQUEST_PAGE_DOWN,
	REQUEST_LESS,
	REQUEST_MORE,
	REQUEST_ENTER,
	REQUEST_COMPARISON,
	REQUEST_THEME,
	REQUEST_HELP,
	REQUEST_QUIT, /* leave this screen; the outermost one ends the program */
	REQUEST_SUSPEND,
	REQUEST_REDRAW,
	REQUEST_COUNT
};

/* Where a key is pressed. */
enum keymap {
	KEYMAP_MENU,	   /* the list of demos */
	KEYMAP_STAGE,	   /* a demo */
	KEYMAP_CHALLENGE,  /* a demo, while it is to be made to fail */
	KEYMAP_QUESTION,   /* a demo, while it is asked what will come */
	KEYMAP_FORM,	   /* toggles and parameters, over the stage */
	KEYMAP_EXPLORE,	   /* every interleaving */
	KEYMAP_COMPARISON, /* the page that compares ways of talking */
	KEYMAP_COUNT
};

/* One row: a key, or several that follow each other, and what it asks for. */
struct binding {
	int key;  /* the first key */
	int last; /* the last of a run of keys, whose place in it is the argument; 0: one */
	enum request request;
	const char *name; /* the key in words: "space" */
	const char *help; /* a line of the help screen; NULL: one more key for the row before */
	const char *word; /* after the key in the footer, NULL: not there */
};

/* What a key asks for. */
struct press {
	enum request request;
	int argument; /* of REQUEST_STEP_PROCESS and REQUEST_ANSWER, else 0 */
};

/* The rows of a screen in the order of its help, *count of them: all there is to press. */
const struct binding *keys_rows(enum keymap map, size_t *count);

/* What a key asks for on a screen; REQUEST_NONE when it is none of its keys. */
struct press keys_find(enum keymap map, int key);

/*
 * All names of a request's keys on a screen, ". right pgdn", into `size` bytes. Returns the full
 * length; 0 when the screen does not know the request.
 */
size_t keys_names(enum keymap map, enum request request, char *out, size_t size);

#endif
