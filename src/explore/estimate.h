/*
 * How long a search will still take, as far as that can be told.
 *
 * What is known to be untried takes as long as what was tried lately; and trying it finds more to
 * try, as it did lately. While as much is found as is tried only the least can be told.
 */
#ifndef IPCSTAGE_EXPLORE_ESTIMATE_H
#define IPCSTAGE_EXPLORE_ESTIMATE_H

#include <stddef.h>
#include "explore/explore.h"

enum { ESTIMATE_TEXT = 48 };

/* Begins as zero. */
struct estimate {
	struct explore_progress last; /* as of the last look ... */
	double looked;		      /* ... and when that was, in seconds */
	double seconds, tried, found; /* lately: what is longer ago counts less */
};

/* Take a look, as often as one likes. `seconds` is a clock that only goes forward. */
void estimate_look(struct estimate *estimate, const struct explore_progress *progress,
		   double seconds);

/* "about 40 s to go", "at least 3 min to go", or "" when nothing can be told yet. */
void estimate_text(const struct estimate *estimate, char out[ESTIMATE_TEXT]);

#endif
