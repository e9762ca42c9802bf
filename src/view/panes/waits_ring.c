/*
 * A circle of waits drawn as one: processes and the objects between them, in two rows, the lines
 * going round clockwise.
 */
#include "view/panes/waits_ring.h"

#include <string.h>
#include "model/words.h"
#include "view/cells/glyph.h"
#include "view/cells/path.h"
#include "view/cells/text.h"
#include "view/panes/waits_text.h"

enum { NODES = 12, TOP_LEAST = 2, BOX_ROWS = 3, GAP_ROWS = 2, SHORT_GAP = 4 };

/* A box of the ring, and the words on the line that leads on from it. */
struct node {
	enum box box;
	char text[WAITS_TEXT];
	const char *onward;
};

struct ring_view {
	struct node nodes[NODES];
	int count, top;		     /* nodes, and how many of them are in the upper row */
	int col[NODES], cols[NODES]; /* of the upper row's places; those below share them */
	int gap, row;
	bool labelled;
};

/* --- what is in it -------------------------------------------------------------------------- */

static bool add_node(struct ring_view *ring, enum box box, const char *onward)
{
	if (ring->count == NODES)
		return false;
	ring->nodes[ring->count++] = (struct node){.box = box, .onward = onward};
	return true;
}

static bool add_wait(struct ring_view *ring, const struct stage *stage, const struct wait *wait,
		     bool named)
{
	const struct object *object = stage_find(stage, wait->object);
	struct node *node;

	if (!add_node(ring, BOX_SINGLE, object ? "waits for" : "waits for the end of"))
		return false;
	node = &ring->nodes[ring->count - 1];
	waits_who(stage, set_of(wait->actor), named, node->text, sizeof(node->text));
	if (!object)
		return true;
	if (!add_node(ring, BOX_DOUBLE, wait->by))
		return false;
	node = &ring->nodes[ring->count - 1];
	waits_what(object, wait, named, node->text, sizeof(node->text));
	for (int i = 0; i < ring->count - 1; i++)
		if (strcmp(ring->nodes[i].text, node->text) == 0)
			return false;
	return true;
}

static bool fill(struct ring_view *ring, const struct stage *stage, const struct waits *waits,
		 const uint8_t *cycle, unsigned count, bool named)
{
	ring->count = 0;
	for (unsigned i = 0; i < count; i++)
		if (!add_wait(ring, stage, waits_of(waits, cycle[i]), named))
			return false;
	ring->top = (ring->count + 1) / 2 < TOP_LEAST ? TOP_LEAST : (ring->count + 1) / 2;
	return true;
}

/* --- where it goes -------------------------------------------------------------------------- */

/* The place of a node in its row, from the left. */
static int place_of(const struct ring_view *ring, int node)
{
	return node < ring->top ? node : ring->count - 1 - node;
}

/* Its columns, when it fits. */
static bool place(struct ring_view *ring, struct rect at, bool labelled)
{
	int total = 0;

	ring->labelled = labelled;
	ring->gap = SHORT_GAP;
	memset(ring->cols, 0, sizeof(ring->cols));
	for (int i = 0; i < ring->count; i++) {
		int *cols = &ring->cols[place_of(ring, i)],
		    words = text_columns(ring->nodes[i].onward);
		int needed = text_columns(ring->nodes[i].text) + 4;
		bool sideways = i + 1 < ring->top || (i >= ring->top && i + 1 < ring->count);

		*cols = needed > *cols ? needed : *cols;
		if (labelled && sideways && words + 2 > ring->gap)
			ring->gap = words + 2;
	}
	for (int i = 0; i < ring->top; i++)
		total += ring->cols[i] + (i ? ring->gap : 0);
	if (total > at.cols)
		return false;
	ring->row = at.row;
	ring->col[0] = at.col + (at.cols - total) / 2;
	for (int i = 1; i < ring->top; i++)
		ring->col[i] = ring->col[i - 1] + ring->cols[i - 1] + ring->gap;
	return true;
}

static struct rect box_of(const struct ring_view *ring, int node)
{
	int place = place_of(ring, node);

	return (struct rect){ring->row + (node < ring->top ? 0 : BOX_ROWS + GAP_ROWS),
			     ring->col[place], BOX_ROWS, ring->cols[place]};
}

/* --- drawing -------------------------------------------------------------------------------- */

static int middle_of(struct rect box)
{
	return box.col + box.cols / 2;
}

/* A line whose last cell before its end is an arrow. */
static void draw_line(struct canvas *cv, const struct point *points, int count)
{
	int last = path_length(points, count) - 1;

	path_draw(cv, points, count, last - 1, ROLE_BAD);
	path_arrow(cv, points, count, last - 1, last, ROLE_BAD);
}

/* Words above a line or in it, in the middle between two columns. */
static void draw_label(struct canvas *cv, const struct ring_view *ring, int row, int left,
		       int right, const char *label)
{
	int words = text_columns(label);

	if (ring->labelled && words <= right - left)
		canvas_text(cv, row, left + (right - left - words) / 2, words, ROLE_STRONG, label);
}

/* Words to the right of an upright line, or to its left where there is no room. */
static void draw_beside(struct canvas *cv, const struct ring_view *ring, int row, int col,
			const char *label)
{
	int words = text_columns(label), right = cv->clip.col + cv->clip.cols;
	int at = col + 2 + words <= right ? col + 2 : col - 1 - words;

	if (ring->labelled)
		canvas_text(cv, row, at, words, ROLE_STRONG, label);
}

/* Round the end of the upper row: down into the lower one, or back below it where that is empty. */
static void draw_turn(struct canvas *cv, const struct ring_view *ring, const char *label)
{
	struct rect from = box_of(ring, ring->top - 1), to = box_of(ring, ring->top % ring->count);
	int low = from.row + BOX_ROWS - 1, right = middle_of(from), left = middle_of(to);

	if (ring->top == ring->count) {
		const struct point back[] = {
			{low, right}, {low + 2, right}, {low + 2, left}, {low, left}};

		draw_line(cv, back, 4);
		draw_label(cv, ring, low + 2, left + 1, right, label);
	} else if (place_of(ring, ring->top) == ring->top - 1) {
		const struct point down[] = {{low, right}, {to.row, right}};

		draw_line(cv, down, 2);
		draw_beside(cv, ring, low + 1, right, label);
	} else {
		const struct point round[] = {
			{low, right}, {to.row + 1, right}, {to.row + 1, to.col + to.cols - 1}};

		draw_line(cv, round, 3);
		draw_beside(cv, ring, low + 1, right, label);
	}
}

static void draw_lines(struct canvas *cv, const struct ring_view *ring)
{
	for (int i = 0; i < ring->count; i++) {
		struct rect from = box_of(ring, i), to = box_of(ring, (i + 1) % ring->count);
		const char *label = ring->nodes[i].onward;
		int row = from.row + 1;

		if (i == ring->top - 1) {
			draw_turn(cv, ring, label);
		} else if (i < ring->top) {
			const struct point right[] = {{row, from.col + from.cols - 1},
						      {row, to.col}};

			draw_line(cv, right, 2);
			draw_label(cv, ring, row - 1, from.col + from.cols, to.col, label);
		} else if (i < ring->count - 1) {
			const struct point left[] = {{row, from.col}, {row, to.col + to.cols - 1}};

			draw_line(cv, left, 2);
			draw_label(cv, ring, row - 1, to.col + to.cols, from.col, label);
		} else {
			const struct point up[] = {{from.row, middle_of(from)},
						   {to.row + BOX_ROWS - 1, middle_of(from)}};

			draw_line(cv, up, 2);
			draw_beside(cv, ring, from.row - 2, middle_of(from), label);
		}
	}
}

int ring_draw(struct canvas *cv, struct rect at, const struct stage *stage,
	      const struct waits *waits, const uint8_t *cycle, unsigned count)
{
	struct ring_view ring;
	bool fits = false;
	int rows;

	for (int detail = 0; detail < 3 && !fits; detail++)
		fits = fill(&ring, stage, waits, cycle, count, detail == 0) &&
		       place(&ring, at, detail < 2);
	if (!fits)
		return 0;
	rows = BOX_ROWS + GAP_ROWS + (ring.top < ring.count ? BOX_ROWS : 0);
	if (rows > at.rows)
		return 0;
	for (int i = 0; i < ring.count; i++)
		waits_box(cv, box_of(&ring, i), ring.nodes[i].box, ROLE_BAD, ring.nodes[i].text);
	draw_lines(cv, &ring);
	return rows;
}
