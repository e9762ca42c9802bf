/*
 * What the files of the stage's screen share: its state, and the form over it.
 */
#ifndef IPCSTAGE_TUI_SCREENS_STAGE_SCREEN_H
#define IPCSTAGE_TUI_SCREENS_STAGE_SCREEN_H

#include "play/narration.h"
#include "play/player.h"
#include "run/recording.h"
#include "tui/keys.h"
#include "tui/modes/challenge_mode.h"
#include "tui/modes/predict_mode.h"
#include "tui/screens/screen.h"
#include "tui/shown_step.h"
#include "view/panes/layout.h"

/* What lies over the stage. */
enum over { OVER_NOTHING, OVER_HELP, OVER_TOGGLES, OVER_PARAMETERS, OVER_CHALLENGES };

struct stage_screen {
	struct subject subject;
	struct player player;
	enum demo_language language;
	enum over over;
	int selected;		      /* line of the form */
	long edited[DEMO_PARAMETERS]; /* values in the form of parameters */
	unsigned edited_scenario;     /* the scenario in that form */
	unsigned scroll;	      /* of the help */
	enum pane focus;
	int scrolled[PANE_COUNT];
	const struct recording *recording; /* that is replayed, borrowed; NULL none */
	struct recording_check check;	   /* how far the run has been compared with it */
	bool verdict_away;		   /* the person has put the verdict aside */
	bool waits;			   /* the pane of waits is there */
	struct challenge_mode challenge;
	struct predict_mode predict;
	struct progress *progress;    /* borrowed; NULL: nothing is kept */
	struct shown_step shown_step; /* that is shown */
	struct narration narration;   /* up to it */
};

/* The keys that count at the shown_step, but for those of the forms. */
enum keymap stage_screen_keymap(const struct stage_screen *screen);

/* The form over the stage gets the keys first. Returns what must follow. */
enum effect stage_form_key(struct stage_screen *screen, int key, int64_t now_ms);

/* Open a form. */
void stage_form_open(struct stage_screen *screen, enum over over);

/*
 * Start the program again after the choice changed, with a schedule that is replayed or without;
 * says so if it cannot.
 */
void stage_screen_reopen(struct stage_screen *screen, bool same_schedule);

/* Write the run as far as it has gone into ./DEMO-N.ipcstage.json, and say so. */
void stage_screen_record(struct stage_screen *screen);

/* Switch the toggle with this key over and start again; false when there is none. */
bool stage_screen_toggle(struct stage_screen *screen, int key);

/* Run a scenario and start again. */
void stage_screen_scenario(struct stage_screen *screen, unsigned scenario);

/* The lines of a form above its toggles or parameters: one for the scenario, where there is any. */
unsigned stage_form_first(const struct stage_screen *screen);

/* The toggles that are for the scenario at hand, in their order. Returns how many. */
unsigned stage_screen_toggles(const struct stage_screen *screen, unsigned toggles[DEMO_TOGGLES]);

void stage_screen_draw(void *context, struct canvas *canvas, int64_t now_ms);

#endif
