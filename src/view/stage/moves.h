/*
 * What the last step moved: from a process to an object or back.
 */
#ifndef IPCSTAGE_VIEW_STAGE_MOVES_H
#define IPCSTAGE_VIEW_STAGE_MOVES_H

#include "view/stage/scene.h"

enum { MOVES = 16, MOVE_WHOLE = 1000 };

struct move {
	uint8_t actor;
	uint16_t object;
	bool outward;  /* from the process to the object */
	bool result;   /* to where a pool's results are */
	int progress;  /* how far it is, 0 … MOVE_WHOLE */
	char text[28]; /* what is seen moving: "[3]", a token */
};

/* The moves of the last step, at most MOVES; returns how many. Those that are over count too. */
int moves_of(const struct scene *scene, struct move *moves);

/* Whether a move of the last step, in that direction, has not arrived yet. */
bool moving_to(const struct scene *scene, uint16_t object);
bool moving_from(const struct scene *scene, uint16_t object, uint8_t actor);

#endif
