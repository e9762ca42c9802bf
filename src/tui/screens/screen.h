/*
 * A screen of the program: what is on from edge to edge. They lie in a stack (screen_stack.h); the
 * uppermost is seen and has the keys.
 *
 * Adding one: a file of its own, a row in screens.c, and a key with a request of its own in the
 * keymap of the screen that it is opened from.
 */
#ifndef IPCSTAGE_TUI_SCREENS_SCREEN_H
#define IPCSTAGE_TUI_SCREENS_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/error.h"
#include "tui/keys.h"
#include "tui/surroundings.h"
#include "view/cells/canvas.h"

struct screen;
struct layout;
struct header;

enum { FRAME_MS = 33 /* between two frames while something moves */ };

/* Times are milliseconds of one clock that only goes forward; only the app reads it. */
struct screen_type {
	const char *name;
	const struct keymap *keymap;
	/* The request of the screen beneath that opens it; REQUEST_NONE: none does. */
	enum request opened_by;
	/*
	 * Open it over `below`, which it may ask and tell what it likes as long as it is open.
	 * Returns its state, or NULL with *error. NULL where `opened_by` is REQUEST_NONE.
	 */
	void *(*open)(const struct surroundings *around, const struct screen *below,
		      struct error *error);
	/* Say one line, such as why another screen could not be opened over it. May be NULL. */
	void (*say)(void *state, const char *text);
	/*
	 * A key was pressed. Returns what is left to do: REQUEST_NONE and REQUEST_DRAW, or a
	 * request that is not the screen's own, which the app follows. Never blocks but to start
	 * or end a demo's program.
	 */
	enum request (*key)(void *state, int key, int64_t now_ms);
	/*
	 * What a request needs the terminal for, as it was found: an editor. It is given back as
	 * long as this lasts, which may be long. NULL: the screen has no such request.
	 */
	void (*outside)(void *state);
	/* Take in what has happened. Returns whether it looks different. Never blocks. */
	bool (*advance)(void *state, int64_t now_ms);
	/* For poll(2): a descriptor to watch, -1 none. */
	int (*fd)(const void *state);
	/* Milliseconds until it has to advance or be drawn again; -1: not by itself. */
	int (*wait_ms)(const void *state, int64_t now_ms);
	/* Draw all of the canvas, which is blank. */
	void (*draw)(void *state, struct canvas *canvas, int64_t now_ms);
	void (*close)(void *state);
};

struct screen {
	const struct screen_type *type;
	void *state;
};

/* --- for screens that have no use for a slot -------------------------------------------------- */

int screen_no_fd(const void *state);

/* --- drawing ---------------------------------------------------------------------------------- */

/* The header, and at the foot the keys of a keymap that have a word. */
void screen_draw_bars(struct canvas *canvas, const struct layout *layout,
		      const struct header *header, const struct keymap *keymap);

/* At the foot, one line instead of the keys. */
void screen_draw_message(struct canvas *canvas, struct rect at, const char *text);

/* All that lies between the bars. */
struct rect screen_page(const struct canvas *canvas, const struct layout *layout);

#endif
