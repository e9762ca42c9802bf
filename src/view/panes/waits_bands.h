/*
 * Waits as bands: who waits, for what, and who could end that.
 */
#ifndef IPCSTAGE_VIEW_PANES_WAITS_BANDS_H
#define IPCSTAGE_VIEW_PANES_WAITS_BANDS_H

#include <stdbool.h>
#include <stdint.h>
#include "model/waits.h"
#include "view/cells/canvas.h"
#include "view/panes/waits_text.h"

enum { BANDS = LIMIT_ACTORS + STAGE_OBJECTS };

/* All that wait for the same; or, with no waiters, somebody who has something. */
struct band {
	struct set waiters, enders;
	const struct object *object; /* NULL: they wait for a child, or for the clock */
	const struct wait *wait;     /* of one of them; NULL: nobody waits */
	char middle[WAITS_TEXT];     /* "pipe 1: empty"; "" for a child */
};

struct bands {
	const struct stage *stage;
	const struct waits *waits;
	unsigned count;
	struct band of[BANDS];
};

/* Circles first, in their order; then who is stuck, who waits, and what else is held by somebody.
 */
void bands_collect(struct bands *bands, const struct stage *stage, const struct waits *waits,
		   bool inside);

/* Take out what a circle says that has been drawn. */
void bands_without(struct bands *bands, const uint8_t *cycle, unsigned count);

/* Draw them, boxed where there is room, else a line each. Returns the rows used. */
int bands_draw(struct canvas *cv, struct rect at, const struct bands *bands);

#endif
