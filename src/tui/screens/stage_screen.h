/*
 * A demo, or any program, on the stage.
 */
#ifndef IPCSTAGE_TUI_SCREENS_STAGE_SCREEN_H
#define IPCSTAGE_TUI_SCREENS_STAGE_SCREEN_H

#include "control/session.h"
#include "tui/screens/screen.h"

extern const struct screen_type stage_screen_type;

struct kept_counts;
struct mode;
struct recording;
struct staged;
struct stage_screen;
struct subject;
struct witness;

/*
 * A demo by its name, or with a slash in it any program and its arguments (ended by NULL). Returns
 * NULL with *error. Everything is borrowed while it is open.
 */
struct stage_screen *stage_screen_open(const struct surroundings *around, const char *name,
				       char *const *arguments, struct error *error);

/* The same with the scenario, the toggles and the parameters that have been chosen; copied. */
struct stage_screen *stage_screen_open_chosen(const struct surroundings *around,
					      const struct subject *chosen, struct error *error);

/* The same of what was recorded, borrowed while it is open; its schedule is followed. */
struct stage_screen *stage_screen_open_recording(const struct surroundings *around,
						 const struct recording *recording,
						 struct error *error);

/* What is on the stage, as it was chosen. */
const struct subject *stage_screen_subject(const struct stage_screen *stage);

/* Replay a schedule on the stage from the start, step by step; it is copied. */
void stage_screen_replay(struct stage_screen *stage, const struct witness *witness,
			 const struct typed_lines *lines);

/* Append the lines that were typed into the run on it; false when memory is out. */
bool stage_screen_typed(const struct stage_screen *stage, struct typed_lines *lines);

/* From the next run on this is a step, too. */
void stage_screen_free(struct stage_screen *stage, struct freed freed);
void stage_screen_learn(struct stage_screen *stage, const char *places);

/* What the last search on this stage has counted, NULL none; and another, the stage's now. */
const struct kept_counts *stage_screen_counts(const struct stage_screen *stage);
void stage_screen_keep_counts(struct stage_screen *stage, struct kept_counts *counts);

/* --- for tests ------------------------------------------------------------------------------- */

/* What is on the stage, and the state of one of its modes. */
struct staged *stage_screen_staged(struct stage_screen *stage);
void *stage_screen_mode(struct stage_screen *stage, const struct mode *mode);

/* Whether it goes on by itself: real processes are on their way, or a mode is busy. */
bool stage_screen_is_busy(const struct stage_screen *stage);

#endif
