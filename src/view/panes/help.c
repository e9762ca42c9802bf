/*
 * The keys in one column, or in two where one is not high enough.
 */
#include "view/panes/help.h"

#include "view/cells/bounds.h"
#include "view/cells/text.h"
#include "view/panes/layout.h"
#include "view/panes/overlay.h"

unsigned overlay_help(struct canvas *cv, struct rect at, const struct key_hint *keys,
		      unsigned count, unsigned scroll)
{
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip));
	int key_cols = 0, cols = 0, width, columns, room;
	struct rect in;

	for (unsigned i = 0; i < count; i++) {
		key_cols = most_of(key_cols, text_columns(keys[i].key));
		cols = most_of(cols, text_columns(keys[i].word));
	}
	width = key_cols + cols + 4;
	/* Two columns where one is not high enough and the room is there. */
	columns = (int)count + 2 > at.rows && 2 * width + 4 <= at.cols ? 2 : 1;
	in = overlay_box(cv,
			 rect_middle(at, (int)(count + (unsigned)columns - 1) / columns + 2,
				     width * columns + 4),
			 BOX_ROUND, ROLE_STRONG, "keys", ROLE_TITLE);
	/* The last page stays in view, however far down it is asked for. */
	room = in.rows * columns;
	if ((int)count <= room || scroll > count - (unsigned)room)
		scroll = (int)count <= room ? 0 : count - (unsigned)room;
	for (int i = 0; i < room && scroll + (unsigned)i < count; i++) {
		const struct key_hint *key = &keys[scroll + (unsigned)i];
		int col = in.col + i / in.rows * width, row = in.row + i % in.rows;
		bool heading = !key->key[0];

		canvas_text(cv, row, col, key_cols, ROLE_KEY, key->key);
		canvas_print(cv, row, heading ? col : col + key_cols + 2,
			     in.col + in.cols - col - (heading ? 0 : key_cols + 2),
			     heading ? ROLE_TITLE : ROLE_PLAIN, "%s", key->word);
	}
	canvas_clip(cv, former);
	return scroll;
}
