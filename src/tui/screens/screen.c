/* What screens have in common. */
#include "tui/screens/screen.h"

#include "tui/hints.h"
#include "view/panes/bars.h"
#include "view/panes/layout.h"

int screen_no_fd(const void *state)
{
	(void)state;
	return -1;
}

void screen_draw_bars(struct canvas *canvas, const struct layout *layout,
		      const struct header *header, const struct keymap *keymap)
{
	struct hints hints = {.count = 0};

	bar_header(canvas, layout->header, header);
	hints_add_footer(&hints, keymap);
	bar_footer(canvas, layout->footer, hints.list, hints.count);
}

void screen_draw_message(struct canvas *canvas, struct rect at, const char *text)
{
	canvas_fill(canvas, at, ROLE_BAR, " ");
	canvas_print(canvas, at.row, at.col + 1, at.cols - 2, ROLE_BAR_STRONG, "%s", text);
}

struct rect screen_page(const struct canvas *canvas, const struct layout *layout)
{
	return (struct rect){layout->header.row + layout->header.rows, 0,
			     canvas->rows - layout->header.rows - layout->footer.rows,
			     canvas->cols};
}
