/*
 * An address that can be connected to: who listens there, and the connections that stand in line
 * until they are accepted, the first of them nearest to the door.
 */
#include <inttypes.h>
#include <stdio.h>
#include "model/listener.h"
#include "view/glyph.h"
#include "view/object_view.h"

static enum shape listener_shape(const struct object *object)
{
	(void)object;
	return SHAPE_BLOCK;
}

static struct extent listener_most(const struct object *object)
{
	(void)object;
	return (struct extent){7, 34};
}

/* Returns the role that it is shown in. */
static enum role state_words(const struct listener_state *listener, int cols, char *out,
			     size_t size)
{
	if (listener->count) {
		snprintf(out, size, "%u of %" PRIu32 " wait", listener->count,
			 listener->backlog + 1);
		return ROLE_ITEM;
	}
	if (listener->listens)
		snprintf(out, size, "nobody waits");
	else if (listener->bound)
		snprintf(out, size, cols < 14 ? "bound" : "does not listen");
	else
		snprintf(out, size, "nobody listens");
	return ROLE_DIM;
}

/* "[2]" for each that waits, the first at the right; of those that do not fit only how many. */
static void draw_line(struct canvas *cv, struct rect in, int row,
		      const struct listener_state *listener)
{
	int right = in.col + in.cols - 1;

	for (unsigned i = 0; i < listener->count; i++) {
		char text[16];
		int cols = snprintf(text, sizeof(text), "[%u]", listener->line[i].process);

		if (right - cols < in.col + (i + 1U < listener->count ? 4 : 0)) {
			snprintf(text, sizeof(text), "+%u", listener->count - i);
			canvas_text(cv, in.row + row, in.col, 4, ROLE_ITEM, text);
			return;
		}
		right -= cols;
		canvas_text(cv, in.row + row, right, cols, ROLE_ITEM, text);
		right--;
	}
}

static void draw_state(struct canvas *cv, struct rect in, int row, const struct object *object)
{
	char words[64];
	enum role role = state_words(&object->listening, in.cols, words, sizeof(words));

	draw_centered(cv, in, row, role, words);
}

static void listener_draw(struct canvas *cv, const struct placed_object *placed,
			  const struct scene *scene)
{
	struct rect in = object_frame(cv, placed);
	const struct listener_state *listener = &placed->object->listening;
	char holders[32], listens[64];

	(void)scene;
	if (in.rows < 3) {
		if (listener->count)
			draw_line(cv, in, 0, listener);
		else
			draw_state(cv, in, 0, placed->object);
		return;
	}
	draw_line(cv, in, (in.rows - 1) / 2, listener);
	draw_state(cv, in, in.rows - 1, placed->object);
	if (!listener->listens)
		return;
	numbers_of(listener->holders, in.cols - 9, holders, sizeof(holders));
	snprintf(listens, sizeof(listens), "%s listens", holders);
	draw_centered(cv, in, 0, ROLE_PLAIN, listens);
}

static enum role listener_brief(const struct object *object, const struct scene *scene, char *out,
				size_t size)
{
	char words[64];
	enum role role = state_words(&object->listening, 40, words, sizeof(words));

	(void)scene;
	snprintf(out, size, "[%s]", words);
	return role;
}

const struct object_view view_listener = {
	.shape = listener_shape,
	.least = {3, 14},
	.most = listener_most,
	.draw = listener_draw,
	.brief = listener_brief,
};
