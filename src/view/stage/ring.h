/*
 * What the two halves of arrange_ring() share: the room and how it is divided.
 */
#ifndef IPCSTAGE_VIEW_STAGE_RING_H
#define IPCSTAGE_VIEW_STAGE_RING_H

#include "view/stage/arrange.h"

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

static inline int least_of(int a, int b)
{
	return a < b ? a : b;
}

static inline int most_of(int a, int b)
{
	return a > b ? a : b;
}

static inline int clamp(int value, int low, int high)
{
	return value < low ? low : value > high ? high : value;
}

/* Draw the lines between all that has its place. */
void ring_link(struct ring_layout *a);

#endif
