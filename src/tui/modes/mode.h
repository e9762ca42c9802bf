/*
 * A mode of the stage: a way to play, a form or a page over it, a pane of its own. The stage's
 * screen walks the list of modes (modes.h); a mode knows what is on the stage and nothing of the
 * screen or of other modes.
 *
 * Adding one: a file of its own, a row in modes.c, and a key with a request of its own in the
 * keymap that it is opened from, usually the stage's. A mode where text is typed in has a keymap
 * without keys_common, finds what is typed in press->key, and shows it by staged_say(), which
 * lasts until the next key.
 */
#ifndef IPCSTAGE_TUI_MODES_MODE_H
#define IPCSTAGE_TUI_MODES_MODE_H

#include "tui/keys.h"
#include "tui/staged.h"
#include "view/cells/canvas.h"
#include "view/panes/layout.h"
#include "view/panes/verdict_box.h"

enum { MODE_KEYMAPS = 2, MODE_WHY = VERDICT_WHY + 200 };

/*
 * Every slot may be NULL but `name`. `state` is the mode's own, zeroed when the stage opens. Those
 * that are marked with (on) are called only while is_on().
 */
struct mode {
	const char *name;
	size_t state_size;			    /* bytes of its own */
	const struct keymap *keymaps[MODE_KEYMAPS]; /* all that it may have, for the handbook */

	/* The request that opens it, or closes it where the mode says so. */
	enum request opened_by;
	/* It was pressed, in this keymap. */
	void (*open)(void *state, struct staged *staged, const struct keymap *keymap);
	/* Whether it is there; NULL: never, it is only opened. */
	bool (*is_on)(const void *state);
	/* Free what it has, when the stage is closed. */
	void (*release)(void *state);

	/* (on) The keys that count now; NULL: those of what lies beneath. */
	const struct keymap *(*keymap)(const void *state);
	/* (on) A key, as the keymap that counts has it. Returns false when it means nothing here.
	 */
	bool (*press)(void *state, struct staged *staged, const struct press *press,
		      int64_t now_ms);
	/* (on) After every key, and after the run went on: see what has become of it. */
	void (*follow)(void *state, struct staged *staged);
	/* (on) Go on by itself, for some milliseconds. Returns whether it looks different. */
	bool (*advance)(void *state, struct staged *staged);
	/* (on) Whether it has to go on by itself. */
	bool (*is_busy)(const void *state);

	/* (on) The title of the pane of what happened while a task stands there; NULL none does. */
	const char *(*task_title)(const void *state, const struct staged *staged);
	/* (on) What the person is to do, at the top of it. Returns what is left of the pane. */
	struct rect (*draw_task)(const void *state, const struct staged *staged,
				 struct canvas *canvas, struct rect at);
	/* (on) The box at the end of a run, which may borrow `why`; false: it is the stage's. */
	bool (*end_box)(const void *state, const struct staged *staged, struct verdict_box *box,
			char why[MODE_WHY]);
	/* (on) What lies over the stage. */
	void (*draw_over)(void *state, const struct staged *staged, struct canvas *canvas,
			  struct rect at);
	/* A pane of its own, where the layout has room for it. */
	enum pane pane;
	const char *pane_title;
	void (*draw_pane)(const struct staged *staged, struct canvas *canvas, struct rect at);
};

#endif
