/*
 * Frames of objects: a name that is too long keeps the number at its end.
 */
#include "view/stage/object_frame.h"

#include <stdio.h>
#include <string.h>
#include "model/kind.h"
#include "view/cells/text.h"

/* Make a name fit; a number at its end stays, it tells one from the other: "sema 1". */
static void fit_name(char *name, int cols)
{
	const char *tail = strrchr(name, ' ');
	int keep = tail ? cols - text_columns(tail) : 0;
	size_t head = text_fit(name, keep > 0 ? keep : cols);

	if (text_columns(name) <= cols)
		return;
	if (keep > 0)
		memmove(name + head, tail, strlen(tail) + 1);
	else
		name[head] = '\0';
}

struct rect object_frame(struct canvas *cv, const struct placed_object *placed)
{
	enum role role = placed->lit ? ROLE_RUNNING : ROLE_OBJECT;
	char label[TRACE_NAME + 8];

	if (placed->at_home)
		snprintf(label, sizeof(label), "%s", placed->object->name);
	else
		object_label(placed->object, label, sizeof(label));
	fit_name(label, placed->at.cols - 2);
	canvas_box(cv, placed->at, BOX_DOUBLE, role, label, ROLE_TITLE);
	return rect_inside(placed->at);
}

void draw_centered(struct canvas *cv, struct rect at, int row, enum role role, const char *text)
{
	int cols = text_columns(text), left = cols < at.cols ? (at.cols - cols) / 2 : 0;

	if (row >= 0 && row < at.rows)
		canvas_print(cv, at.row + row, at.col + left, at.cols - left, role, "%s", text);
}

void numbers_of(struct set set, int cols, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (unsigned i = 0; i < LIMIT_ACTORS && used + 8 < size; i++) {
		char number[8];
		int length;

		if (!(set_has(set, i)))
			continue;
		length = snprintf(number, sizeof(number), used ? " %u" : "%u", i);
		if ((int)used + length > cols - 1 && set_next(set, i + 1) >= 0) {
			snprintf(out + used, size - used, "+");
			return;
		}
		memcpy(out + used, number, (size_t)length + 1);
		used += (size_t)length;
	}
}
