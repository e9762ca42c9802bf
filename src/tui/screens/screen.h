/*
 * A screen of the program: the menu, or a demo on the stage. One of them is on at a time.
 */
#ifndef IPCSTAGE_TUI_SCREENS_SCREEN_H
#define IPCSTAGE_TUI_SCREENS_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "demo/catalogue.h"
#include "tui/keys.h"
#include "view/cells/canvas.h"

/* What must follow a key; the app does it. */
enum effect {
	EFFECT_NONE,
	EFFECT_DRAW,	   /* something looks different */
	EFFECT_OPEN,	   /* the menu's choice goes on the stage */
	EFFECT_LEAVE,	   /* this screen is done */
	EFFECT_EXPLORE,	   /* every interleaving of what is on the stage */
	EFFECT_TAKE,	   /* the choice of the explore screen goes on the stage */
	EFFECT_COMPARISON, /* the page that compares ways of talking */
	EFFECT_THEME,	   /* other colours */
	EFFECT_SUSPEND,	   /* back to the shell for a while */
	EFFECT_REDRAW,	   /* every cell afresh */
};

/* What follows a request that means the same on every screen; EFFECT_NONE for others. */
enum effect screen_common_effect(enum request request);

/* Draw the header, and at the foot the keys of a keymap that have a word. */
struct header;
struct layout;
void screen_draw_bars(struct canvas *canvas, const struct layout *layout,
		      const struct header *header, enum keymap keymap);

/* Times are milliseconds of one clock that only goes forward; only the app reads it. */
struct screen_type {
	/* A key was pressed. Never blocks but to start or end a demo's program. */
	enum effect (*key)(void *screen, int key, int64_t now_ms);
	/* Take in what has happened. Returns whether the screen looks different. Never blocks. */
	bool (*advance)(void *screen, int64_t now_ms);
	/* For poll(2): a descriptor to watch, -1 none. */
	int (*fd)(const void *screen);
	/* Milliseconds until it has to advance or be drawn again; -1: not by itself. */
	int (*wait_ms)(const void *screen, int64_t now_ms);
	/* Draw all of the canvas, which is blank. */
	void (*draw)(void *screen, struct canvas *canvas, int64_t now_ms);
	void (*close)(void *screen);
};

extern const struct screen_type menu_screen_type, stage_screen_type, explore_screen_type,
	comparison_screen_type;

struct subject;

enum { FRAME_MS = 33 /* between two frames while something moves */ };

/* The list of demos. The catalogue is borrowed. NULL when memory is out. */
struct menu_screen;
struct menu_screen *menu_screen_new(const struct catalogue *catalogue, enum demo_language language);

/* The name of the demo that the cursor is on. */
const char *menu_screen_choice(const struct menu_screen *menu);

/* Show what the person has won, as `progress` (borrowed) has it; NULL, as at first: nothing. */
struct progress;
void menu_screen_keep(struct menu_screen *menu, struct progress *progress);

/* The page that compares ways of talking; it measures them. The catalogue is borrowed. */
struct comparison_screen;
struct comparison_screen *comparison_screen_open(const struct catalogue *catalogue,
						 enum demo_language language, struct error *error);

/* Say something on the menu, such as why a demo could not be opened. */
void menu_screen_say(struct menu_screen *menu, const char *text);

/*
 * A demo, or with a slash in its name any program and its arguments (ended by NULL), on the
 * stage. Returns NULL with *error. Everything is borrowed while it is open.
 */
struct stage_screen;
struct stage_screen *stage_screen_open(const struct catalogue *catalogue, const char *name,
				       char *const *arguments, enum demo_language language,
				       struct error *error);

/* The same with the scenario, the toggles and the parameters that have been chosen; copied. */
struct stage_screen *stage_screen_open_chosen(const struct catalogue *catalogue,
					      const struct subject *chosen,
					      enum demo_language language, struct error *error);

/* The same of what was recorded, borrowed while it is open; its schedule is followed. */
struct recording;
struct stage_screen *stage_screen_open_recording(const struct catalogue *catalogue,
						 const struct recording *recording,
						 enum demo_language language, struct error *error);

/* What is on the stage, as it was chosen. */
const struct subject *stage_screen_subject(const struct stage_screen *stage);

/* Replay a schedule on the stage from the start, step by step; it is copied. */
struct witness;
void stage_screen_replay(struct stage_screen *stage, const struct witness *witness);

/* Keep what the person wins in `progress`, which is borrowed; NULL, as at first: nowhere. */
void stage_screen_keep(struct stage_screen *stage, struct progress *progress);

/* Say something on the stage. */
void stage_screen_say(struct stage_screen *stage, const char *text);

/*
 * Every interleaving of a subject, and beside it what was counted before, of another choice (NULL:
 * nothing). Both are borrowed. NULL with one line in `why`.
 */
struct explore_screen;
struct kept_counts;
struct explore_screen *explore_screen_open(const struct subject *subject,
					   const struct kept_counts *before, char *why,
					   size_t size);

/* What has been counted, for the next search; the caller's. NULL: it was not finished. */
struct kept_counts *explore_screen_counts(const struct explore_screen *screen);

/* The witness that the cursor is on, borrowed until the next call; NULL none yet. */
const struct witness *explore_screen_choice(const struct explore_screen *screen);

#endif
