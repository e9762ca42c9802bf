/*
 * A shared value: its content as large as there is room for; of an array its numbers in a row,
 * the one that was used last marked.
 */
#include "kinds/value/draw.h"

#include <inttypes.h>
#include <stdio.h>
#include "kinds/value/state.h"
#include "view/cells/big_digits.h"
#include "view/cells/glyph.h"
#include "view/cells/text.h"
#include "view/stage/kind.h"
#include "view/stage/object_frame.h"

/* The content as a number, signed as its size says; "?" while nobody has touched it, "": none. */
static void content_text(const struct object *object, char *out, size_t size)
{
	const struct value_state *value = value_of(object);
	struct words words = words_begin(out, size);

	if (value->known && value->type)
		value_say(value, value->content, &words);
	else if (value->known)
		value_say_content(value->content, value->bytes ? value->bytes : object->size,
				  &words);
	else if (!value->elsewhere)
		words_add(&words, "?");
}

enum shape value_shape(const struct object *object)
{
	(void)object;
	return SHAPE_BLOCK;
}

/* --- arrays --------------------------------------------------------------------------------- */

enum { CELL_LEAST = 4, CELL_MOST = 9, CELL_ROWS = 2 };

/* A number, or a dot while nobody has used it. */
static void cell_text(const struct value_state *array, unsigned index, char *out, size_t size)
{
	struct words words = words_begin(out, size);

	if (array->cells_known >> index & 1)
		value_say(array, array->cells[index], &words);
	else
		words_add(&words, "%s", GLYPH_EMPTY);
}

/* Columns of a cell with the gap behind it: enough for its widest number. */
static int cell_columns(const struct value_state *array)
{
	int widest = CELL_LEAST;

	for (unsigned i = 0; i < array->length && i < VALUE_CELLS; i++) {
		char text[24];
		struct words words = words_begin(text, sizeof(text));

		value_say(array, array->cells[i], &words);
		if (text_columns(text) + 2 > widest)
			widest = text_columns(text) + 2;
	}
	return widest < CELL_MOST ? widest : CELL_MOST;
}

/* One number below its index; the last that was used between marks. */
static void draw_cell(struct canvas *cv, struct rect at, const struct value_state *array,
		      unsigned index)
{
	bool touched = array->touched == index + 1;
	char text[24], label[12];

	snprintf(label, sizeof(label), "%u", index);
	cell_text(array, index, text, sizeof(text));
	draw_centered(cv, at, 0, touched ? ROLE_RUNNING : ROLE_DIM, label);
	draw_centered(cv, at, 1, touched ? ROLE_RUNNING : ROLE_STRONG, text);
	if (touched) {
		canvas_text(cv, at.row + 1, at.col, 1, ROLE_RUNNING, "[");
		canvas_text(cv, at.row + 1, at.col + at.cols - 1, 1, ROLE_RUNNING, "]");
	}
}

/* With little room: the numbers one behind the other, the one that was used last in brackets. */
static void draw_numbers(struct canvas *cv, struct rect in, const struct value_state *array)
{
	int row = 0, col = 0;

	for (unsigned i = 0; i < array->length && i < VALUE_CELLS && row < in.rows; i++) {
		bool touched = array->touched == i + 1;
		char text[24], shown[28];
		int cols;

		cell_text(array, i, text, sizeof(text));
		snprintf(shown, sizeof(shown), touched ? "[%s]" : "%s", text);
		cols = text_columns(shown);
		if (col > 0 && col + cols > in.cols) {
			col = 0;
			row++;
		}
		if (row < in.rows)
			canvas_text(cv, in.row + row, in.col + col, in.cols - col,
				    touched ? ROLE_RUNNING : ROLE_STRONG, shown);
		col += cols + 1;
	}
}

/* As many rows of cells as are needed, each under its index, if they fit. */
static void draw_cells(struct canvas *cv, struct rect in, const struct value_state *array)
{
	int cols = cell_columns(array), each = in.cols / cols > 0 ? in.cols / cols : 1;
	int length = array->length < VALUE_CELLS ? array->length : VALUE_CELLS;
	int rows = (length + each - 1) / each, top, left;

	if (rows * CELL_ROWS > in.rows) {
		draw_numbers(cv, in, array);
		return;
	}
	top = in.row + (in.rows - rows * CELL_ROWS) / 2;
	left = in.col + (in.cols - (length < each ? length : each) * cols) / 2;
	for (int i = 0; i < length && i < rows * each; i++) {
		struct rect at = {top + i / each * CELL_ROWS, left + i % each * cols, CELL_ROWS,
				  cols};

		draw_cell(cv, at, array, (unsigned)i);
	}
	if (array->length > length)
		canvas_print(cv, in.row + in.rows - 1, in.col + in.cols - 6, 6, ROLE_DIM, "+%d",
			     array->length - length);
}

/* "[7 8 9]", for a badge or a list. */
static void cells_text(const struct value_state *array, char *out, size_t size)
{
	struct words words = words_begin(out, size);

	words_add(&words, "[");
	for (unsigned i = 0; i < array->length && i < VALUE_CELLS; i++) {
		char text[24];

		cell_text(array, i, text, sizeof(text));
		words_add(&words, i ? " %s" : "%s", text);
	}
	words_add(&words, array->length > VALUE_CELLS ? " ...]" : "]");
}

static struct extent array_most(const struct value_state *array)
{
	int cols = array->length * cell_columns(array) + 2;

	return (struct extent){2 * CELL_ROWS + 3, cols < 14 ? 14 : cols > 60 ? 60 : cols};
}

/* --- one value ------------------------------------------------------------------------------ */

struct extent value_most(const struct object *object)
{
	char text[24];
	int cols;

	if (value_is_array(value_of(object)))
		return array_most(value_of(object));
	content_text(object, text, sizeof(text));
	cols = big_columns(text);
	return (struct extent){2 * BIG_ROWS + 4, cols > 8 ? 4 * cols + 6 : 38};
}

int value_content_cols(const struct object *object)
{
	char text[24];

	if (value_is_array(value_of(object)))
		return 0;
	content_text(object, text, sizeof(text));
	return text_columns(text);
}

/* In which page of memory it lies: those that nobody has stored into are one for all. */
static void draw_page(struct canvas *cv, const struct placed_object *placed)
{
	unsigned page = value_of(placed->object)->page - 1U;
	char text[16];

	snprintf(text, sizeof(text), page < 26 ? "page %c" : "page %u",
		 page < 26 ? 'A' + page : page);
	canvas_text(cv, placed->at.row + placed->at.rows - 1,
		    placed->at.col + (placed->at.cols - text_columns(text)) / 2, placed->at.cols,
		    placed->lit ? ROLE_RUNNING : ROLE_ITEM, text);
}

/* Whoever is in a data race about it. */
static struct set racing(const struct object *object, const struct scene *scene)
{
	struct set actors = set_none();

	for (size_t i = 0; i < scene->race_count; i++) {
		for (unsigned k = 0; k < 2 && scene->races[i].object == object->number; k++)
			set_add(&actors, scene->races[i].accesses[k].actor);
	}
	return actors;
}

/* At its lower edge. */
static void draw_race(struct canvas *cv, const struct placed_object *placed,
		      const struct scene *scene)
{
	struct set actors = racing(placed->object, scene);
	char text[32], numbers[24];
	int cols = placed->at.cols - 2;

	if (set_is_empty(actors))
		return;
	numbers_of(actors, cols - 4, numbers, sizeof(numbers));
	snprintf(text, sizeof(text), cols >= 8 ? "race %s" : "race", numbers);
	canvas_text(cv, placed->at.row + placed->at.rows - 1,
		    placed->at.col + 1 + (cols - text_columns(text)) / 2, cols, ROLE_BAD, text);
}

void value_draw(struct canvas *cv, const struct placed_object *placed, const struct scene *scene)
{
	const struct object *object = placed->object;
	struct rect in = object_frame(cv, placed);
	enum role role = value_of(object)->known ? ROLE_STRONG : ROLE_DIM;
	int foot = value_of(object)->lost ? 1 : 0;
	char text[24];

	if (placed->at_home && value_of(object)->page)
		draw_page(cv, placed);
	draw_race(cv, placed, scene);
	if (value_is_array(value_of(object))) {
		draw_cells(cv, in, value_of(object));
		return;
	}
	content_text(object, text, sizeof(text));
	if (big_columns(text) && big_columns(text) <= in.cols && in.rows >= BIG_ROWS + foot) {
		struct rect middle = {in.row, in.col, in.rows - foot, in.cols};

		big_draw(cv, middle, role, text);
	} else {
		draw_centered(cv, in, (in.rows - foot) / 2, role, text);
	}
	if (foot && in.rows > 1) {
		snprintf(text, sizeof(text), "%" PRIu32 " lost", value_of(object)->lost);
		draw_centered(cv, in, in.rows - 1, ROLE_BAD, text);
	}
}

enum role value_brief(const struct object *object, const struct scene *scene, char *out,
		      size_t size)
{
	char text[24];

	if (value_is_array(value_of(object))) {
		cells_text(value_of(object), out, size);
		return ROLE_ITEM;
	}
	content_text(object, text, sizeof(text));
	if (set_is_empty(racing(object, scene))) {
		snprintf(out, size, "%s%s", *text ? "= " : "", text);
		return ROLE_ITEM;
	}
	snprintf(out, size, "= %s race", text);
	return ROLE_BAD;
}

const struct kind_view value_view = {
	.shape = value_shape,
	.least = {3, 9},
	.most = value_most,
	.content_cols = value_content_cols,
	.draw = value_draw,
	.brief = value_brief,
	.small = true,
};
