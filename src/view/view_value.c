/*
 * A shared value: its content as large as there is room for.
 */
#include <inttypes.h>
#include <stdio.h>
#include "model/value.h"
#include "view/big.h"
#include "view/object_view.h"

/* The content as a number, signed as its size says; "?" while nobody has touched it. */
static void content_text(const struct object *object, char *out, size_t size)
{
	const struct value_state *value = &object->value;
	struct words words = words_begin(out, size);

	if (value->known)
		value_say_content(value->content, value->bytes ? value->bytes : object->size,
				  &words);
	else
		words_add(&words, "?");
}

static enum shape value_shape(const struct object *object)
{
	(void)object;
	return SHAPE_BLOCK;
}

static struct extent value_most(const struct object *object)
{
	char text[24];
	int cols;

	content_text(object, text, sizeof(text));
	cols = big_columns(text);
	return (struct extent){2 * BIG_ROWS + 4, cols > 8 ? 4 * cols + 6 : 38};
}

/* In which page of memory it lies: those that nobody has stored into are one for all. */
static void draw_page(struct canvas *cv, const struct placed_object *placed)
{
	unsigned page = placed->object->value.page - 1U;
	char text[16];

	snprintf(text, sizeof(text), page < 26 ? "page %c" : "page %u",
		 page < 26 ? 'A' + page : page);
	canvas_text(cv, placed->at.row + placed->at.rows - 1,
		    placed->at.col + (placed->at.cols - text_columns(text)) / 2, placed->at.cols,
		    placed->lit ? ROLE_RUNNING : ROLE_ITEM, text);
}

static void value_draw(struct canvas *cv, const struct placed_object *placed,
		       const struct scene *scene)
{
	const struct object *object = placed->object;
	struct rect in = object_frame(cv, placed);
	enum role role = object->value.known ? ROLE_STRONG : ROLE_DIM;
	int foot = object->value.lost ? 1 : 0;
	char text[24];

	(void)scene;
	if (placed->at_home && object->value.page)
		draw_page(cv, placed);
	content_text(object, text, sizeof(text));
	if (big_columns(text) && big_columns(text) <= in.cols && in.rows >= BIG_ROWS + foot) {
		struct rect middle = {in.row, in.col, in.rows - foot, in.cols};

		big_draw(cv, middle, role, text);
	} else {
		draw_centered(cv, in, (in.rows - foot) / 2, role, text);
	}
	if (foot && in.rows > 1) {
		snprintf(text, sizeof(text), "%" PRIu32 " lost", object->value.lost);
		draw_centered(cv, in, in.rows - 1, ROLE_BAD, text);
	}
}

static enum role value_brief(const struct object *object, const struct scene *scene, char *out,
			     size_t size)
{
	char text[24];

	(void)scene;
	content_text(object, text, sizeof(text));
	snprintf(out, size, "= %s", text);
	return ROLE_ITEM;
}

const struct object_view view_value = {
	.shape = value_shape,
	.least = {3, 9},
	.most = value_most,
	.draw = value_draw,
	.brief = value_brief,
};
