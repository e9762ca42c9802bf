/*
 * What is on the stage: a subject, a run of it, and the step that is shown. The stage's screen and
 * its modes share it; none of them has to know another.
 */
#ifndef IPCSTAGE_TUI_STAGED_H
#define IPCSTAGE_TUI_STAGED_H

#include "play/narration.h"
#include "play/player.h"
#include "run/recording.h"
#include "tui/shown_step.h"
#include "tui/surroundings.h"

struct staged {
	struct subject subject;
	struct player player;
	enum demo_language language;
	struct progress *progress; /* borrowed; NULL: nothing is kept */
	bool verdict_away;	   /* the person has put the verdict aside */
	bool by_hand;		   /* only the person chooses who goes next, whatever the policy */
	uint32_t beginnings;	   /* goes up whenever a run begins anew */
	const struct recording *recording; /* that is replayed, borrowed; NULL none */
	char *places;			   /* of a search: the subject's */
	struct recording_check check;	   /* how far the run has been compared with it */
	struct shown_step shown_step;
	struct narration narration; /* up to it */
};

/*
 * Put a demo or a program on the stage, as `chosen` has it (NULL: as is usual). Returns 0, or -1
 * with *error. `around`, the name and the arguments are borrowed until staged_close().
 */
int staged_open(struct staged *staged, const struct surroundings *around, const char *name,
		char *const *arguments, const struct subject *chosen, struct error *error);
void staged_close(struct staged *staged);

/* One line for the person, at the foot of the screen until the next key. */
void staged_say(struct staged *staged, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* --- another run ------------------------------------------------------------------------------ */

/* Start the program again after the choice changed, with the schedule or without; says so if it
 * cannot. */
void staged_reopen(struct staged *staged, bool same_schedule);

/* The same after the program itself was compiled anew, by the steps that were taken so far. */
void staged_renew(struct staged *staged);

/* Begin again in one of the player's ways. */
void staged_restart(struct staged *staged, void (*how)(struct player *player));

/* Replay a schedule, with what is typed in it (NULL: what the subject has); they are copied. */
struct witness;
void staged_replay(struct staged *staged, const struct witness *witness,
		   const struct typed_lines *lines);

/* From the next run on this is a step, too (struct subject). */
void staged_free(struct staged *staged, struct freed freed);

/* From the next run on these are known, too (struct subject); NULL: none. */
void staged_learn(struct staged *staged, const char *places);

/* The same of a recording, which is borrowed; the run is compared with it. */
void staged_replay_recording(struct staged *staged, const struct recording *recording);

/* --- choices ---------------------------------------------------------------------------------- */

/* A scenario by its number; NULL where the demo has none. */
const struct scenario *staged_scenario(const struct staged *staged, unsigned number);

/* Run a scenario. */
void staged_choose_scenario(struct staged *staged, unsigned number);

/* The toggles that are for the scenario at hand, in their order. Returns how many; 0 of a program.
 */
unsigned staged_toggles(const struct staged *staged, unsigned toggles[DEMO_TOGGLES]);

/* Switch the toggle with this key over and begin again; false when there is none. */
bool staged_press_toggle(struct staged *staged, int key);

/* --- time ------------------------------------------------------------------------------------- */

/* Take in what has happened. Returns whether something else is shown. */
bool staged_advance(struct staged *staged, int64_t now_ms);

/* Before it is drawn: tell and copy what is shown now. The run is there. */
void staged_follow(struct staged *staged);

/* The run is over, and why is what is to be seen. */
bool staged_shows_verdict(const struct staged *staged);

#endif
