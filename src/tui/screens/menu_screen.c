/*
 * The menu: choosing a demo, beside a run of it that goes round in a loop.
 *
 * The preview plays a real run once, and then what its history has of it, over and over.
 */
#include "tui/screens/menu_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "play/player.h"
#include "play/progress.h"
#include "tui/hints.h"
#include "tui/keys.h"
#include "tui/screens/screen.h"
#include "tui/shown_step.h"
#include "tui/terminal/crash.h"
#include "view/panes/bars.h"
#include "view/panes/layout.h"
#include "view/panes/menu.h"
#include "view/panes/message.h"

enum { PREVIEW_PAUSE_MS = 3000, PAGE = 10, MESSAGE = ERROR_TEXT };

static const struct binding rows[] = {
	{.key = 'k', .request = REQUEST_UP, .name = "k", .help = "the demo above"},
	{.key = K_UP, .request = REQUEST_UP, .name = "up"},
	{.key = 'j', .request = REQUEST_DOWN, .name = "j", .help = "the demo below"},
	{.key = K_DOWN, .request = REQUEST_DOWN, .name = "down"},
	{.key = K_PAGE_UP, .request = REQUEST_PAGE_UP, .name = "pgup", .help = "a page up"},
	{.key = K_PAGE_DOWN, .request = REQUEST_PAGE_DOWN, .name = "pgdn", .help = "a page down"},
	{.key = K_HOME, .request = REQUEST_HOME, .name = "home", .help = "the first demo"},
	{.key = K_END, .request = REQUEST_END, .name = "end", .help = "the last demo"},
	{.key = K_ENTER,
	 .request = REQUEST_OPEN,
	 .name = "enter",
	 .help = "open the demo",
	 .word = "open"},
	{.key = ' ', .request = REQUEST_OPEN, .name = "space"},
	{.key = K_RIGHT, .request = REQUEST_OPEN, .name = "right"},
	{.key = 'v',
	 .request = REQUEST_COMPARISON,
	 .name = "v",
	 .help = "four ways to talk, compared and measured",
	 .word = "compare"},
	{0},
};

static const struct keymap keymap = {
	.title = "In the list of demos",
	.groups = {rows, keys_common, keys_terminal},
	.wordings = {{REQUEST_THEME, NULL, "colours"}},
};

struct menu_screen {
	const struct surroundings *around;
	unsigned selected;
	struct help help;
	struct subject subject; /* of the preview */
	struct player player;	/* its run is NULL: no preview */
	struct shown_step shown_step;
	bool drawn; /* the menu was shown at least once */
	bool tried; /* a preview was asked for, whether it could be had or not */
	char message[MESSAGE];
};

static void close_preview(struct menu_screen *menu)
{
	player_close(&menu->player);
	subject_release(&menu->subject);
	menu->shown_step.taken = menu->tried = false;
}

static void open_preview(struct menu_screen *menu, int64_t now_ms)
{
	const char *name = catalogue_name(menu->around->catalogue, menu->selected);
	struct error error; /* no preview then; who opens the demo is told why */

	menu->tried = true;
	if (subject_init(&menu->subject, menu->around->catalogue, name, NULL, &error) < 0)
		return;
	if (player_open(&menu->player, &menu->subject, &error) < 0)
		return;
	player_new_seed(&menu->player); /* livelier than taking turns */
	player_play(&menu->player, now_ms);
}

static void say(void *state, const char *text)
{
	struct menu_screen *menu = state;

	snprintf(menu->message, sizeof(menu->message), "%s", text);
}

struct menu_screen *menu_screen_open(const struct surroundings *around, struct error *error)
{
	struct menu_screen *menu = calloc(1, sizeof(*menu));
	const char *notice = progress_notice(around->progress);

	if (!menu) {
		error_set(error, "out of memory");
		return NULL;
	}
	menu->around = around;
	if (around->catalogue->left_out_count)
		say(menu, around->catalogue->left_out[0].why.text);
	else if (notice)
		say(menu, notice);
	return menu;
}

const char *menu_screen_choice(const struct menu_screen *menu)
{
	return catalogue_name(menu->around->catalogue, menu->selected);
}

static void *open_first(const struct surroundings *around, const struct screen *below,
			struct error *error)
{
	(void)below;
	return menu_screen_open(around, error);
}

/* --- keys ------------------------------------------------------------------------------------ */

static void choose(struct menu_screen *menu, unsigned selected)
{
	if (selected >= menu->around->catalogue->count || selected == menu->selected)
		return;
	menu->selected = selected;
	close_preview(menu);
}

static void page_down(struct menu_screen *menu)
{
	unsigned last = menu->around->catalogue->count - 1;

	choose(menu, menu->selected + PAGE < last ? menu->selected + PAGE : last);
}

/* Requests that move the cursor. */
static bool move(struct menu_screen *menu, enum request request)
{
	switch (request) {
	case REQUEST_UP:
		choose(menu, menu->selected - 1);
		return true;
	case REQUEST_DOWN:
		choose(menu, menu->selected + 1);
		return true;
	case REQUEST_PAGE_UP:
		choose(menu, menu->selected < PAGE ? 0 : menu->selected - PAGE);
		return true;
	case REQUEST_PAGE_DOWN:
		page_down(menu);
		return true;
	case REQUEST_HOME:
		choose(menu, 0);
		return true;
	case REQUEST_END:
		choose(menu, menu->around->catalogue->count - 1);
		return true;
	default:
		return false;
	}
}

static enum request press_key(void *context, int key, int64_t now_ms)
{
	struct menu_screen *menu = context;
	bool helping = menu->help.shown;
	enum request request = keys_find(helping ? &help_keymap : &keymap, key).request;

	(void)now_ms;
	menu->message[0] = '\0';
	if (helping)
		return help_press(&menu->help, request) ? REQUEST_DRAW : request;
	if (move(menu, request))
		return REQUEST_DRAW;
	if (request == REQUEST_HELP) {
		help_open(&menu->help, &keymap);
		return REQUEST_DRAW;
	}
	if (request == REQUEST_OPEN)
		close_preview(menu); /* the stage has it to itself */
	return request;
}

/* --- the preview --------------------------------------------------------------------------- */

/* At the end of the run: once more, after a while. */
static void play_again(struct menu_screen *menu, int64_t now_ms)
{
	struct player *player = &menu->player;

	if (player->playing || !player_at_end(player) || now_ms < player->due_ms + PREVIEW_PAUSE_MS)
		return;
	player_show(player, 0);
	player_play(player, now_ms);
}

static bool advance(void *context, int64_t now_ms)
{
	struct menu_screen *menu = context;

	if (!menu->tried && menu->drawn)
		open_preview(menu, now_ms); /* not before the first frame: it is to come at once */
	if (!menu->player.run)
		return false;
	play_again(menu, now_ms);
	return player_advance(&menu->player, now_ms);
}

static int watched_fd(const void *context)
{
	const struct menu_screen *menu = context;

	return menu->player.run && player_is_under_way(&menu->player) ? run_fd(menu->player.run)
								      : -1;
}

static int wait_ms(const void *context, int64_t now_ms)
{
	const struct menu_screen *menu = context;
	const struct player *player = &menu->player;

	if (!player->run)
		return menu->tried ? -1 : 0;
	if (shown_step_moves(&menu->shown_step, player, now_ms))
		return FRAME_MS;
	if (player->playing || !player_at_end(player))
		return player_wait_ms(player, now_ms);
	return now_ms < player->due_ms + PREVIEW_PAUSE_MS
		       ? (int)(player->due_ms + PREVIEW_PAUSE_MS - now_ms)
		       : 0;
}

/* --- drawing -------------------------------------------------------------------------------- */

static void draw_bars(const struct menu_screen *menu, struct canvas *canvas,
		      const struct layout *layout)
{
	struct header header = {.demo = "", .toggles = "", .speed = "", .policy = "", .state = ""};

	screen_draw_bars(canvas, layout, &header, &keymap);
	if (menu->message[0])
		screen_draw_message(canvas, layout->footer, menu->message);
}

static void draw_help(struct menu_screen *menu, struct canvas *canvas, struct rect at)
{
	struct hints hints = {.count = 0};

	hints_add_help(&hints, menu->help.shown);
	help_draw(&menu->help, canvas, at, &hints);
}

/* A demo that was there when the program started and cannot be read any more is the end. */
static const struct demo *demo_of(const void *context, unsigned number)
{
	const struct menu_screen *menu = context;
	struct error error;
	const struct demo *demo = catalogue_demo(menu->around->catalogue, number, &error);

	if (!demo)
		die("%s", error.text);
	return demo;
}

static unsigned won_of(const void *context, const struct demo *demo)
{
	const struct menu_screen *menu = context;

	return progress_won_of(menu->around->progress, demo);
}

static void draw(void *context, struct canvas *canvas, int64_t now_ms)
{
	struct menu_screen *menu = context;
	struct layout layout;
	struct scene scene;
	struct menu picture = {.demo = demo_of,
			       .count = menu->around->catalogue->count,
			       .selected = menu->selected,
			       .language = menu->around->language,
			       .won_of = won_of,
			       .context = menu};

	menu->drawn = true;
	layout_compute(&layout, canvas->rows, canvas->cols, 0, false);
	if (layout.too_small) {
		screen_too_small(canvas, layout.message);
		return;
	}
	draw_bars(menu, canvas, &layout);
	if (menu->player.run) {
		shown_step_follow(&menu->shown_step, &menu->player);
		scene = shown_step_scene(&menu->shown_step, &menu->player, now_ms);
		picture.preview = &scene;
	}
	menu_draw(canvas, screen_page(canvas, &layout), &picture);
	if (menu->help.shown)
		draw_help(menu, canvas, layout.overlay);
}

static void close_screen(void *context)
{
	struct menu_screen *menu = context;

	close_preview(menu);
	free(menu);
}

const struct screen_type menu_screen_type = {
	.name = "menu",
	.keymap = &keymap,
	.open = open_first,
	.say = say,
	.key = press_key,
	.advance = advance,
	.fd = watched_fd,
	.wait_ms = wait_ms,
	.draw = draw,
	.close = close_screen,
};
