/*
 * The lines of a ring, and how its room is divided, which they follow.
 */
#ifndef IPCSTAGE_VIEW_STAGE_RING_LINKS_H
#define IPCSTAGE_VIEW_STAGE_RING_LINKS_H

#include "view/stage/arrangement.h"

struct ring_layout {
	struct arrangement *out;
	const struct scene *scene;
	struct rect at;
	struct rect main; /* without the badges */
	int side, gap;	  /* columns of a side and of its lines */
	struct set left, right;
	bool top;     /* process 0 stands on top */
	int top_rows; /* with the gap below */
};

/* Add the lines between all that has its place. */
void ring_link(struct ring_layout *a);

#endif
