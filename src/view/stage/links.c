/*
 * Which lines are drawn and what they say: an arrow for the way something goes, and things between
 * two ends.
 */
#include "view/stage/links.h"

#include <string.h>
#include "model/kind.h"
#include "model/waits.h"
#include "view/cells/glyph.h"
#include "view/cells/path.h"
#include "view/cells/text.h"
#include "view/stage/attention.h"
#include "view/stage/moves.h"

/* What a line says. */
enum traffic { TRAFFIC_NONE, TRAFFIC_IN, TRAFFIC_OUT };

/* Which way an operation takes things, for the arrow of what comes next: in the end, out. */
static enum traffic traffic_of(unsigned operation)
{
	switch ((enum direction)operation_row(operation)->direction) {
	case DIRECTION_IN:
		return TRAFFIC_IN;
	case DIRECTION_OUT:
	case DIRECTION_BOTH:
		return TRAFFIC_OUT;
	case DIRECTION_NONE:
		break;
	}
	return TRAFFIC_NONE;
}

/* The way of the last step along a line. */
static enum traffic last_traffic(const struct scene *scene, const struct actor *actor,
				 const struct object *object, bool result)
{
	for (size_t i = scene->record_count; i-- > 0;) {
		const struct record *record = &scene->records[i];

		if (record->actor != actor->number || record->object != object->number ||
		    !traffic_of(record->operation))
			continue;
		if ((record->operation == OP_ITEM_DONE) == result)
			return traffic_of(record->operation);
	}
	return TRAFFIC_NONE;
}

/* What a process is about to do with an object; the parts of a composite do not tell. */
static enum traffic next_traffic(const struct actor *actor, const struct object *object)
{
	const struct scope *scope = &actor->scopes[0];

	if (actor->next.object == object->number)
		return traffic_of(actor->next.operation);
	if (!actor->scope_depth || scope->object != object->number)
		return TRAFFIC_NONE;
	if (!strcmp(scope->word, "put"))
		return TRAFFIC_OUT;
	return strcmp(scope->word, "get") ? TRAFFIC_NONE : TRAFFIC_IN;
}

/* Whether a process has the lock that a quiet line leads to. */
static bool holds(const struct actor *actor, const struct object *object)
{
	return set_has(object_holders(object), actor->number);
}

struct look {
	enum role role;
	enum traffic arrow;
	bool shown;
};

static struct look look_of(const struct arrangement *arrangement, const struct scene *scene,
			   const struct link *link)
{
	const struct actor *actor = arrangement->actors[link->actor].actor;
	const struct placed_object *placed = &arrangement->objects[link->object];
	enum traffic last = last_traffic(scene, actor, placed->object, link->result);
	bool next = heads_for(scene->now, actor, placed->object) && !link->result;
	bool waits = next && actor->activity == ACTIVITY_WAITS;
	bool held = link->open_end && holds(actor, placed->object);
	struct look look = {.role = ROLE_DIM, .arrow = TRAFFIC_NONE};

	look.shown = !link->quiet || last || waits || held || (next && !link->open_end);
	if (last)
		look = (struct look){ROLE_RUNNING, last, true};
	else if (waits)
		look.role = ROLE_WAITING;
	else if (held)
		look.role = ROLE_ITEM;
	else if (next)
		look.arrow = next_traffic(actor, placed->object);
	if (placed->shape == SHAPE_TUBE)
		look.arrow = TRAFFIC_NONE; /* its mouths say it */
	return look;
}

static void draw_line(struct canvas *cv, const struct arrangement *arrangement,
		      const struct link *link, struct look look)
{
	int last = path_length(link->points, link->count) - 1;
	struct point end = path_cell(link->points, link->count, last);
	const struct cell *border = canvas_at(cv, end.row, end.col);
	/* A mouth, a badge and a title have no border to join, and an arrow touches it. */
	bool apart = arrangement->objects[link->object].shape == SHAPE_TUBE || link->open_end ||
		     look.arrow == TRAFFIC_OUT || (border && !glyph_arms(border->text));

	path_draw(cv, link->points, link->count, apart ? last - 1 : last, look.role);
}

static void draw_head(struct canvas *cv, const struct link *link, struct look look)
{
	int last = path_length(link->points, link->count) - 1;

	if (last < 2 || link->open_end)
		return;
	if (look.arrow == TRAFFIC_OUT)
		path_arrow(cv, link->points, link->count, last - 1, last, look.role);
	else if (look.arrow == TRAFFIC_IN)
		path_arrow(cv, link->points, link->count, 1, 0, look.role);
}

/* Dim lines, bright ones over them, and the arrows last: lines may share cells. */
void links_draw(struct canvas *cv, const struct arrangement *arrangement, const struct scene *scene)
{
	struct look looks[ARRANGE_LINKS];

	for (int i = 0; i < arrangement->link_count; i++)
		looks[i] = look_of(arrangement, scene, &arrangement->links[i]);
	for (int bright = 0; bright < 2; bright++)
		for (int i = 0; i < arrangement->link_count; i++)
			if (looks[i].shown && (looks[i].role == ROLE_RUNNING) == bright)
				draw_line(cv, arrangement, &arrangement->links[i], looks[i]);
	for (int i = 0; i < arrangement->link_count; i++)
		if (looks[i].shown)
			draw_head(cv, &arrangement->links[i], looks[i]);
}

static const struct link *link_of(const struct arrangement *arrangement, const struct move *move)
{
	for (int i = 0; i < arrangement->link_count; i++) {
		const struct link *link = &arrangement->links[i];

		if (arrangement->actors[link->actor].actor->number == move->actor &&
		    arrangement->objects[link->object].object->number == move->object &&
		    link->result == move->result)
			return link;
	}
	return NULL;
}

/* Where something on its way is: on the line, and behind its end further into a tube. */
static struct point place_of(const struct arrangement *arrangement, const struct scene *scene,
			     const struct link *link, const struct move *move)
{
	const struct placed_object *placed = &arrangement->objects[link->object];
	const struct object *before = stage_find(scene->before, move->object);
	int last = path_length(link->points, link->count) - 1, inside = 0, distance;
	struct point at;

	if (placed->shape == SHAPE_TUBE && move->outward && before)
		inside = kind_view(before->kind)->free_cols
				 ? kind_view(before->kind)->free_cols(placed, before)
				 : 0;
	distance = (last + inside) * move->progress / MOVE_WHOLE;
	if (!move->outward)
		distance = last - distance;
	at = path_cell(link->points, link->count, distance);
	if (distance > last)
		at.col += (distance - last) * (at.col == placed->at.col ? 1 : -1);
	return at;
}

void links_travel(struct canvas *cv, const struct arrangement *arrangement,
		  const struct scene *scene)
{
	struct move moves[MOVES];
	int count = moves_of(scene, moves);

	for (int i = 0; i < count; i++) {
		const struct link *link = link_of(arrangement, &moves[i]);
		bool back = i && moves[i].outward && moves[i - 1].object == moves[i].object;
		struct point at;

		/* One that goes back begins when the way there is over. */
		if (!link || moves[i].progress >= MOVE_WHOLE || (back && !moves[i].progress))
			continue;
		at = place_of(arrangement, scene, link, &moves[i]);
		canvas_text(cv, at.row, at.col - text_columns(moves[i].text) / 2, -1, ROLE_MOVING,
			    moves[i].text);
	}
}
