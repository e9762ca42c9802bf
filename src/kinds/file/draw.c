/*
 * A file: what is in it, a number as large as there is room for, and how long it is.
 */
#include <inttypes.h>
#include <stdio.h>
#include "base/printable.h"
#include "kinds/file/state.h"
#include "model/words.h"
#include "view/cells/text.h"
#include "view/stage/kind.h"
#include "view/stage/object_frame.h"

enum { LINES_MOST = 8, LINE_MOST = 36 };

static enum shape file_shape(const struct object *object)
{
	(void)object;
	return SHAPE_BLOCK;
}

static struct extent file_most(const struct object *object)
{
	if (file_of(object)->is_number)
		return value_view.most(object);
	return (struct extent){LINES_MOST + 2, LINE_MOST + 4};
}

/* Its lines from the first on, as far as they are known and there is room. */
static void draw_text(struct canvas *cv, struct rect in, const struct file_state *file)
{
	size_t length = file->length < FILE_CONTENT ? file->length : FILE_CONTENT, at = 0;

	for (int row = 0; row < in.rows && at < length; row++) {
		char line[FILE_CONTENT + 1];
		size_t end = at;

		while (end < length && file->content[end] != '\n' && file->content[end])
			end++;
		printable_copy(line, sizeof(line), file->content + at, end - at);
		canvas_text(cv, in.row + row, in.col + 1, in.cols - 2, ROLE_ITEM, line);
		at = end + 1;
	}
}

static void draw_length(struct canvas *cv, struct rect at, const struct file_state *file)
{
	char text[32];

	snprintf(text, sizeof(text), " %" PRIu32 " %s ", file->length,
		 file->length == 1 ? "byte" : "bytes");
	if (text_columns(text) + 2 <= at.cols)
		canvas_text(cv, at.row + at.rows - 1, at.col + at.cols - 1 - text_columns(text),
			    at.cols, ROLE_DIM, text);
}

static void file_draw(struct canvas *cv, const struct placed_object *placed,
		      const struct scene *scene)
{
	const struct file_state *file = file_of(placed->object);

	if (file->is_number)
		value_view.draw(cv, placed, scene);
	else
		draw_text(cv, object_frame(cv, placed), file);
	draw_length(cv, placed->at, file);
}

static enum role file_brief(const struct object *object, const struct scene *scene, char *out,
			    size_t size)
{
	if (file_of(object)->is_number)
		return value_view.brief(object, scene, out, size);
	snprintf(out, size, "%" PRIu32 " bytes", file_of(object)->length);
	return ROLE_ITEM;
}

const struct kind_view file_view = {
	.shape = file_shape,
	.least = {3, 12},
	.most = file_most,
	.draw = file_draw,
	.brief = file_brief,
};
