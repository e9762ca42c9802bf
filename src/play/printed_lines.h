/*
 * What processes have printed, line by line, up to a step: for reading. Of more than so many lines
 * the last are there.
 */
#ifndef IPCSTAGE_PLAY_PRINTED_LINES_H
#define IPCSTAGE_PLAY_PRINTED_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "model/history.h"

enum { PRINTED_LINES = 10000, PRINTED_LINE = 200 /* bytes; a longer one is several */ };

struct printed_line {
	char text[PRINTED_LINE + 1]; /* as it may be shown */
	uint16_t length;
	uint8_t actor;
	bool is_open; /* it has no end yet */
};

struct printed_lines {
	struct printed_line *list;
	size_t count, capacity;
	size_t dropped; /* that there were before */
	int only;	/* of this actor; -1 of all */
};

/* Of one actor, or of all (-1). What was there is forgotten; false when memory is out. */
bool printed_lines_gather(struct printed_lines *lines, const struct history *history, uint32_t step,
			  int only);
void printed_lines_release(struct printed_lines *lines);

#endif
