/*
 * All modes of the stage, one row each, and walking through them.
 *
 * The order is that of the keys: who stands first gets a key first, and is drawn over the others.
 */
#ifndef IPCSTAGE_TUI_MODES_MODES_H
#define IPCSTAGE_TUI_MODES_MODES_H

#include "tui/modes/mode.h"

/* Ended by NULL. */
extern const struct mode *const modes[];

/* Every keymap that a mode has; NULL past the last. */
const struct keymap *modes_keymap(size_t number);

enum { MODES = 16 };

/* The state of each mode, in the order of the rows. */
struct mode_states {
	void *list[MODES];
};

/* Returns 0, or -1 when memory is out. Release in both cases. */
int modes_init(struct mode_states *states);
void modes_release(struct mode_states *states);

/* The state of one of them. */
void *modes_state(const struct mode_states *states, const struct mode *mode);

/* The keys that count now: those of the first mode that has any, else `stage`. */
const struct keymap *modes_keys(const struct mode_states *states, const struct keymap *stage);

/* A key: the first that it means something to takes it. Returns whether any has. */
bool modes_press(struct mode_states *states, struct staged *staged, const struct press *press,
		 int64_t now_ms);

/* Open the mode that the request opens, if any; `keymap` is where it was pressed. */
bool modes_open(struct mode_states *states, struct staged *staged, enum request request,
		const struct keymap *keymap);

void modes_follow(struct mode_states *states, struct staged *staged);
bool modes_advance(struct mode_states *states, struct staged *staged);
bool modes_are_busy(const struct mode_states *states);

/* Whether a mode is on whose own pane this is. */
bool modes_want(const struct mode_states *states, enum pane pane);

/* The task that stands above what happened: its title and what draws it. NULL none. */
const struct mode *modes_task(const struct mode_states *states, const struct staged *staged,
			      const char **title, void **state);

/* The box at the end of a run, where a mode has one of its own. */
bool modes_end_box(const struct mode_states *states, const struct staged *staged,
		   struct verdict_box *box, char why[MODE_WHY]);

/* What lies over the stage, the first uppermost. */
void modes_draw_over(struct mode_states *states, const struct staged *staged, struct canvas *canvas,
		     struct rect at);

#endif
