/*
 * What is to be drawn: the stage after a step, the one before it, and how far the step has come.
 *
 * Borrowed for the call, all of it. Time is in the scene: a move that began with the last step is
 * drawn where it is `since_ms` later.
 */
#ifndef IPCSTAGE_VIEW_STAGE_SCENE_H
#define IPCSTAGE_VIEW_STAGE_SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "model/stage.h"
#include "races/told_race.h"

enum { SCENE_MOVE_MS = 300 }; /* how long a move lasts at the usual speed */

struct scene {
	const struct stage *now;
	const struct stage *before;   /* the stage before the last step; NULL: nothing moves */
	const struct record *records; /* of the last step */
	size_t record_count;
	int64_t since_ms;		 /* time since that step */
	int64_t move_ms;		 /* how long a move lasts; 0: no animation */
	bool zoomed;			 /* show the parts inside composites */
	int selected;			 /* number of the process the cursor is on, -1 none */
	const struct told_race *races;	 /* data races there have been ... */
	size_t race_count;		 /* ... and how many */
	const struct race_guard *guards; /* by object; NULL: that is not known */
	const char *planted;		 /* the toggles that are on, as "no-lock [l]"; NULL none */
};

#endif
