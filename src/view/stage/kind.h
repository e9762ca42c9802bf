/*
 * How one kind of object is shown on the stage: what every kinds/KIND/draw.c ends in.
 */
#ifndef IPCSTAGE_VIEW_STAGE_KIND_H
#define IPCSTAGE_VIEW_STAGE_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include "view/cells/canvas.h"
#include "view/stage/scene.h"

/* What an object wants of the arrangement. */
enum shape {
	SHAPE_NONE,  /* not shown at all */
	SHAPE_BLOCK, /* a box in the middle, the processes around it */
	SHAPE_TUBE,  /* lies between those who write on its left and read on its right */
	SHAPE_SPLIT, /* two boxes: what goes in above the processes, what comes out below */
	SHAPE_BADGE, /* a line beside the others */
};

struct extent {
	int rows, cols;
};

/* An object where it is drawn. */
struct placed_object {
	const struct object *object;
	struct rect at;
	struct rect foot; /* SHAPE_SPLIT: the second box; otherwise no rows */
	enum shape shape; /* how it is shown, which is not always how it wants to be */
	bool directed;	  /* tube: it is known which way things move in it ... */
	bool leftwards;	  /* ... and it is from right to left */
	bool lit;	  /* the last step was about it */
	bool at_home;	  /* a process's own copy, drawn at its box */
};

struct kind_view {
	/* The shape this object asks for. */
	enum shape (*shape)(const struct object *object);

	/* The least and the largest useful size of its box. Unused by badges. */
	struct extent least;
	struct extent (*most)(const struct object *object);

	/* Columns that its content takes in one piece, without the frame. Optional. */
	int (*content_cols)(const struct object *object);

	bool passage; /* messages, items or tasks move through it: it gets its place first */
	bool door;    /* connections are made at it: it stands where theirs lie */
	bool small;   /* a number: it gives way to what things move through */

	/*
	 * Say in placed->directed and ->leftwards which way things go in it, with those processes
	 * on its left and its right. Optional: it has no direction.
	 */
	void (*direct)(const struct scene *scene, struct placed_object *placed, struct set left,
		       struct set right);

	/* Columns between the mouth where things enter and the last one in it. Optional: 0. */
	int (*free_cols)(const struct placed_object *placed, const struct object *object);

	/* Draw its box with its frame. Pure: same input, same cells. Unused by badges. */
	void (*draw)(struct canvas *cv, const struct placed_object *placed,
		     const struct scene *scene);

	/* Its state in a few words for a badge or a list: "[locked by 1]". Returns their role. */
	enum role (*brief)(const struct object *object, const struct scene *scene, char *out,
			   size_t size);
};

#define KIND(name, folder, ...) extern const struct kind_view folder##_view;
#include "kinds/kinds.def"
#undef KIND

/* The row of a kind; never NULL. */
const struct kind_view *kind_view(unsigned kind);

#endif
