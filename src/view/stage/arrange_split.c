/*
 * A pool: the tasks above, the workers in a row, the results below.
 *
 *	┌ 0 main ───┐ ╔ pool: tasks ══════════════╗
 *	│ waits     ├►║ 7  8  9                   ║
 *	└───────────┘ ╚══╤════════════╤═══════════╝
 *	┌ 1 worker ─┐ ┌ 2 worker ─┐ ┌ 3 worker ───┐
 *	└─────┬─────┘ └─────┬─────┘ └──────┬──────┘
 *	╔ results ═══════════════════════════ 4 of 9 ╗
 */
#include "view/stage/arrange_split.h"

enum {
	WORKER_LEAST = 11, /* columns of a worker's box */
	WORKER_ROWS = 3,
	STRIP_ROWS = 3,	 /* of tasks, and of results */
	WORKER_GOOD = 6, /* from here on a row goes to the lines below: more than an arrow */
	WORKER_MOST = 7,
	WIDE = 30, /* from here on a line in the middle leaves the title alone */
	FIXED = 2 * STRIP_ROWS + 2 + WORKER_ROWS,
};

struct split {
	struct arrangement *out;
	const struct scene *scene;
	struct rect at; /* without the badges */
	int workers;	/* those in the row: all but process 0 */
	int width;	/* columns of one with the gap behind it */
	int strip;	/* rows of the tasks and of the results */
};

static void place(struct split *s)
{
	const struct stage *stage = s->scene->now;
	int head = s->at.cols * 2 / 5, rows = s->at.rows - 2 * s->strip - 2;
	int gap = rows >= WORKER_GOOD ? 2 : 1;
	struct placed_object *pool = &s->out->objects[0];
	int row = s->at.row + s->strip + 1, used = s->workers * s->width - 1;

	rows -= gap - 1;
	rows = rows > WORKER_MOST ? WORKER_MOST : rows;
	head = head > 30 ? 30 : head;
	pool->at = (struct rect){s->at.row, s->at.col + head + 3, s->strip, s->at.cols - head - 3};
	pool->foot = (struct rect){row + rows + gap, s->at.col, s->strip, s->at.cols};
	arrange_actor(s->out, &stage->actors[0],
		      (struct rect){s->at.row, s->at.col, s->strip, head});
	for (int i = 0; i < s->workers; i++)
		arrange_actor(s->out, &stage->actors[i + 1],
			      (struct rect){row, s->at.col + (s->at.cols - used) / 2 + i * s->width,
					    rows, s->width - 1});
}

/* Process 0 puts tasks in from the left; a worker is joined to the tasks and to the results. */
static void link_all(struct split *s)
{
	const struct rect *tasks = &s->out->objects[0].at, *foot = &s->out->objects[0].foot;
	const struct rect *head = &s->out->actors[0].at;
	int middle = head->row + head->rows / 2, bus = tasks->row + tasks->rows;
	const struct point in[] = {{middle, head->col + head->cols - 1}, {middle, tasks->col}};

	arrange_link(s->out, 0, 0, in, 2);
	for (int i = 1; i < s->out->actor_count; i++) {
		const struct rect *box = &s->out->actors[i].at;
		int col = box->col + (box->cols < WIDE ? box->cols - 2 : box->cols / 2);
		int end = box->row + box->rows - 1;
		int port = col <= tasks->col ? tasks->col + 2 : col;
		const struct point pull[] = {
			{box->row, col}, {bus, col}, {bus, port}, {bus - 1, port}};
		const struct point give[] = {{end, col}, {foot->row, col}};
		struct link *link;

		if (port > tasks->col + tasks->cols - 2)
			continue;
		arrange_link(s->out, i, 0, pull, 4);
		link = arrange_link(s->out, i, 0, give, 2);
		if (link)
			link->result = true;
	}
}

bool arrange_split(struct arrangement *out, struct rect at, const struct scene *scene)
{
	int badges = out->object_count - out->box_count, count = scene->now->actor_count;
	struct split s = {.out = out, .scene = scene, .at = at, .workers = count - 1};
	int spare;

	if (out->box_count != 1 || out->objects[0].shape != SHAPE_SPLIT || s.workers < 1)
		return false;
	s.at.rows -= badges;
	s.width = (at.cols + 1) / s.workers;
	if (s.width - 1 < WORKER_LEAST || s.at.rows < FIXED)
		return false;
	s.width = s.width > 41 ? 41 : s.width;
	spare = s.at.rows - FIXED - 2;
	s.strip = STRIP_ROWS + (spare >= 6 ? 2 : spare >= 2 ? 1 : 0);
	/* Where there is more room than the picture can use it stays together, in the middle. */
	spare = s.at.rows - 2 * s.strip - 3 - WORKER_MOST;
	if (spare > 0) {
		s.at.row += spare / 2;
		s.at.rows -= spare;
	}
	place(&s);
	link_all(&s);
	for (int i = 0; i < badges; i++)
		out->objects[1 + i].at =
			(struct rect){s.at.row + s.at.rows + i, at.col + 1, 1, at.cols - 2};
	return true;
}
