/*
 * Keys and what they ask for. Every screen and every mode of the stage has a keymap of its own,
 * made of rows; the help, the footer and the handbook's tables are made from them too. What is the
 * same everywhere is written once, here.
 *
 * A key is the Unicode character that was typed or one of enum key; term.c makes them.
 */
#ifndef IPCSTAGE_TUI_KEYS_H
#define IPCSTAGE_TUI_KEYS_H

#include <stdbool.h>
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
	REQUEST_DRAW, /* no key's: all that is left to do is to draw */
	REQUEST_OPEN, /* the demo goes on the stage */
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
	REQUEST_EDIT,
	REQUEST_ZOOM,
	REQUEST_WAITS,
	REQUEST_UNSEEN,
	REQUEST_RENAME, /* what is on the stage */
	REQUEST_EXPLORE,
	REQUEST_CHALLENGES,
	REQUEST_HINT,
	REQUEST_PREDICT,
	REQUEST_ANSWER, /* argument: the answer's number, from 0 */
	REQUEST_GO_THERE,
	REQUEST_GO_TO,	 /* a step that is typed */
	REQUEST_TYPE,	 /* a line for who waits for input */
	REQUEST_PRINTED, /* what processes have printed */
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
	REQUEST_REDRAW, /* every cell afresh */
	REQUEST_COUNT
};

/* One row: a key, or several that follow each other, and what it asks for. */
struct binding {
	int key;  /* the first key */
	int last; /* the last of a run of keys, whose place in it is the argument; 0: one */
	enum request request;
	const char *name;  /* the key in words: "space" */
	const char *help;  /* a line of the help screen; NULL: one more key for the row before */
	const char *word;  /* after the key in the footer, NULL: not there */
	const char *shown; /* what the key is called in the footer; NULL: its name */
	unsigned drop;	   /* in a footer that is too narrow: the larger, the sooner it goes */
};

/* What a request of a shared row is called in one keymap. */
struct wording {
	enum request request;
	const char *help; /* NULL: as in its row */
	const char *word; /* NULL: it is not in the footer */
};

enum { KEYMAP_GROUPS = 5, KEYMAP_WORDINGS = 4 };

/* Where a key is pressed. */
struct keymap {
	const char *title; /* of its table in the handbook */
	/* Rows in the order of the help, each group ended by {0}; no further ones after a NULL. */
	const struct binding *groups[KEYMAP_GROUPS];
	struct wording wordings[KEYMAP_WORDINGS];
	bool demo_letters; /* the letters of the demo's faults count too, and come first */
};

/*
 * Rows for many. Where text is typed in, letters have to mean themselves: such a keymap has the
 * last group only, and a row of its own for leaving.
 */
extern const struct binding keys_lines[];    /* a line up, a line down */
extern const struct binding keys_panes[];    /* the panes around a stage, and its verdict */
extern const struct binding keys_common[];   /* colours, help, leaving */
extern const struct binding keys_terminal[]; /* what works everywhere */

/* The last two, with the words that they usually have. */
extern const struct keymap keys_everywhere;

/* What a key asks for. */
struct press {
	enum request request;
	int argument; /* the key's place in its row, 0 where that is one key */
	int key;      /* what was pressed, also where no row has it */
};

/* A row by its number, in the words that it has in this keymap. Returns false past the last. */
bool keys_row(const struct keymap *map, size_t number, struct binding *row);

/* What a key of the terminal's own asks for, whatever is on it; else REQUEST_NONE. */
enum request keys_of_terminal(int key);

/* What a key asks for; REQUEST_NONE when no row has it. */
struct press keys_find(const struct keymap *map, int key);

/*
 * All names of a request's keys, ". right pgdn", into `size` bytes. Returns the full length; 0 when
 * the keymap does not know the request.
 */
size_t keys_names(const struct keymap *map, enum request request, char *out, size_t size);

#endif
