/*
 * An address that can be connected to: who listens there, and the connections that stand in line
 * until they are accepted, the first of them nearest to the door.
 */
#include <stdio.h>
#include "kinds/listener/state.h"
#include "view/cells/glyph.h"
#include "view/cells/text.h"
#include "view/stage/kind.h"
#include "view/stage/object_frame.h"

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
		snprintf(out, size, "%u wait%s%s", listener->count, listener->count > 1 ? "" : "s",
			 listener->count > listener->backlog ? ": full" : "");
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

/* "[2]" for each that waits, the first nearest to the door; of those that do not fit how many. */
static void draw_line(struct canvas *cv, struct rect in, int row,
		      const struct listener_state *listener, bool leftwards)
{
	int used = 1;

	for (unsigned i = 0; i < listener->count; i++) {
		char text[16];
		int cols = snprintf(text, sizeof(text), "[%u]", listener->line[i].actor);
		bool fits = used + cols + (i + 1U < listener->count ? 5 : 1) <= in.cols;

		if (!fits)
			cols = snprintf(text, sizeof(text), "+%u", listener->count - i);
		canvas_text(cv, in.row + row,
			    leftwards ? in.col + used : in.col + in.cols - used - cols, cols,
			    ROLE_ITEM, text);
		if (!fits)
			return;
		used += cols + 1;
	}
}

static void draw_state(struct canvas *cv, struct rect in, int row, const struct object *object)
{
	char words[64];
	enum role role = state_words(listener_of(object), in.cols, words, sizeof(words));

	draw_centered(cv, in, row, role, words);
}

/* Where connections come in and where they are taken out, as in a pipe. */
static void draw_doors(struct canvas *cv, const struct placed_object *placed, int row)
{
	const char *arrow = placed->leftwards ? GLYPH_BACK : GLYPH_HERE;
	enum role role = placed->lit ? ROLE_RUNNING : ROLE_OBJECT;

	canvas_text(cv, row, placed->at.col, 1, role, placed->directed ? arrow : "╢");
	canvas_text(cv, row, placed->at.col + placed->at.cols - 1, 1, role,
		    placed->directed ? arrow : "╟");
}

/* A line of those who wait, between client and server, with words in its foot. */
static void draw_tube(struct canvas *cv, const struct placed_object *placed, struct rect in)
{
	const struct listener_state *listener = listener_of(placed->object);
	struct rect at = placed->at;
	char words[64], foot[72];
	enum role role = state_words(listener, in.cols - 2, words, sizeof(words));

	draw_doors(cv, placed, in.row + in.rows / 2);
	draw_line(cv, in, in.rows / 2, listener, placed->leftwards);
	snprintf(foot, sizeof(foot), " %s ", words);
	canvas_text(cv, at.row + at.rows - 1, at.col + at.cols - 2 - text_columns(foot), in.cols,
		    role == ROLE_DIM ? ROLE_DIM : ROLE_PLAIN, foot);
}

static void listener_draw(struct canvas *cv, const struct placed_object *placed,
			  const struct scene *scene)
{
	struct rect in = object_frame(cv, placed);
	const struct listener_state *listener = listener_of(placed->object);
	char holders[32], listens[64];

	(void)scene;
	if (placed->shape == SHAPE_TUBE) {
		draw_tube(cv, placed, in);
		return;
	}
	if (in.rows < 3) {
		if (listener->count)
			draw_line(cv, in, 0, listener, false);
		else
			draw_state(cv, in, 0, placed->object);
		return;
	}
	draw_line(cv, in, (in.rows - 1) / 2, listener, false);
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
	enum role role = state_words(listener_of(object), 40, words, sizeof(words));

	(void)scene;
	snprintf(out, size, "[%s]", words);
	return role;
}

static void listener_direct(const struct scene *scene, struct placed_object *placed,
			    struct set left, struct set right)
{
	const struct listener_state *listener = listener_of(placed->object);

	(void)scene;
	(void)right;
	placed->directed = listener->listens;
	placed->leftwards = set_meets(listener->holders, left);
}

const struct kind_view listener_view = {
	.shape = listener_shape,
	.least = {3, 14},
	.most = listener_most,
	.draw = listener_draw,
	.brief = listener_brief,
	.direct = listener_direct,
	.door = true,
};
