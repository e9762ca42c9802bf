/*
 * "Make it fail": a mode of the stage. The person chooses who goes next until the run ends; the
 * fewer switches, the better. What the screen looks like meanwhile is in challenge_mode_draw.c.
 */
#ifndef IPCSTAGE_TUI_MODES_CHALLENGE_MODE_H
#define IPCSTAGE_TUI_MODES_CHALLENGE_MODE_H

#include "play/challenge.h"
#include "tui/keys.h"
#include "view/cells/canvas.h"
#include "view/panes/panes.h"

struct stage_screen;

struct challenge_mode {
	const struct challenge *challenge; /* NULL: the mode is off */
	struct challenge_game *game;	   /* NULL: it could not be had, and par is unknown */
	struct choice before;		   /* what was on the stage, to be put back ... */
	bool zoomed;			   /* ... and how it was looked at */
	uint32_t switches;		   /* up to the moment that is shown */
	uint32_t lost_at; /* the step since when the goal is out of reach; UINT32_MAX it is not */
	bool judged;	  /* the run that is over, and kept if it was won */
	uint32_t best;	  /* the fewest switches ever after it was judged; UINT32_MAX none */
	bool worded;	  /* the hint in words has been given */
	char hint[CHALLENGE_HINT]; /* for the moment that is shown, or "" */
	uint32_t shown;		   /* player.shown of all that */
};

/* Play a challenge of the demo on the stage, from its start. */
void challenge_mode_begin(struct stage_screen *screen, const struct challenge *challenge);

/* Put back what was on the stage before. */
void challenge_mode_end(struct stage_screen *screen);

/* Forget it, when the screen is closed. */
void challenge_mode_release(struct challenge_mode *mode);

bool challenge_mode_is_on(const struct challenge_mode *mode);

/* Requests that are the mode's own; false: it is one like any other on the stage. */
bool challenge_mode_press(struct stage_screen *screen, struct press press);

/* Follow the player: after keys, and after it went on. */
void challenge_mode_follow(struct stage_screen *screen);

/* Go on trying every order. Returns whether something has become known by it. */
bool challenge_mode_advance(struct stage_screen *screen);

/* Whether it has to go on by itself. */
bool challenge_mode_is_busy(const struct challenge_mode *mode);

/* --- drawing --------------------------------------------------------------------------------- */

/* The title of the pane that tells what happened. */
const char *challenge_mode_title(const struct stage_screen *screen);

/* The goal and how it stands, at the top of a rectangle. Returns what is left of it. */
struct rect challenge_mode_draw(const struct stage_screen *screen, struct canvas *canvas,
				struct rect at);

/* The box at the end of a run; it borrows `why`, which is filled, and the stage. */
enum { CHALLENGE_WHY = VERDICT_WHY + 200 };
struct verdict_box challenge_mode_end_box(const struct stage_screen *screen,
					  char why[CHALLENGE_WHY]);

/* The list to choose from: the demo's challenges, then the faults that are none. */
void challenge_mode_draw_list(const struct stage_screen *screen, struct canvas *canvas,
			      struct rect at);

/* Lines of that list; those from `challenge_count` on cannot be chosen. */
unsigned challenge_mode_lines(const struct demo *demo);

#endif
