/*
 * The stage as a picture: processes around the objects they share, and what moves between them.
 *
 * Pure: the same scene gives the same cells. Time is in the scene: a move that began with the
 * last step is drawn where it is `since_ms` later.
 */
#ifndef IPCSTAGE_VIEW_STAGE_STAGE_VIEW_H
#define IPCSTAGE_VIEW_STAGE_STAGE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "model/stage.h"
#include "view/cells/canvas.h"

enum { SCENE_MOVE_MS = 300 }; /* how long a move lasts at the usual speed */

struct scene {
	const struct stage *now;
	const struct stage *before;   /* the stage before the last step; NULL: nothing moves */
	const struct record *records; /* of the last step */
	size_t record_count;
	int64_t since_ms;    /* time since that step */
	int64_t move_ms;     /* how long a move lasts; 0: no animation */
	bool zoomed;	     /* show the parts inside composites */
	int selected;	     /* number of the process the cursor is on, -1 none */
	const char *planted; /* the toggles that are on, as "no-lock [l]"; NULL none */
};

/* Draw into a rectangle (the inside of the pane), which is blank. Nothing is drawn outside. */
void stage_view_draw(struct canvas *cv, struct rect at, const struct scene *scene);

/* Whether anything still moves; once it does not, the picture stays as it is. */
bool stage_view_moving(const struct scene *scene);

#endif
