/*
 * The picture, put together: lines and boxes as they are arranged, then what travels.
 */
#include "view/stage/stage_view.h"

#include <stdio.h>
#include "model/kind.h"
#include "view/cells/path.h"
#include "view/cells/text.h"
#include "view/stage/arrange.h"
#include "view/stage/attention.h"
#include "view/stage/links.h"
#include "view/stage/moves.h"
#include "view/stage/process_box.h"

/* Name and state in one line, or in two. */
static void draw_badge(struct canvas *cv, const struct placed_object *placed,
		       const struct scene *scene)
{
	char brief[128], label[TRACE_NAME + 8];
	struct rect at = placed->at;
	enum role role, name = placed->lit ? ROLE_RUNNING : ROLE_TITLE;
	int used;

	role = kind_view(placed->object->kind)->brief(placed->object, scene, brief, sizeof(brief));
	object_label(placed->object, label, sizeof(label));
	if (object_lock(placed->object) != LOCK_NONE && lock_unused(scene->now, placed->object))
		name = ROLE_DIM;
	used = canvas_print(cv, at.row, at.col, at.cols, name, "%s", label);
	if (at.rows > 1)
		canvas_print(cv, at.row + 1, at.col, at.cols, role, "%s", brief);
	else if (used + 1 < at.cols)
		canvas_print(cv, at.row, at.col + used + 1, at.cols - used - 1, role, "%s", brief);
}

/* An object keeps what it had while something is on its way to it. */
static void draw_object(struct canvas *cv, const struct placed_object *placed,
			const struct scene *scene)
{
	struct placed_object shown = *placed;
	const struct object *before = NULL;

	if (scene->before && moving_to(scene, placed->object->number))
		before = stage_find(scene->before, placed->object->number);
	if (before && before->kind == placed->object->kind)
		shown.object = before;
	if (placed->shape == SHAPE_BADGE)
		draw_badge(cv, &shown, scene);
	else
		kind_view(shown.object->kind)->draw(cv, &shown, scene);
}

/* What found no place, and which faults are planted. */
static void draw_foot(struct canvas *cv, const struct arrangement *arrangement,
		      const struct scene *scene)
{
	struct rect at = arrangement->foot;
	const char *who = arrangement->space_count ? "threads" : "processes";
	char more[64] = "";
	int cols;

	if (arrangement->actors_hidden)
		snprintf(more, sizeof(more), "and %d more %s", arrangement->actors_hidden, who);
	else if (arrangement->objects_hidden)
		snprintf(more, sizeof(more), "and %d more objects", arrangement->objects_hidden);
	if (arrangement->actors_hidden && arrangement->objects_hidden)
		snprintf(more, sizeof(more), "and %d more %s, %d objects",
			 arrangement->actors_hidden, who, arrangement->objects_hidden);
	cols = text_columns(more);
	canvas_text(cv, at.row, at.col + at.cols - (cols < at.cols ? cols : at.cols), at.cols,
		    ROLE_STRONG, more);
	if (scene->planted)
		canvas_print(cv, at.row, at.col, at.cols - (cols ? cols + 1 : 0), ROLE_BAD, "%s",
			     scene->planted);
}

static void draw_actor(struct canvas *cv, const struct placed_actor *placed,
		       const struct scene *scene)
{
	if (placed->in_box)
		thread_draw(cv, placed->at, scene, placed->actor);
	else
		actor_draw(cv, placed->at, scene, placed->actor);
}

/* They end above the child, whose title may be as wide as its box. */
static void draw_descents(struct canvas *cv, const struct arrangement *arrangement)
{
	for (int i = 0; i < arrangement->descent_count; i++) {
		const struct point *points = arrangement->descents[i].points;

		path_draw(cv, points, 4, path_length(points, 4) - 2, ROLE_DIM);
	}
}

void stage_view_draw(struct canvas *cv, struct rect at, const struct scene *scene)
{
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip));
	struct arrangement arrangement;

	arrange(&arrangement, at, scene);
	for (int i = 0; i < arrangement.object_count; i++)
		draw_object(cv, &arrangement.objects[i], scene);
	for (int i = 0; i < arrangement.space_count; i++)
		space_draw(cv, arrangement.spaces[i].at, scene, arrangement.spaces[i].first,
			   arrangement.spaces[i].folded);
	for (int i = 0; i < arrangement.actor_count; i++)
		draw_actor(cv, &arrangement.actors[i], scene);
	draw_descents(cv, &arrangement);
	links_draw(cv, &arrangement, scene);
	links_travel(cv, &arrangement, scene);
	draw_foot(cv, &arrangement, scene);
	canvas_clip(cv, former);
}

bool stage_view_moving(const struct scene *scene)
{
	struct move moves[MOVES];
	int count = moves_of(scene, moves);

	for (int i = 0; i < count; i++)
		if (moves[i].progress < MOVE_WHOLE)
			return true;
	return false;
}
