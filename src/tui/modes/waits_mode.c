#include "tui/modes/waits_mode.h"

#include "view/panes/waits.h"

struct waits_mode {
	bool on;
};

static void switch_over(void *state, struct staged *staged, const struct keymap *keymap)
{
	struct waits_mode *mode = state;

	(void)staged;
	(void)keymap;
	mode->on = !mode->on;
}

static bool is_on(const void *state)
{
	return ((const struct waits_mode *)state)->on;
}

static void draw_pane(const struct staged *staged, struct canvas *canvas, struct rect at)
{
	pane_waits(canvas, at, &staged->shown_step.now, staged->player.zoomed);
}

const struct mode waits_mode = {
	.name = "waits",
	.state_size = sizeof(struct waits_mode),
	.opened_by = REQUEST_WAITS,
	.open = switch_over,
	.is_on = is_on,
	.pane = PANE_WAITS,
	.pane_title = "who waits for whom",
	.draw_pane = draw_pane,
};
