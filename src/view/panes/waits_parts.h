/*
 * What the pane of waits is made of: bands, each with who waits, for what, and who could end that;
 * and a circle drawn as one.
 */
#ifndef IPCSTAGE_VIEW_PANES_WAITS_PARTS_H
#define IPCSTAGE_VIEW_PANES_WAITS_PARTS_H

#include "model/waits.h"
#include "view/cells/canvas.h"

enum { BAND_TEXT = 64, BANDS = LIMIT_ACTORS + STAGE_OBJECTS };

/* All that wait for the same; or, with no waiters, somebody who has something. */
struct band {
	struct set waiters, enders;
	const struct object *object; /* NULL: they wait for a child, or for the clock */
	const struct wait *wait;     /* of one of them; NULL: nobody waits */
	char middle[BAND_TEXT];	     /* "pipe 1: empty"; "" for a child */
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

/*
 * Draw a way round a circle as a ring of boxes. Returns the rows used: 0 when it does not fit, or
 * when it comes by an object twice.
 */
int ring_draw(struct canvas *cv, struct rect at, const struct stage *stage,
	      const struct waits *waits, const uint8_t *cycle, unsigned count);

/*
 * The processes of a set in words: "1 adder" (with `named`), "1, 4-6", "2 ✗ killed". Returns
 * whether all of them have ended.
 */
bool waits_who(const struct stage *stage, struct set set, bool named, char *out, size_t size);

/* "lock", and with `lack` what the matter is: "pipe 1: empty". */
void waits_what(const struct object *object, const struct wait *wait, bool lack, char *out,
		size_t size);

/* A box with a text in it. */
void waits_box(struct canvas *cv, struct rect at, enum box box, enum role role, const char *text);

#endif
