/*
 * Processes that share nothing to speak of: who is whose child, and each with its own copy of what
 * has one name in all of them.
 *
 *	        ┌ 0 main ──────┐╔ counter ═╗
 *	        │ waits for 1  ││    0     │
 *	        └──────┬───────┘╚═ page A ═╝
 *	      ┌────────┴────────┐
 *	┌ 1 adder ─────┐  ┌ 2 adder ─────┐
 *	└──────────────┘  └──────────────┘
 *	╔ counter ═════╗  ╔ counter ═════╗
 *	║      1       ║  ║      0       ║
 *	╚═ page B ═════╝  ╚═ page A ═════╝
 */
#include "view/stage/arrange_tree.h"

enum {
	LEVELS = 8,
	BOX_LEAST = 9, /* columns of a process */
	BOX_MOST = 34,
	ROWS_LEAST = 3,
	ROWS_MOST = 6,
	COPY_ROWS = 3,
	COPY_COLS = 13, /* beside a process that is alone in its level */
	BUS = 1,	/* rows between two levels */
};

struct tree {
	struct arrangement *out;
	const struct scene *scene;
	struct rect at;		 /* without the badges */
	int copy[LIMIT_ACTORS];	 /* index in objects[] of each one's copy, -1 none */
	int level[LIMIT_ACTORS]; /* its distance from a process that has no parent */
	int place[LIMIT_ACTORS]; /* index in processes[] */
	int members[LEVELS];
	int levels;
	bool copies;
};

static int count_of(const struct tree *tree)
{
	int count = tree->scene->now->actor_count;

	return count < LIMIT_ACTORS ? count : LIMIT_ACTORS;
}

static bool find_levels(struct tree *tree)
{
	for (int i = 0; i < count_of(tree); i++) {
		int parent = (int)stage_parent(tree->scene->now, &tree->scene->now->actors[i]);

		tree->level[i] = parent < i ? tree->level[parent] + 1 : 0;
		if (tree->level[i] >= LEVELS)
			return false;
		tree->members[tree->level[i]]++;
		if (tree->level[i] >= tree->levels)
			tree->levels = tree->level[i] + 1;
	}
	return true;
}

/* Every box is the one copy that some process has of something. */
static bool find_copies(struct tree *tree)
{
	for (int i = 0; i < LIMIT_ACTORS; i++)
		tree->copy[i] = -1;
	for (int i = 0; i < tree->out->box_count; i++) {
		int owner = tree->out->objects[i].object->owner_space - 1;

		if (owner < 0 || owner >= count_of(tree) || tree->copy[owner] >= 0)
			return false;
		tree->copy[owner] = i;
		tree->copies = true;
	}
	return true;
}

/* Rows that a level takes besides those of the processes' boxes. */
static int rows_besides(const struct tree *tree, int level)
{
	return tree->copies && tree->members[level] > 1 ? COPY_ROWS : 0;
}

/* Rows for a box in every level; less than ROWS_LEAST when there is no room. */
static int box_rows(const struct tree *tree)
{
	int room = tree->at.rows - (tree->levels - 1) * BUS, rows;

	for (int level = 0; level < tree->levels; level++)
		room -= rows_besides(tree, level);
	rows = room / tree->levels;
	return rows > ROWS_MOST ? ROWS_MOST : rows;
}

static int box_cols(const struct tree *tree, int level)
{
	int count = tree->members[level], cols = tree->at.cols / count;
	bool beside = tree->copies && count == 1;

	cols -= cols > BOX_LEAST + 1 ? 1 : 0;
	if (beside && cols > tree->at.cols - COPY_COLS)
		cols = tree->at.cols - COPY_COLS;
	return cols > BOX_MOST ? BOX_MOST : cols;
}

static bool fits(const struct tree *tree)
{
	for (int level = 0; level < tree->levels; level++)
		if (box_cols(tree, level) < BOX_LEAST)
			return false;
	return box_rows(tree) >= ROWS_LEAST;
}

static void place_copy(struct tree *tree, int actor, struct rect box)
{
	struct placed_object *copy;

	if (tree->copy[actor] < 0)
		return;
	copy = &tree->out->objects[tree->copy[actor]];
	copy->at_home = true;
	if (tree->members[tree->level[actor]] > 1)
		copy->at = (struct rect){box.row + box.rows, box.col, COPY_ROWS, box.cols};
	else
		copy->at = (struct rect){box.row, box.col + box.cols, box.rows, COPY_COLS};
}

static void place_level(struct tree *tree, int level, int row, int rows)
{
	int cols = box_cols(tree, level), pitch = tree->at.cols / tree->members[level];
	int beside = tree->copies && tree->members[level] == 1 ? COPY_COLS : 0, col;

	pitch = pitch > cols + 6 ? cols + 6 : pitch;
	col = tree->at.col +
	      (tree->at.cols - pitch * (tree->members[level] - 1) - cols - beside) / 2;
	for (int i = 0; i < count_of(tree); i++) {
		struct rect box = {row, col, rows, cols};

		if (tree->level[i] != level)
			continue;
		tree->place[i] = tree->out->actor_count;
		arrange_actor(tree->out, &tree->scene->now->actors[i], box);
		place_copy(tree, i, box);
		col += pitch;
	}
}

/* From below the parent along the row between the levels to the top of its child. */
static void link_child(struct tree *tree, int child)
{
	const struct actor *actor = &tree->scene->now->actors[child];
	const struct rect *from =
		&tree->out->actors[tree->place[stage_parent(tree->scene->now, actor)]].at;
	const struct rect *to = &tree->out->actors[tree->place[child]].at;
	int out = from->col + from->cols / 2, in = to->col + to->cols / 2;
	struct descent *descent = &tree->out->descents[tree->out->descent_count++];

	descent->points[0] = (struct point){from->row + from->rows - 1, out};
	descent->points[1] = (struct point){to->row - BUS, out};
	descent->points[2] = (struct point){to->row - BUS, in};
	descent->points[3] = (struct point){to->row, in};
}

/* Badges in the last row, as many as fit. */
static void place_badges(struct arrangement *out, struct rect at)
{
	int count = out->object_count - out->box_count;
	int cols = count ? at.cols / count : 0;

	for (int i = 0; i < count; i++)
		out->objects[out->box_count + i].at =
			(struct rect){at.row + at.rows - 1, at.col + 1 + i * cols, 1, cols - 2};
}

bool arrange_tree(struct arrangement *out, struct rect at, const struct scene *scene)
{
	struct tree tree = {.out = out, .scene = scene, .at = at};
	int row, rows, used = 0;

	if (out->object_count > out->box_count)
		tree.at.rows--;
	if (!find_levels(&tree) || !find_copies(&tree) || count_of(&tree) < 2 + !tree.copies ||
	    !fits(&tree))
		return false;
	rows = box_rows(&tree);
	for (int level = 0; level < tree.levels; level++)
		used += rows + rows_besides(&tree, level) + (level ? BUS : 0);
	row = tree.at.row + (tree.at.rows - used) / 2;
	for (int level = 0; level < tree.levels; level++) {
		place_level(&tree, level, row, rows);
		row += rows + rows_besides(&tree, level) + BUS;
	}
	for (int i = 0; i < count_of(&tree); i++)
		if (tree.level[i])
			link_child(&tree, i);
	place_badges(out, at);
	return true;
}
