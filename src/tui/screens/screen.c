/* What screens have in common. */
#include "tui/screens/screen.h"

#include "view/panes/panes.h"

enum { HINTS = 16 };

enum effect screen_common_effect(enum request request)
{
	switch (request) {
	case REQUEST_THEME:
		return EFFECT_THEME;
	case REQUEST_SUSPEND:
		return EFFECT_SUSPEND;
	case REQUEST_REDRAW:
		return EFFECT_REDRAW;
	case REQUEST_QUIT:
		return EFFECT_LEAVE;
	default:
		return EFFECT_NONE;
	}
}

void screen_draw_bars(struct canvas *canvas, const struct layout *layout,
		      const struct header *header, enum keymap keymap)
{
	struct key_hint hints[HINTS];
	unsigned used = 0;
	size_t count;
	const struct binding *rows = keys_rows(keymap, &count);

	bar_header(canvas, layout->header, header);
	for (size_t i = 0; i < count && used < HINTS; i++) {
		if (rows[i].word)
			hints[used++] =
				(struct key_hint){.key = rows[i].name, .word = rows[i].word};
	}
	bar_footer(canvas, layout->footer, hints, used);
}
