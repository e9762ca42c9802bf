/*
 * A pipe, or one direction of a socket pair: a tube open at both ends with the messages in it,
 * the oldest nearest to the reader.
 */
#include "kinds/pipe/draw.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "base/utf8.h"
#include "kinds/pipe/state.h"
#include "view/cells/glyph.h"
#include "view/cells/text.h"
#include "view/stage/kind.h"
#include "view/stage/object_frame.h"

enum shape pipe_shape(const struct object *object)
{
	(void)object;
	return SHAPE_TUBE;
}

struct extent pipe_most(const struct object *object)
{
	(void)object;
	return (struct extent){5, 70};
}

/* A message between its brackets, torn ones open at the side that is missing. */
static void message_text(const struct item *item, char *out, size_t size)
{
	int fit = utf8_fit(item->text, item->torn ? 12 : 14);

	snprintf(out, size, item->torn ? "[%.*s~" : "[%.*s]", fit, item->text);
}

/* "3 messages, 12 of 65536 bytes" in as many words as fit. */
static void fill_words(const struct pipe_state *pipe, int cols, char *out, size_t size)
{
	const char *messages = pipe->count == 1 ? "message" : "messages";

	snprintf(out, size, " %u %s, %" PRIu32 " of %" PRIu32 " bytes ", pipe->count, messages,
		 pipe->bytes, pipe->capacity);
	if (!pipe->capacity) /* a socket's, which nobody knows */
		snprintf(out, size, " %u %s, %" PRIu32 " bytes ", pipe->count, messages,
			 pipe->bytes);
	else if (text_columns(out) > cols)
		snprintf(out, size, " %" PRIu32 " of %" PRIu32 " ", pipe->bytes, pipe->capacity);
	if (text_columns(out) > cols)
		snprintf(out, size, " %" PRIu32 " B ", pipe->bytes);
	if (!pipe->bytes)
		snprintf(out, size, " empty ");
}

/* Columns between two messages. */
static int gap_of(int room)
{
	return room > 24 ? 2 : 1;
}

/* The messages in a row: packed at the reader's end, with what does not fit counted. */
static void draw_messages(struct canvas *cv, struct rect in, int row, const struct pipe_state *pipe,
			  bool leftwards)
{
	char text[32];
	int room = in.cols - 2, used = 0;

	for (unsigned i = 0; i < pipe->count && i < PIPE_ITEMS; i++) {
		int cols, col;

		message_text(&pipe->items[i], text, sizeof(text));
		cols = text_columns(text);
		if (!used && cols > room) { /* one is shown, in part */
			canvas_print(cv, in.row + row, in.col + 1, room, ROLE_ITEM, "%s", text);
			used = room;
			continue;
		}
		if (used + cols > room - (i + 1U < pipe->count ? 5 : 0)) {
			snprintf(text, sizeof(text), "+%u", pipe->count - i);
			canvas_text(cv, in.row + row, leftwards ? in.col + in.cols - 4 : in.col + 1,
				    4, ROLE_ITEM, text);
			return;
		}
		col = leftwards ? in.col + 1 + used : in.col + in.cols - 1 - used - cols;
		canvas_text(cv, in.row + row, col, cols, pipe->items[i].torn ? ROLE_BAD : ROLE_ITEM,
			    text);
		used += cols + gap_of(room);
	}
}

int pipe_free_cols(const struct placed_object *placed, const struct object *object)
{
	int room = placed->at.cols - 4, used = 0;
	char text[32];

	for (unsigned i = 0; i < pipe_of(object)->count && i < PIPE_ITEMS; i++) {
		message_text(&pipe_of(object)->items[i], text, sizeof(text));
		used += text_columns(text) + gap_of(room);
	}
	return used + 2 < room ? room - used - 2 : 0;
}

/* How full it is, as a bar of eighths along the foot. */
static void draw_gauge(struct canvas *cv, struct rect in, const struct pipe_state *pipe)
{
	uint64_t most = pipe->capacity ? pipe->capacity : 1;
	int full = (int)((uint64_t)in.cols * (pipe->bytes > most ? most : pipe->bytes) / most);

	if (pipe->bytes && !full)
		full = 1;
	canvas_fill(cv, (struct rect){in.row + in.rows - 1, in.col, 1, full}, ROLE_ITEM, "▄");
	canvas_fill(cv, (struct rect){in.row + in.rows - 1, in.col + full, 1, in.cols - full},
		    ROLE_DIM, "▁");
}

/* Arrows for the way things go; while nobody knows it, lines end at the mouths. */
static void draw_mouths(struct canvas *cv, const struct placed_object *placed, int row)
{
	const char *arrow = placed->leftwards ? GLYPH_BACK : GLYPH_HERE;
	enum role role = placed->lit ? ROLE_RUNNING : ROLE_OBJECT;
	int first = placed->at.col, last = placed->at.col + placed->at.cols - 1;

	canvas_text(cv, row, first, 1, role, placed->directed ? arrow : "╢");
	canvas_text(cv, row, last, 1, role, placed->directed ? arrow : "╟");
}

void pipe_draw(struct canvas *cv, const struct placed_object *placed, const struct scene *scene)
{
	const struct pipe_state *pipe = pipe_of(placed->object);
	struct rect in = object_frame(cv, placed), at = placed->at;
	int row = in.rows / 2, last = at.col + at.cols - 1;
	char words[64];

	(void)scene;
	draw_mouths(cv, placed, in.row + row);
	draw_messages(cv, in, row, pipe, placed->leftwards);
	if (in.rows > 3 && pipe->capacity)
		draw_gauge(cv, in, pipe);
	fill_words(pipe, in.cols - 2, words, sizeof(words));
	canvas_text(cv, at.row + at.rows - 1, last - 1 - text_columns(words), in.cols,
		    pipe->bytes ? ROLE_PLAIN : ROLE_DIM, words);
}

enum role pipe_brief(const struct object *object, const struct scene *scene, char *out, size_t size)
{
	const struct pipe_state *pipe = pipe_of(object);
	size_t used;

	(void)scene;
	fill_words(pipe, 40, out, size);
	used = strlen(out);
	for (unsigned i = 0; i < pipe->count && i < 3 && used + 20 < size; i++) {
		message_text(&pipe->items[i], out + used, size - used);
		used = strlen(out);
	}
	return pipe->count ? ROLE_ITEM : ROLE_DIM;
}

/* Which of two sets is nearer to an end of a pipe: those that have only that one open count. */
static int leaning(struct set only_this, struct set left, struct set right)
{
	return set_meets(only_this, left) - set_meets(only_this, right);
}

/* The side from which things go, by who is about to write or read: as leaning(). */
static int leaning_next(const struct stage *stage, const struct object *object, struct set left,
			struct set right)
{
	int lean = 0;

	for (unsigned i = 0; !lean && i < stage->actor_count && i < LIMIT_ACTORS; i++) {
		const struct next *next = &stage->actors[i].next;
		int side = leaning(set_of(i), left, right);

		if (next->object == object->number && next->operation == OP_WRITE)
			lean = side;
		else if (next->object == object->number && next->operation == OP_READ)
			lean = -side;
	}
	return lean;
}

void pipe_direct(const struct scene *scene, struct placed_object *placed, struct set left,
		 struct set right)
{
	const struct pipe_state *pipe = pipe_of(placed->object);
	int lean;

	lean = leaning(set_minus(pipe->writers, pipe->readers), left, right) -
	       leaning(set_minus(pipe->readers, pipe->writers), left, right);
	if (!lean)
		lean = leaning_next(scene->now, placed->object, left, right);
	if (!lean && pipe->count)
		lean = leaning(set_of(pipe->items[0].actor), left, right);
	if (!lean && placed->object->from)
		lean = leaning(set_of(placed->object->from - 1u), left, right);
	placed->directed = lean || pipe->written;
	placed->leftwards = lean < 0;
}

const struct kind_view pipe_view = {
	.shape = pipe_shape,
	.least = {3, 14},
	.most = pipe_most,
	.draw = pipe_draw,
	.brief = pipe_brief,
	.direct = pipe_direct,
	.free_cols = pipe_free_cols,
};
