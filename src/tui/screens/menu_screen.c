/*
 * The menu: choosing a demo, beside a run of it that goes round in a loop.
 *
 * The preview plays a real run once, and then what its history has of it, over and over.
 */
#include "tui/screens/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tui/keys.h"
#include "tui/shown_step.h"
#include "tui/terminal/crash.h"
#include "play/player.h"
#include "play/progress.h"
#include "view/panes/layout.h"
#include "view/panes/menu.h"
#include "view/panes/panes.h"

enum { PREVIEW_PAUSE_MS = 3000, HINTS = 32, NAMES = 64, PAGE = 10 };

struct menu_screen {
	const struct catalogue *catalogue;
	enum demo_language language;
	struct progress *progress; /* borrowed; NULL none */
	unsigned selected;
	bool helping;
	unsigned scroll;
	struct subject subject; /* of the preview */
	struct player player;	/* its run is NULL: no preview */
	struct shown_step shown_step;
	bool drawn; /* the menu was shown at least once */
	bool tried; /* a preview was asked for, whether it could be had or not */
	char message[256];
};

static void close_preview(struct menu_screen *menu)
{
	player_close(&menu->player);
	subject_release(&menu->subject);
	menu->shown_step.taken = menu->tried = false;
}

static void open_preview(struct menu_screen *menu, int64_t now_ms)
{
	const char *name = catalogue_name(menu->catalogue, menu->selected);
	struct error why;
	struct error error;

	menu->tried = true;
	if (subject_init(&menu->subject, menu->catalogue, name, NULL, &error) < 0)
		return;
	if (player_open(&menu->player, &menu->subject, &why) < 0)
		return;
	player_new_seed(&menu->player); /* livelier than taking turns */
	player_play(&menu->player, now_ms);
}

struct menu_screen *menu_screen_new(const struct catalogue *catalogue, enum demo_language language)
{
	struct menu_screen *menu = calloc(1, sizeof(*menu));

	if (!menu)
		return NULL;
	menu->catalogue = catalogue;
	menu->language = language;
	return menu;
}

void menu_screen_keep(struct menu_screen *menu, struct progress *progress)
{
	const char *notice = progress_notice(progress);

	menu->progress = progress;
	if (notice)
		menu_screen_say(menu, notice);
}

const char *menu_screen_choice(const struct menu_screen *menu)
{
	return catalogue_name(menu->catalogue, menu->selected);
}

void menu_screen_say(struct menu_screen *menu, const char *text)
{
	snprintf(menu->message, sizeof(menu->message), "%s", text);
}

/* --- keys ------------------------------------------------------------------------------------ */

static void choose(struct menu_screen *menu, unsigned selected)
{
	if (selected >= menu->catalogue->count || selected == menu->selected)
		return;
	menu->selected = selected;
	close_preview(menu);
}

static enum effect help_key(struct menu_screen *menu, enum request request)
{
	if (request == REQUEST_DOWN)
		menu->scroll++;
	else if (request == REQUEST_UP && menu->scroll)
		menu->scroll--;
	else
		menu->helping = false;
	return EFFECT_DRAW;
}

static enum effect press_key(void *context, int key, int64_t now_ms)
{
	struct menu_screen *menu = context;
	enum request request = keys_find(KEYMAP_MENU, key).request;

	(void)now_ms;
	menu->message[0] = '\0';
	if (menu->helping && request != REQUEST_SUSPEND && request != REQUEST_REDRAW)
		return help_key(menu, request);
	switch (request) {
	case REQUEST_UP:
		choose(menu, menu->selected - 1);
		return EFFECT_DRAW;
	case REQUEST_DOWN:
		choose(menu, menu->selected + 1);
		return EFFECT_DRAW;
	case REQUEST_PAGE_UP:
		choose(menu, menu->selected < PAGE ? 0 : menu->selected - PAGE);
		return EFFECT_DRAW;
	case REQUEST_PAGE_DOWN:
		choose(menu, menu->selected + PAGE < menu->catalogue->count
				     ? menu->selected + PAGE
				     : menu->catalogue->count - 1);
		return EFFECT_DRAW;
	case REQUEST_HOME:
		choose(menu, 0);
		return EFFECT_DRAW;
	case REQUEST_END:
		choose(menu, menu->catalogue->count - 1);
		return EFFECT_DRAW;
	case REQUEST_HELP:
		menu->helping = true;
		menu->scroll = 0;
		return EFFECT_DRAW;
	case REQUEST_ENTER:
		close_preview(menu);
		return EFFECT_OPEN;
	case REQUEST_COMPARISON:
		return EFFECT_COMPARISON;
	default:
		return screen_common_effect(request);
	}
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

static unsigned collect_hints(struct key_hint *hints, char names[HINTS][NAMES], bool footer)
{
	unsigned used = 0;
	size_t count;
	const struct binding *rows = keys_rows(KEYMAP_MENU, &count);

	for (size_t i = 0; i < count && used < HINTS; i++) {
		const char *word = footer ? rows[i].word : rows[i].help;

		if (!word)
			continue;
		if (footer)
			snprintf(names[used], NAMES, "%s", rows[i].name);
		else
			keys_names(KEYMAP_MENU, rows[i].request, names[used], NAMES);
		hints[used] = (struct key_hint){.key = names[used], .word = word};
		used++;
	}
	return used;
}

static void draw_bars(const struct menu_screen *menu, struct canvas *canvas,
		      const struct layout *layout)
{
	struct header header = {.demo = "", .toggles = "", .speed = "", .policy = "", .state = ""};
	struct key_hint hints[HINTS];
	char names[HINTS][NAMES];

	bar_header(canvas, layout->header, &header);
	if (!menu->message[0]) {
		bar_footer(canvas, layout->footer, hints, collect_hints(hints, names, true));
		return;
	}
	canvas_fill(canvas, layout->footer, ROLE_BAR, " ");
	canvas_print(canvas, layout->footer.row, layout->footer.col + 1, layout->footer.cols - 2,
		     ROLE_BAR_STRONG, "%s", menu->message);
}

/* A demo that was there when the program started and cannot be read any more is the end. */
static const struct demo *demo_of(const void *context, unsigned number)
{
	const struct menu_screen *menu = context;
	struct error error;
	const struct demo *demo = catalogue_demo(menu->catalogue, number, &error);

	if (!demo)
		die("%s", error.text);
	return demo;
}

static unsigned won_of(const void *context, const struct demo *demo)
{
	const struct menu_screen *menu = context;

	return progress_won_of(menu->progress, demo);
}

static void draw(void *context, struct canvas *canvas, int64_t now_ms)
{
	struct menu_screen *menu = context;
	struct layout layout;
	struct scene scene;
	struct menu picture = {.demo = demo_of,
			       .count = menu->catalogue->count,
			       .selected = menu->selected,
			       .language = menu->language,
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
	menu_draw(canvas,
		  (struct rect){layout.header.row + layout.header.rows, 0,
				canvas->rows - layout.header.rows - layout.footer.rows,
				canvas->cols},
		  &picture);
	if (menu->helping) {
		struct key_hint hints[HINTS];
		char names[HINTS][NAMES];
		unsigned count = collect_hints(hints, names, false);

		menu->scroll = overlay_help(canvas, layout.overlay, hints, count, menu->scroll);
	}
}

static void close_screen(void *context)
{
	struct menu_screen *menu = context;

	close_preview(menu);
	free(menu);
}

const struct screen_type menu_screen_type = {
	.key = press_key,
	.advance = advance,
	.fd = watched_fd,
	.wait_ms = wait_ms,
	.draw = draw,
	.close = close_screen,
};
