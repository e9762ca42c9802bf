/*
 * Drawing along paths of right angles: joints where lines meet, an arrow for the way something
 * goes, and things between two ends.
 */
#include "view/links.h"

#include <stdlib.h>
#include <string.h>
#include "view/glyph.h"
#include "view/moves.h"

/* What a line says. */
enum traffic { TRAFFIC_NONE, TRAFFIC_IN, TRAFFIC_OUT };

/* Which way an operation takes things, for the arrow of what comes next. */
static const uint8_t traffic_of[OP_COUNT] = {
	[OP_LOAD] = TRAFFIC_IN,		 [OP_STORE] = TRAFFIC_OUT,    [OP_ATOMIC] = TRAFFIC_OUT,
	[OP_READ] = TRAFFIC_IN,		 [OP_WRITE] = TRAFFIC_OUT,    [OP_SEM_WAIT] = TRAFFIC_IN,
	[OP_SEM_TRYWAIT] = TRAFFIC_IN,	 [OP_SEM_POST] = TRAFFIC_OUT, [OP_MUTEX_LOCK] = TRAFFIC_IN,
	[OP_MUTEX_UNLOCK] = TRAFFIC_OUT, [OP_ITEM_PUT] = TRAFFIC_OUT, [OP_ITEM_TAKE] = TRAFFIC_IN,
	[OP_ITEM_DONE] = TRAFFIC_OUT,
};

static int sign(int value)
{
	return (value > 0) - (value < 0);
}

/* The arm that points from one cell to its neighbour in a direction. */
static enum arm arm_towards(int rows, int cols)
{
	if (rows)
		return rows < 0 ? ARM_UP : ARM_DOWN;
	return cols < 0 ? ARM_LEFT : ARM_RIGHT;
}

static int length_of(const struct link *link)
{
	int length = 1;

	for (int i = 1; i < link->count; i++)
		length += abs(link->points[i].row - link->points[i - 1].row) +
			  abs(link->points[i].col - link->points[i - 1].col);
	return length;
}

/* The cell at a distance from the process's end. */
static struct point cell_at(const struct link *link, int distance)
{
	struct point at = link->points[0];

	for (int i = 1; i < link->count; i++) {
		struct point to = link->points[i];
		int part = abs(to.row - at.row) + abs(to.col - at.col);

		if (distance <= part)
			return (struct point){at.row + distance * sign(to.row - at.row),
					      at.col + distance * sign(to.col - at.col)};
		distance -= part;
		at = to;
	}
	return at;
}

/* Whether a line may end in a cell: a border or a blank, not the letters of a title. */
static bool joinable(struct canvas *cv, struct point at)
{
	const struct cell *cell = canvas_at(cv, at.row, at.col);

	return cell && (!strcmp(cell->text, " ") || glyph_arms(cell->text));
}

/* Join the cells of a path with their neighbours, from the process's border to cell `last`. */
static void draw_path(struct canvas *cv, const struct link *link, int last, enum role role)
{
	int end = length_of(link) - 1;

	for (int i = 0; i <= last; i++) {
		struct point at = cell_at(link, i), previous = cell_at(link, i > 0 ? i - 1 : 0);
		struct point next = cell_at(link, i < end ? i + 1 : end);
		unsigned arms = 0;

		if (i > 0)
			arms |= arm_of(arm_towards(previous.row - at.row, previous.col - at.col),
				       WEIGHT_LIGHT);
		if (i < end)
			arms |= arm_of(arm_towards(next.row - at.row, next.col - at.col),
				       WEIGHT_LIGHT);
		if ((i > 0 && i < end) || joinable(cv, at))
			canvas_join(cv, at.row, at.col, arms, role);
	}
}

static void draw_arrow(struct canvas *cv, const struct link *link, int at, int towards,
		       enum role role)
{
	static const char *const heads[ARMS] = {
		[ARM_UP] = GLYPH_UP,
		[ARM_RIGHT] = GLYPH_HERE,
		[ARM_DOWN] = GLYPH_DOWN,
		[ARM_LEFT] = GLYPH_BACK,
	};
	struct point a = cell_at(link, at), b = cell_at(link, towards);

	canvas_text(cv, a.row, a.col, 1, role, heads[arm_towards(b.row - a.row, b.col - a.col)]);
}

/* The way of the last step along a line. */
static enum traffic last_traffic(const struct scene *scene, const struct process *process,
				 const struct object *object, bool result)
{
	for (size_t i = scene->record_count; i-- > 0;) {
		const struct record *record = &scene->records[i];

		if (record->process != process->number || record->object != object->number ||
		    record->operation >= OP_COUNT || !traffic_of[record->operation])
			continue;
		if ((record->operation == OP_ITEM_DONE) == result)
			return traffic_of[record->operation];
	}
	return TRAFFIC_NONE;
}

/* What a process is about to do with an object; the parts of a composite do not tell. */
static enum traffic next_traffic(const struct process *process, const struct object *object)
{
	const struct scope *scope = &process->scopes[0];

	if (process->next.object == object->number)
		return traffic_of[process->next.operation % OP_COUNT];
	if (!process->scope_depth || scope->object != object->number)
		return TRAFFIC_NONE;
	if (!strcmp(scope->word, "put"))
		return TRAFFIC_OUT;
	return strcmp(scope->word, "get") ? TRAFFIC_NONE : TRAFFIC_IN;
}

/* Whether a process has the lock that a quiet line leads to. */
static bool holds(const struct process *process, const struct object *object)
{
	if (object->kind == OBJECT_MUTEX)
		return object->mutex.owner == process->number + 1;
	return object->kind == OBJECT_SEMAPHORE &&
	       (object->semaphore.inside >> process->number & 1);
}

struct look {
	enum role role;
	enum traffic arrow;
	bool shown;
};

static struct look look_of(const struct arrangement *arrangement, const struct scene *scene,
			   const struct link *link)
{
	const struct process *process = arrangement->processes[link->process].process;
	const struct placed_object *placed = &arrangement->objects[link->object];
	enum traffic last = last_traffic(scene, process, placed->object, link->result);
	bool next = heads_for(scene->now, process, placed->object) && !link->result;
	bool waits = next && process->activity == ACTIVITY_WAITS;
	bool held = link->open_end && holds(process, placed->object);
	struct look look = {.role = ROLE_DIM, .arrow = TRAFFIC_NONE};

	look.shown = !link->quiet || last || waits || held || (next && !link->open_end);
	if (last)
		look = (struct look){ROLE_RUNNING, last, true};
	else if (waits)
		look.role = ROLE_WAITING;
	else if (held)
		look.role = ROLE_ITEM;
	else if (next)
		look.arrow = next_traffic(process, placed->object);
	if (placed->shape == SHAPE_TUBE)
		look.arrow = TRAFFIC_NONE; /* its mouths say it */
	return look;
}

static void draw_line(struct canvas *cv, const struct arrangement *arrangement,
		      const struct link *link, struct look look)
{
	/* A mouth and a badge have no border to join, and an arrow touches it. */
	bool apart = arrangement->objects[link->object].shape == SHAPE_TUBE || link->open_end ||
		     look.arrow == TRAFFIC_OUT;
	int last = length_of(link) - 1;

	draw_path(cv, link, apart ? last - 1 : last, look.role);
}

static void draw_head(struct canvas *cv, const struct link *link, struct look look)
{
	int last = length_of(link) - 1;

	if (last < 2 || link->open_end)
		return;
	if (look.arrow == TRAFFIC_OUT)
		draw_arrow(cv, link, last - 1, last, look.role);
	else if (look.arrow == TRAFFIC_IN)
		draw_arrow(cv, link, 1, 0, look.role);
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

		if (arrangement->processes[link->process].process->number == move->process &&
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
	int last = length_of(link) - 1, inside = 0, distance;
	struct point at;

	if (placed->shape == SHAPE_TUBE && move->outward && before)
		inside = tube_free_columns(placed, before);
	distance = (last + inside) * move->progress / MOVE_WHOLE;
	if (!move->outward)
		distance = last - distance;
	at = cell_at(link, distance);
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
