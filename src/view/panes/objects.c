/*
 * The objects, parts behind their whole, each with its state in a few words.
 */
#include "view/panes/objects.h"

#include "model/kind.h"
#include "view/stage/kind.h"

void pane_objects(struct canvas *cv, struct rect at, const struct stage *stage)
{
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip));
	const struct scene scene = {.now = stage, .selected = -1};
	int row = 0;

	for (unsigned i = 0; i < stage->object_count; i++) {
		const struct object *object = stage_nth(stage, i);
		char brief[128], label[TRACE_NAME + 8];
		enum role role;
		int used;

		if (kind_view(object->kind)->shape(object) == SHAPE_NONE)
			continue;
		if (row == at.rows)
			break;
		role = kind_view(object->kind)->brief(object, &scene, brief, sizeof(brief));
		object_label(object, label, sizeof(label));
		used = canvas_print(cv, at.row + row, at.col + 1, at.cols - 1, ROLE_TITLE, "%s%s",
				    object->whole ? "  " : "", label);
		canvas_print(cv, at.row + row, at.col + used + 2, at.cols - used - 2, role, "%s",
			     brief);
		row++;
	}
	canvas_clip(cv, former);
}
