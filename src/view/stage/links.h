/*
 * Lines between processes and objects, and what travels along them.
 */
#ifndef IPCSTAGE_VIEW_STAGE_LINKS_H
#define IPCSTAGE_VIEW_STAGE_LINKS_H

#include "view/stage/arrangement.h"

/* The lines themselves, over the boxes' borders. */
void links_draw(struct canvas *cv, const struct arrangement *arrangement,
		const struct scene *scene);

/* What is under way at this moment, over everything else. */
void links_travel(struct canvas *cv, const struct arrangement *arrangement,
		  const struct scene *scene);

#endif
