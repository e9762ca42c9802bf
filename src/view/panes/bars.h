/*
 * The bars at the top and the foot of the screen. They draw into the rectangle they are given and
 * nowhere else; texts are borrowed for the call.
 */
#ifndef IPCSTAGE_VIEW_PANES_BARS_H
#define IPCSTAGE_VIEW_PANES_BARS_H

#include <stdbool.h>
#include <stdint.h>
#include "view/cells/canvas.h"
#include "view/panes/key_hint.h"

struct header {
	const char *demo;     /* its name; "" at the menu */
	const char *toggles;  /* those that are on, "no-lock atomic", or "" */
	uint32_t step, steps; /* the one that is shown, and how many there are */
	const char *speed;    /* "x1" */
	const char *policy;   /* "seed 3", "round-robin", or "" */
	const char *state;    /* "playing", "paused", "past", "free", "ended", "broken off" */
	bool ready;	      /* there is a run: step, speed, policy and state count */
};

void bar_header(struct canvas *cv, struct rect at, const struct header *header);
void bar_footer(struct canvas *cv, struct rect at, const struct key_hint *keys, unsigned count);

#endif
