#include "tui/modes/printed_mode.h"

#include "view/panes/printed.h"

enum { PAGE = 10 };

struct printed_mode {
	bool on;
	struct printed_lines lines;
	size_t top;	  /* the first line that is seen ... */
	bool at_end;	  /* ... or the last ones are, whatever comes */
	int rows;	  /* that were seen when it was drawn last */
	uint32_t changes; /* of the player, when they were gathered */
};

static void gather(struct printed_mode *mode, const struct staged *staged, int only)
{
	const struct player *player = &staged->player;

	printed_lines_gather(&mode->lines, run_history(player->run), player->shown, only);
	mode->changes = player->changes;
}

static void open_page(void *state, struct staged *staged, const struct keymap *keymap)
{
	struct printed_mode *mode = state;

	(void)keymap;
	if (!staged->player.run)
		return; /* it could not be started, and that is what is said */
	mode->on = mode->at_end = true;
	gather(mode, staged, -1);
}

static bool is_on(const void *state)
{
	return ((const struct printed_mode *)state)->on;
}

static void release(void *state)
{
	printed_lines_release(&((struct printed_mode *)state)->lines);
}

/* The last line that can be the first to be seen. */
static size_t last_top(const struct printed_mode *mode)
{
	size_t rows = mode->rows > 0 ? (size_t)mode->rows : 0;

	return mode->lines.count > rows ? mode->lines.count - rows : 0;
}

static void move(struct printed_mode *mode, long by)
{
	long top = (long)(mode->at_end ? last_top(mode) : mode->top) + by;

	mode->top = top > 0 ? (size_t)top : 0;
	mode->at_end = mode->top >= last_top(mode);
}

static void choose(struct printed_mode *mode, const struct staged *staged, int only)
{
	gather(mode, staged, mode->lines.only == only ? -1 : only);
	mode->at_end = true;
}

static bool press_key(void *state, struct staged *staged, const struct press *press, int64_t now_ms)
{
	struct printed_mode *mode = state;

	(void)now_ms;
	switch (press->request) {
	case REQUEST_UP:
		move(mode, -1);
		return true;
	case REQUEST_DOWN:
		move(mode, 1);
		return true;
	case REQUEST_PAGE_UP:
		move(mode, -PAGE);
		return true;
	case REQUEST_PAGE_DOWN:
		move(mode, PAGE);
		return true;
	case REQUEST_HOME:
		mode->top = 0;
		mode->at_end = last_top(mode) == 0;
		return true;
	case REQUEST_END:
		mode->at_end = true;
		return true;
	case REQUEST_STEP_PROCESS:
		choose(mode, staged, press->argument);
		return true;
	case REQUEST_PRINTED:
	case REQUEST_QUIT:
		mode->on = false;
		return true;
	default:
		return false;
	}
}

/* The run may have gone on beneath. */
static void follow(void *state, struct staged *staged)
{
	struct printed_mode *mode = state;

	if (staged->player.run && mode->changes != staged->player.changes)
		gather(mode, staged, mode->lines.only);
}

static void draw_over(void *state, const struct staged *staged, struct canvas *canvas,
		      struct rect at)
{
	struct printed_mode *mode = state;

	(void)staged;
	mode->rows = printed_rows(at);
	if (mode->at_end || mode->top > last_top(mode))
		mode->top = last_top(mode);
	overlay_printed(canvas, at, &mode->lines, mode->top);
}

static const struct binding rows[] = {
	{.key = 'k', .request = REQUEST_UP, .name = "k", .help = "a line up"},
	{.key = K_UP, .request = REQUEST_UP, .name = "up"},
	{.key = 'j', .request = REQUEST_DOWN, .name = "j", .help = "a line down"},
	{.key = K_DOWN, .request = REQUEST_DOWN, .name = "down"},
	{.key = K_PAGE_UP, .request = REQUEST_PAGE_UP, .name = "pgup", .help = "ten lines up"},
	{.key = K_PAGE_DOWN,
	 .request = REQUEST_PAGE_DOWN,
	 .name = "pgdn",
	 .help = "ten lines down"},
	{.key = K_HOME, .request = REQUEST_HOME, .name = "home", .help = "the first line"},
	{.key = K_END, .request = REQUEST_END, .name = "end", .help = "the last line"},
	{.key = '0',
	 .last = '9',
	 .request = REQUEST_STEP_PROCESS,
	 .name = "0-9",
	 .help = "only that process or thread; again: all",
	 .word = "only"},
	{.key = 'o',
	 .request = REQUEST_PRINTED,
	 .name = "o",
	 .help = "put it away",
	 .word = "back"},
	{0},
};

static const struct keymap printed_keymap = {
	.title = "Where it is read what processes print",
	.groups = {rows, keys_common, keys_terminal},
	.wordings = {{REQUEST_QUIT, "put it away", NULL}},
};

static const struct keymap *keymap(const void *state)
{
	(void)state;
	return &printed_keymap;
}

const struct mode printed_mode = {
	.name = "printed",
	.state_size = sizeof(struct printed_mode),
	.keymaps = {&printed_keymap},
	.opened_by = REQUEST_PRINTED,
	.open = open_page,
	.is_on = is_on,
	.release = release,
	.keymap = keymap,
	.press = press_key,
	.follow = follow,
	.draw_over = draw_over,
};
