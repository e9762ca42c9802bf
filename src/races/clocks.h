/*
 * Vector clocks: what each actor has come to know of the others, and what comes before what.
 *
 * An actor's own clock goes on whenever it lets others know of what it has done. Who has been told
 * of its clock when it stood at n comes after all that it did until then.
 */
#ifndef IPCSTAGE_RACES_CLOCKS_H
#define IPCSTAGE_RACES_CLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "trace/limits.h"

struct clocks {
	unsigned actors;			    /* those with a lower number are known of */
	uint32_t known[LIMIT_ACTORS][LIMIT_ACTORS]; /* by who knows, and of whom */
	uint32_t (*left)[LIMIT_ACTORS];		    /* what was left at places for others to take */
	size_t places, room;
	bool incomplete; /* somebody may know of more than this tells: memory was out, say */
};

/* A place where clocks are left; CLOCKS_NOWHERE: none yet. */
typedef uint32_t clocks_place;
enum { CLOCKS_NOWHERE = 0 };

/* From zeroed memory. All that is known is forgotten; room is kept. */
void clocks_clear(struct clocks *clocks);
void clocks_release(struct clocks *clocks);

/* The time of an actor by its own clock; never 0. */
uint32_t clocks_now(struct clocks *clocks, unsigned actor);

/* Whether what an actor did at a time of its own comes before what another one does now. */
bool clocks_precedes(struct clocks *clocks, unsigned actor, uint32_t when, unsigned other);

/* An actor is told all that another one knows by now, which goes on. */
void clocks_tell(struct clocks *clocks, unsigned from, unsigned to);

/* An actor leaves what it knows at a place, which is made if there is none, and goes on. */
void clocks_leave(struct clocks *clocks, unsigned actor, clocks_place *place);

/* An actor takes in what was left at a place. */
void clocks_take(struct clocks *clocks, unsigned actor, clocks_place place);

/* What was left at one place is at another, too, and no more than that. */
void clocks_copy(struct clocks *clocks, clocks_place from, clocks_place *to);

#endif
