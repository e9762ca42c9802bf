/*
 * The bars at the top and the foot, the frames of panes, and the smaller panes.
 */
#include "view/panes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "view/glyph.h"
#include "view/object_view.h"

void bar_header(struct canvas *cv, struct rect at, const struct header *header)
{
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip));
	char right[96] = "";
	int col = at.col + 1, cols;

	canvas_fill(cv, (struct rect){at.row, at.col, 1, at.cols}, ROLE_BAR, " ");
	if (header->ready && header->step < header->steps)
		snprintf(right, sizeof(right), "step %" PRIu32 " of %" PRIu32 "   %s   %s   ",
			 header->step, header->steps, header->speed, header->policy);
	else if (header->ready)
		snprintf(right, sizeof(right), "step %" PRIu32 "   %s   %s   ", header->step,
			 header->speed, header->policy);
	cols = text_columns(right) + (header->ready ? text_columns(header->state) : 0);
	if (cols + 1 < at.cols - 24) {
		canvas_text(cv, at.row, at.col + at.cols - cols - 1, cols, ROLE_BAR, right);
		if (header->ready)
			canvas_text(cv, at.row, at.col + at.cols - 1 - text_columns(header->state),
				    -1, ROLE_BAR_STRONG, header->state);
		at.cols -= cols + 2;
	}
	at.cols--;
	col += canvas_text(cv, at.row, col, at.cols, ROLE_BAR_STRONG, "ipcstage") + 2;
	if (col < at.col + at.cols)
		col += canvas_text(cv, at.row, col, at.col + at.cols - col, ROLE_BAR,
				   header->demo) +
		       2;
	if (col < at.col + at.cols)
		canvas_print(cv, at.row, col, at.col + at.cols - col, ROLE_BAR_STRONG, "%s",
			     header->toggles);
	canvas_clip(cv, former);
}

static int hint_columns(const struct key_hint *hint)
{
	return text_columns(hint->key) + 1 + text_columns(hint->word);
}

/* As many as fit; the last one, which leads out of here, always. */
void bar_footer(struct canvas *cv, struct rect at, const struct key_hint *keys, unsigned count)
{
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip));
	int col = at.col + 1, end = at.col + at.cols;

	canvas_fill(cv, (struct rect){at.row, at.col, 1, at.cols}, ROLE_BAR, " ");
	for (unsigned i = 0; i < count; i++) {
		int after = i + 1 < count ? 2 + hint_columns(&keys[count - 1]) : 0;

		if (col + hint_columns(&keys[i]) + after > end)
			continue;
		col += canvas_text(cv, at.row, col, -1, ROLE_BAR_STRONG, keys[i].key) + 1;
		col += canvas_text(cv, at.row, col, -1, ROLE_BAR, keys[i].word) + 2;
	}
	canvas_clip(cv, former);
}

/* Where two frames meet their borders are joined. */
static void join_corner(struct canvas *cv, int row, int col, enum role role)
{
	canvas_join(cv, row, col, arm_of(ARM_UP, WEIGHT_LIGHT), role);
}

struct rect pane_frame(struct canvas *cv, const struct place *place, const char *title,
		       bool focused)
{
	struct rect at = place->at, in = place_inside(place);
	enum role role = focused ? ROLE_STRONG : ROLE_BORDER;
	struct rect former;

	if (at.rows < 1)
		return in;
	former = canvas_clip(cv, rect_cut(at, cv->clip));
	if (!place->last)
		at.rows++;
	canvas_box(cv, at, BOX_SINGLE, role, title, focused ? ROLE_STRONG : ROLE_TITLE);
	if (place->joined_left)
		join_corner(cv, at.row, at.col, role);
	if (place->joined_right)
		join_corner(cv, at.row, at.col + at.cols - 1, role);
	canvas_clip(cv, former);
	return in;
}

/* Rows that a told line takes with its number in front. */
enum { NUMBER = 4 };

static int told_rows(const char *text, int cols)
{
	int rows = 0;

	for (const char *next; *text; text = next, rows++)
		text_wrap(text, cols, &next);
	return rows;
}

void pane_log(struct canvas *cv, struct rect at, const struct told *told, unsigned scroll)
{
	int cols = at.cols - NUMBER - 1, row = at.row + at.rows, rows;
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip));
	unsigned count = told->count > scroll ? told->count - scroll : 0;

	if (cols < 8)
		count = 0;
	if (count && told->pattern[0] && !scroll) {
		row -= told_rows(told->pattern, at.cols - 1);
		canvas_wrap(cv, (struct rect){row, at.col + 1, at.row + at.rows - row, at.cols - 1},
			    ROLE_BAD, told->pattern);
	}
	for (unsigned i = count; i-- > 0 && row > at.row;) {
		const struct told_line *line = &told->lines[i];
		enum role role = i + 1 == told->count ? ROLE_STRONG : ROLE_PLAIN;

		rows = told_rows(line->text, cols);
		row -= rows;
		canvas_wrap(cv, (struct rect){row, at.col + NUMBER + 1, rows, cols}, role,
			    line->text);
		if (line->first && line->step)
			canvas_print(cv, row, at.col, NUMBER, ROLE_DIM, "%3" PRIu32, line->step);
	}
	canvas_clip(cv, former);
}

void pane_lesson(struct canvas *cv, struct rect at, const char *text)
{
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip));
	struct rect in = {at.row, at.col + 1, at.rows, at.cols - 2};

	if (text)
		canvas_wrap(cv, in, ROLE_PLAIN, text);
	canvas_clip(cv, former);
}

void pane_objects(struct canvas *cv, struct rect at, const struct stage *stage)
{
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip));
	const struct scene scene = {.now = stage, .selected = -1};
	int row = 0;

	for (int i = 0; i < stage->object_count && i < STAGE_OBJECTS; i++) {
		const struct object *object = &stage->objects[i];
		char brief[128], label[TRACE_NAME + 8];
		enum role role;
		int used;

		if (object->kind == OBJECT_MAPPING)
			continue;
		if (row == at.rows)
			break;
		role = object_view(object->kind)->brief(object, &scene, brief, sizeof(brief));
		object_label(object, label, sizeof(label));
		used = canvas_print(cv, at.row + row, at.col + 1, at.cols - 1, ROLE_TITLE, "%s%s",
				    object->whole ? "  " : "", label);
		canvas_print(cv, at.row + row, at.col + used + 2, at.cols - used - 2, role, "%s",
			     brief);
		row++;
	}
	canvas_clip(cv, former);
}
