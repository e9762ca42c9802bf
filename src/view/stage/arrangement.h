/*
 * Where processes and objects stand, and the lines between them: what every arrangement results in.
 *
 * It borrows processes and objects from the scene.
 */
#ifndef IPCSTAGE_VIEW_STAGE_ARRANGEMENT_H
#define IPCSTAGE_VIEW_STAGE_ARRANGEMENT_H

#include <stdbool.h>
#include <stdint.h>
#include "view/cells/path.h"
#include "view/stage/kind.h"

enum { ARRANGE_OBJECTS = 12, ARRANGE_LINKS = 128, LINK_POINTS = 6 };

/* A line of right angles from the border of a process to the border of an object. */
struct link {
	uint8_t actor;	/* index in processes[] */
	uint8_t object; /* index in objects[] */
	bool result;	/* to the object's second box */
	bool quiet;	/* drawn only while something is on it */
	bool open_end;	/* ends in front of the object, not in its border */
	uint8_t count;
	struct point points[LINK_POINTS];
};

struct placed_actor {
	const struct actor *actor;
	struct rect at;
	bool in_box; /* it stands in its process's box, with others: see below */
};

/* The box of a process that has threads; they stand in it, each with rows of its own. */
struct placed_space {
	const struct actor *first; /* who the process began with */
	struct rect at;
	struct set folded; /* who have ended, and share the box's last row */
};

/* The line from a process to its child. */
struct descent {
	struct point points[4];
};

struct arrangement {
	struct placed_actor actors[LIMIT_ACTORS];
	int actor_count;
	struct placed_space spaces[LIMIT_SPACES];
	int space_count;
	struct placed_object objects[ARRANGE_OBJECTS]; /* boxes first, then badges */
	int object_count, box_count;
	struct link links[ARRANGE_LINKS];
	int link_count;
	struct descent descents[LIMIT_ACTORS];
	int descent_count;
	int actors_hidden, objects_hidden; /* that found no place: said in words */
	struct rect foot;		   /* the row for that, and for planted faults */
};

/* Add things. arrange_link() takes the points after the first from the list; NULL when full. */
void arrange_actor(struct arrangement *out, const struct actor *actor, struct rect at);
struct link *arrange_link(struct arrangement *out, int actor, int object,
			  const struct point *points, int count);

/*
 * How many of the boxes find their least room in so many rows; they come to stand before those
 * that do not.
 */
int arrange_boxes_that_fit(struct arrangement *out, int rows);

/*
 * Heights for the boxes: each gets its least rows and, one after another, a share of what is left
 * over. Returns their sum.
 */
int arrange_heights(const struct arrangement *out, int room, int heights[ARRANGE_OBJECTS]);

/* Columns of a badge: its name and its state, also while it still shows the one before. */
int arrange_badge_columns(const struct scene *scene, const struct object *object);

/* A process that has ended well takes less room, in the middle of its place. */
struct rect arrange_shrunk(const struct actor *actor, struct rect at);

/* Whether a line belongs between a process and an object. */
bool arrange_linked(const struct scene *scene, const struct actor *actor,
		    const struct object *object);

/*
 * Say which way a tube's content goes when those processes are on its left and right; unknown
 * while everybody has both ends open and nobody has come to write or read.
 */
void arrange_direct(const struct scene *scene, struct placed_object *placed, struct set left,
		    struct set right);

#endif
