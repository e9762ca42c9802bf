#include "tui/modes/help_mode.h"

#include "tui/hints.h"
#include "view/cells/glyph.h"

static void open_help(void *state, struct staged *staged, const struct keymap *keymap)
{
	help_open(state, keymap);
	staged->player.playing = false;
}

static bool is_on(const void *state)
{
	return ((const struct help *)state)->shown;
}

static const struct keymap *keymap(const void *state)
{
	(void)state;
	return &help_keymap;
}

static bool press_key(void *state, struct staged *staged, const struct press *press, int64_t now_ms)
{
	(void)staged;
	(void)now_ms;
	return help_press(state, press->request);
}

/* What is no key, but seen beside them. */
static void add_marks(struct hints *hints)
{
	hints_add(hints, "", "marks", 0);
	hints_add(hints, GLYPH_HERE, "who took the step", 0);
	hints_add(hints, "1,2" GLYPH_HERE, "in the source: 1 and 2 are at this line", 0);
	hints_add(hints, "╭0 ╰2", "in the schedule: 2 is a thread of process 0", 0);
}

/* The letters of the demo, which are in no keymap. */
static void add_faults(struct hints *hints, const struct staged *staged)
{
	const struct demo *demo = staged->subject.demo;
	unsigned toggles[DEMO_TOGGLES], count = staged_toggles(staged, toggles);

	if (!demo)
		return;
	hints_add(hints, "", "faults of this demo", 0);
	for (unsigned i = 0; i < count; i++) {
		const struct toggle *toggle = &demo->toggles[toggles[i]];

		hints_add(hints, toggle->key, text_in(&toggle->label, staged->language), 0);
	}
}

static void draw_over(void *state, const struct staged *staged, struct canvas *canvas,
		      struct rect at)
{
	struct help *help = state;
	struct hints hints = {.count = 0};

	hints_add_help(&hints, help->shown);
	if (help->shown->demo_letters) {
		add_marks(&hints);
		add_faults(&hints, staged);
	}
	help_draw(help, canvas, at, &hints);
}

const struct mode help_mode = {
	.name = "help",
	.state_size = sizeof(struct help),
	.keymaps = {&help_keymap},
	.opened_by = REQUEST_HELP,
	.open = open_help,
	.is_on = is_on,
	.keymap = keymap,
	.press = press_key,
	.draw_over = draw_over,
};
