/*
 * "Make it fail": a mode of the stage. A challenge is chosen from a list; then the person decides
 * who goes next until the run ends, and the fewer switches, the better.
 */
#ifndef IPCSTAGE_TUI_MODES_CHALLENGE_MODE_H
#define IPCSTAGE_TUI_MODES_CHALLENGE_MODE_H

#include "play/challenge.h"
#include "tui/modes/challenge_list.h"
#include "tui/modes/mode.h"

extern const struct mode challenge_mode;

struct challenge_mode {
	struct challenge_list list;	   /* to choose from */
	const struct challenge *challenge; /* NULL: none is played */
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
void challenge_mode_begin(struct challenge_mode *mode, struct staged *staged,
			  const struct challenge *challenge);

/* Follow the player: after keys, and after it went on. */
void challenge_mode_follow(void *state, struct staged *staged);

/* Whether orders are still being tried. */
bool challenge_mode_is_busy(const void *state);

/* The pictures of a challenge that is played; see struct mode. */
const char *challenge_picture_title(const void *state, const struct staged *staged);
struct rect challenge_picture_draw(const void *state, const struct staged *staged,
				   struct canvas *canvas, struct rect at);
bool challenge_picture_end(const void *state, const struct staged *staged, struct verdict_box *box,
			   char why[MODE_WHY]);

#endif
