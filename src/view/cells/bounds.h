/*
 * The smaller, the larger, and what lies between bounds: sizes are made of little else.
 */
#ifndef IPCSTAGE_VIEW_CELLS_BOUNDS_H
#define IPCSTAGE_VIEW_CELLS_BOUNDS_H

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

#endif
