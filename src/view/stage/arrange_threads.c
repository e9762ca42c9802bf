/*
 * Processes with threads: the processes one below the other, in each its threads with a few rows of
 * their own; to the right what they share, each line from the rows of who uses it.
 *
 *	┌ process 0 main ──────────┐
 *	│  0 waits for 1 to end    │   ╔ counter ═╗
 *	│                          │ ╭►║    1     ║
 *	│► 1 stores counter: 1     ├─╯ ╚══════════╝
 *	│    next: release mutex   ├╮
 *	│                          │├─ mutex [locked by 1]
 *	│  2 waits for mutex       ├╯
 *	└──────────────────────────┘
 */
#include "view/stage/arrange_threads.h"

#include "model/kind.h"
#include "view/cells/bounds.h"
#include "view/cells/text.h"
#include "view/stage/attention.h"
#include "view/stage/process_box.h"

enum {
	FRAME = 2,	    /* rows of a box's borders */
	FRAMED = 4,	    /* columns of an object's, and around its name */
	BOX_MOST = 46,	    /* columns of a process's box */
	GAP_LEAST = 4,	    /* columns for lines: a lane at least, and an arrow at either end */
	GAP_MOST = 8,	    /* with more objects some share a lane */
	BRIEF_COLS = 13,    /* "[locked by 2]": room for it also while nobody has it */
	OBJECTS_LEAST = 12, /* columns of what is shared */
	WIDE = 60,
	TALL = 18, /* rows from which on threads have more of them */
};

/* How much room each thread gets, from much to little. */
struct plan {
	int rows;    /* of a thread */
	int apart;   /* between two */
	int between; /* between two processes */
	bool folded; /* those that have ended share one row */
};

static const struct plan plans[] = {
	{2, 1, 1, false}, {2, 0, 1, false}, {2, 0, 0, false}, {1, 0, 1, false},
	{1, 0, 0, false}, {2, 0, 1, true},  {1, 0, 1, true},  {1, 0, 0, true},
};

enum { PLANS = sizeof(plans) / sizeof(plans[0]) };

static const struct plan tall_plan = {3, 1, 1, false};
static const struct plan named_plan = {3, 0, 1, false}; /* a row of which is a name's */

struct threads {
	struct arrangement *out;
	const struct scene *scene;
	struct rect at;
	const struct plan *plan;
	int box, gap, right; /* columns: of a process, of lines, of what is shared */
};

/* --- processes ------------------------------------------------------------------------------- */

/* Who leads a box: the first of each process. */
static bool leads(const struct stage *stage, const struct actor *actor)
{
	return !stage_is_thread(stage, actor);
}

/* Who shares the last row of a box. */
static struct set folded_of(const struct threads *t, struct set members)
{
	return t->plan->folded ? set_minus(members, stage_alive(t->scene->now)) : set_none();
}

static int rows_of(const struct threads *t, const struct actor *first)
{
	struct set members = stage_members(t->scene->now, first->space);
	struct set folded = folded_of(t, members);
	int count = set_count(members), shown = count - set_count(folded);
	int rows = shown * t->plan->rows + most_of(shown - 1, 0) * t->plan->apart;

	if (count == 1)
		return FRAME + (actor_over(first) ? 1 : t->plan->rows);
	return FRAME + rows + (shown < count);
}

static int rows_of_all(const struct threads *t)
{
	const struct stage *stage = t->scene->now;
	int rows = 0;

	for (unsigned i = 0; i < stage->actor_count; i++)
		if (leads(stage, &stage->actors[i]))
			rows += rows_of(t, &stage->actors[i]) + (rows ? t->plan->between : 0);
	return rows;
}

static bool has_names(const struct stage *stage)
{
	for (unsigned i = 0; i < stage->actor_count; i++)
		if (thread_has_name(stage, &stage->actors[i]))
			return true;
	return false;
}

static bool suits(struct threads *t, const struct plan *plan)
{
	t->plan = plan;
	return rows_of_all(t) <= t->at.rows;
}

/* The most generous plan that has room for all, otherwise the last. */
static void choose_plan(struct threads *t)
{
	if ((t->at.rows >= TALL && suits(t, &tall_plan)) ||
	    (has_names(t->scene->now) && suits(t, &named_plan)))
		return;
	for (int i = 0; i < PLANS && !suits(t, &plans[i]); i++)
		continue;
}

/* Where there are not rows for all: how many to leave out first, so that who took the step is
 * there. */
static int left_out(const struct threads *t, struct set members, int rows)
{
	const struct stage *stage = t->scene->now;
	int capacity = (rows + t->plan->apart) / (t->plan->rows + t->plan->apart), before = 0;

	if (!stage->step || !stage->stepper || !set_has(members, stage->stepper - 1U))
		return 0;
	for (; set_first(members) != stage->stepper - 1; set_drop_first(&members))
		before++;
	return most_of(0, before + 1 - capacity);
}

/* The threads of a box, from its first row on, as far as it has rows. */
static void place_threads(struct threads *t, const struct placed_space *space, struct set members)
{
	const struct stage *stage = t->scene->now;
	struct rect in = {space->at.row + 1, space->at.col, space->at.rows - FRAME, space->at.cols};
	int end = in.row + in.rows - !set_is_empty(space->folded);
	struct set left = set_minus(members, space->folded);
	int out = left_out(t, left, end - in.row);

	for (; !set_is_empty(left); set_drop_first(&left)) {
		int rows = least_of(t->plan->rows, end - in.row);

		if (out-- > 0 || rows < 1) {
			t->out->actors_hidden++;
			continue;
		}
		arrange_actor(t->out, &stage->actors[set_first(left)],
			      (struct rect){in.row, in.col, rows, in.cols});
		t->out->actors[t->out->actor_count - 1].in_box = true;
		in.row += t->plan->rows + t->plan->apart;
	}
}

static void place_process(struct threads *t, const struct actor *first, struct rect at)
{
	struct set members = stage_members(t->scene->now, first->space);
	struct placed_space *space;

	if (at.rows <= FRAME) {
		t->out->actors_hidden += set_count(members);
		return;
	}
	if (set_count(members) == 1) {
		arrange_actor(t->out, first, at);
		return;
	}
	space = &t->out->spaces[t->out->space_count++];
	*space = (struct placed_space){.first = first, .at = at, .folded = folded_of(t, members)};
	place_threads(t, space, members);
}

static void place_processes(struct threads *t)
{
	const struct stage *stage = t->scene->now;
	int row = t->at.row + most_of(0, t->at.rows - rows_of_all(t)) / 2;

	for (unsigned i = 0; i < stage->actor_count; i++) {
		const struct actor *first = &stage->actors[i];
		int rows;

		if (!leads(stage, first))
			continue;
		rows = least_of(rows_of(t, first), t->at.row + t->at.rows - row);
		place_process(t, first, (struct rect){row, t->at.col, rows, t->box});
		row += most_of(rows, 0) + t->plan->between;
	}
}

/* --- what they share ------------------------------------------------------------------------- */

/* Columns of a badge in a row: a lock's may grow, so that it would change its place. */
static int badge_columns(const struct threads *t, const struct object *object)
{
	int cols = arrange_badge_columns(t->scene, object);
	char label[TRACE_NAME + 8];

	object_label(object, label, sizeof(label));
	if (object_lock(object) != LOCK_NONE)
		cols = most_of(cols, text_columns(label) + 1 + BRIEF_COLS);
	return cols;
}

/* Columns of an object: what it needs, or with `all` as much as it can use. */
static int columns_of(const struct threads *t, const struct placed_object *placed, bool all)
{
	const struct object *object = placed->object;
	const struct kind_view *view = kind_view(object->kind);
	int least, label;
	char text[TRACE_NAME + 8];

	object_label(object, text, sizeof(text));
	label = text_columns(text);
	if (placed->shape == SHAPE_BADGE)
		return all ? badge_columns(t, object) : most_of(label, BRIEF_COLS);
	if (all)
		return view->most(object).cols;
	least = view->content_cols ? 2 + view->content_cols(object) : 0;
	return most_of(most_of(view->least.cols, least), label + FRAMED);
}

static int widest(const struct threads *t, bool all)
{
	int cols = 0;

	for (int i = 0; i < t->out->object_count; i++)
		cols = most_of(cols, columns_of(t, &t->out->objects[i], all));
	return cols;
}

/* What is shared gets what it needs, and more only where the processes have enough. */
static void divide_columns(struct threads *t)
{
	int cols = t->at.cols, need, spare, used;

	t->box = least_of(cols, BOX_MOST);
	if (!t->out->object_count)
		return;
	t->gap = clamp(3 + t->out->object_count, GAP_LEAST, cols < WIDE ? GAP_MOST - 1 : GAP_MOST);
	need = clamp(widest(t, false), OBJECTS_LEAST, (cols - t->gap) / 2);
	spare = most_of(cols - BOX_MOST - t->gap - need, 0);
	t->right = need + clamp(widest(t, true) - need, 0, spare);
	t->box = least_of(cols - t->gap - t->right, BOX_MOST);
	used = t->box + t->gap + t->right;
	t->at.col += (cols - used) / 2;
	t->at.cols = used;
}

/* Boxes for which there are no rows become lines of words. */
static void divide_rows(struct threads *t)
{
	struct arrangement *out = t->out;
	int badges = out->object_count - out->box_count;
	int fit = arrange_boxes_that_fit(out, t->at.rows - badges);

	if (fit < out->box_count)
		fit = arrange_boxes_that_fit(out, t->at.rows - out->object_count + 1);
	for (int i = fit; i < out->box_count; i++)
		out->objects[i].shape = SHAPE_BADGE;
	out->box_count = fit;
}

/* Whether a badge says its state in a row below its name. */
static bool is_narrow(const struct threads *t, const struct placed_object *placed)
{
	return placed->shape == SHAPE_BADGE && columns_of(t, placed, true) > t->right;
}

/* The rows of each object; badges have a second one where they need it and there are rows. */
static int heights_of(const struct threads *t, int heights[ARRANGE_OBJECTS])
{
	const struct arrangement *out = t->out;
	int count = out->object_count, used = count - out->box_count, room, boxes;

	for (int i = 0; i < out->box_count; i++)
		used += kind_view(out->objects[i].object->kind)->least.rows;
	for (int i = out->box_count; i < count; i++) {
		heights[i] = 1 + (used < t->at.rows && is_narrow(t, &out->objects[i]));
		used += heights[i] - 1;
	}
	/* Beside the processes, and not beyond them where there is no need. */
	room = clamp(rows_of_all(t), least_of(used + 1, t->at.rows), t->at.rows);
	for (int i = out->box_count; i < count; i++)
		room -= heights[i];
	boxes = arrange_heights(out, room - (out->box_count < count), heights);
	for (int i = out->box_count; i < count; i++)
		boxes += heights[i];
	return boxes;
}

static struct rect rect_of(const struct threads *t, const struct placed_object *placed, int row,
			   int rows)
{
	int col = t->at.col + t->box + t->gap, cols = t->right;

	if (placed->shape != SHAPE_BADGE)
		cols = least_of(cols, kind_view(placed->object->kind)->most(placed->object).cols);
	return (struct rect){row, col, rows, cols};
}

static void place_objects(struct threads *t)
{
	struct arrangement *out = t->out;
	int heights[ARRANGE_OBJECTS], count = out->object_count, used = heights_of(t, heights);
	int spare = count > 1 ? clamp((t->at.rows - used) / (count - 1), 0, 1) : 0;
	int row = t->at.row + most_of(0, t->at.rows - used - spare * (count - 1)) / 2;

	for (int i = 0; i < count; i++) {
		struct placed_object *placed = &out->objects[i];

		if (row + heights[i] > t->at.row + t->at.rows) {
			out->objects_hidden += count - i;
			out->object_count = i;
			return;
		}
		if (i < out->box_count)
			placed->shape = SHAPE_BLOCK; /* both ends of a tube lie here */
		placed->at = rect_of(t, placed, row, heights[i]);
		row += heights[i] + spare;
	}
}

/* --- lines ----------------------------------------------------------------------------------- */

/* Whether what it waits for is said below something else, or its line is to leave room for others.
 */
static bool waits_below(const struct threads *t, const struct actor *actor)
{
	const struct stage *stage = t->scene->now;

	if (stage->step && stage->stepper == actor->number + 1)
		return true;
	for (unsigned i = 0; i < stage->object_count; i++)
		if (set_has(object_holders(stage_nth(stage, i)), actor->number))
			return true;
	return false;
}

/* The row of a line at who uses the object: the first, or of a wait where that is said. */
static int row_at(const struct threads *t, const struct placed_actor *placed, int object)
{
	const struct object *at = t->out->objects[object].object;
	bool waits = placed->actor->activity == ACTIVITY_WAITS &&
		     heads_for(t->scene->now, placed->actor, at) && waits_below(t, placed->actor);
	int frame = placed->in_box ? 0 : 1, last = placed->at.rows - 1 - 2 * frame;

	return placed->at.row + frame + (waits ? last : 0);
}

static void link_one(struct threads *t, int actor, int object)
{
	const struct rect *o = &t->out->objects[object].at;
	bool badge = object >= t->out->box_count;
	int row = row_at(t, &t->out->actors[actor], object), out = t->at.col + t->box - 1;
	int bus = least_of(out + 2 + object, o->col - 2);
	int port =
		badge ? o->row : clamp(row, o->row + 1, most_of(o->row + 1, o->row + o->rows - 2));
	const struct point points[] = {
		{row, out}, {row, bus}, {port, bus}, {port, badge ? o->col - 1 : o->col}};
	struct link *link = arrange_link(t->out, actor, object, points, 4);

	if (link && badge)
		link->quiet = link->open_end = true;
}

static void link_all(struct threads *t)
{
	for (int actor = 0; actor < t->out->actor_count; actor++)
		for (int object = 0; object < t->out->object_count; object++)
			if (arrange_linked(t->scene, t->out->actors[actor].actor,
					   t->out->objects[object].object))
				link_one(t, actor, object);
}

static bool has_threads(const struct stage *stage)
{
	for (unsigned i = 0; i < stage->actor_count; i++)
		if (stage_is_thread(stage, &stage->actors[i]))
			return true;
	return false;
}

bool arrange_threads(struct arrangement *out, struct rect at, const struct scene *scene)
{
	struct threads t = {.out = out, .scene = scene, .at = at};

	if (!has_threads(scene->now))
		return false;
	divide_columns(&t);
	choose_plan(&t);
	place_processes(&t);
	divide_rows(&t);
	place_objects(&t);
	link_all(&t);
	return true;
}
