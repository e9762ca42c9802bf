/*
 * The menu: choosing a demo, beside a run of it that goes round in a loop.
 *
 * The preview is a real run, done once per demo when the cursor comes to it, and then only shown.
 */
#include "tui/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tui/keys.h"
#include "tui/player.h"
#include "view/layout.h"
#include "view/menu.h"
#include "view/panes.h"

enum { PREVIEW_STEP_MS = 700, PREVIEW_PAUSE = 4, PREVIEW_STEPS = 400, HINTS = 32, NAMES = 64 };

struct menu_screen {
	const struct catalogue *catalogue;
	enum demo_language language;
	unsigned selected;
	bool helping;
	unsigned scroll;
	struct subject subject; /* of the preview */
	struct run *run;	/* NULL: no preview */
	struct scheduler scheduler;
	bool recorded;	     /* the run is over: its history is shown */
	int64_t recorded_ms; /* since when */
	bool drawn;	     /* it was shown at least once */
	bool tried;	     /* a preview was asked for, whether it could be had or not */
	struct stage now, before;
	char message[256];
};

static void close_preview(struct menu_screen *menu)
{
	run_close(menu->run);
	subject_release(&menu->subject);
	menu->run = NULL;
	menu->recorded = menu->tried = false;
}

static void open_preview(struct menu_screen *menu)
{
	const char *name = menu->catalogue->demos[menu->selected]->name;
	struct control_error why;
	struct demo_error error;
	struct launch launch;
	char **arguments;

	close_preview(menu);
	menu->tried = true;
	if (subject_init(&menu->subject, menu->catalogue, name, NULL, &error) < 0)
		return;
	arguments = subject_arguments(&menu->subject);
	launch = (struct launch){.program = menu->subject.program,
				 .arguments = (const char *const *)arguments,
				 .agent = menu->subject.agent};
	if (arguments)
		menu->run = run_open(&launch, NULL, &why);
	free(arguments);
	if (!menu->run)
		return;
	scheduler_init(&menu->scheduler, POLICY_RANDOM, 1, NULL, 0);
	run_begin(menu->run, RUN_GATED, NULL, 0);
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

const char *menu_screen_choice(const struct menu_screen *menu)
{
	return menu->catalogue->demos[menu->selected]->name;
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
	case REQUEST_HOME:
	case REQUEST_PAGE_UP:
		choose(menu, 0);
		return EFFECT_DRAW;
	case REQUEST_END:
	case REQUEST_PAGE_DOWN:
		choose(menu, menu->catalogue->count - 1);
		return EFFECT_DRAW;
	case REQUEST_HELP:
		menu->helping = true;
		menu->scroll = 0;
		return EFFECT_DRAW;
	case REQUEST_ENTER:
		close_preview(menu);
		return EFFECT_OPEN;
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

/* --- the preview -------------------------------------------------------------------------------
 */

/* The run is done as fast as it goes; what is shown of it goes at its own pace. */
static void record_on(struct menu_screen *menu, int64_t now_ms)
{
	enum stop_reason stop = run_look(menu->run);

	if (stop == STOP_DECIDE && history_steps(run_history(menu->run)) < PREVIEW_STEPS) {
		run_step(menu->run,
			 (unsigned)scheduler_choose(&menu->scheduler, run_enabled(menu->run)));
		return;
	}
	if (stop == STOP_NONE)
		return;
	session_kill(run_session(menu->run));
	menu->recorded = true;
	menu->recorded_ms = now_ms;
}

static bool advance(void *context, int64_t now_ms)
{
	struct menu_screen *menu = context;

	if (!menu->tried && menu->drawn)
		open_preview(menu); /* not before the first frame: that one is to come at once */
	if (menu->run && !menu->recorded) {
		record_on(menu, now_ms);
		return menu->recorded;
	}
	return menu->recorded;
}

/* Which step of the loop is on, and since when. */
static uint32_t loop_step(const struct menu_screen *menu, int64_t now_ms, int64_t *since_ms)
{
	uint32_t steps = history_steps(run_history(menu->run));
	int64_t passed = now_ms - menu->recorded_ms;
	uint32_t step = (uint32_t)(passed / PREVIEW_STEP_MS % (steps + 1 + PREVIEW_PAUSE));

	*since_ms = step > steps ? PREVIEW_STEP_MS : passed % PREVIEW_STEP_MS;
	return step > steps ? steps : step;
}

static struct scene make_scene(struct menu_screen *menu, int64_t now_ms)
{
	struct history *history = run_history(menu->run);
	struct scene scene = {.now = &menu->now, .move_ms = SCENE_MOVE_MS, .selected = -1};
	uint32_t step = loop_step(menu, now_ms, &scene.since_ms);
	const struct stage *stage;

	if (step) {
		stage = history_at(history, step - 1);
		memcpy(&menu->before, stage, stage_used(stage));
		scene.before = &menu->before;
		scene.records = history_records(history, step, &scene.record_count);
	}
	stage = history_at(history, step);
	memcpy(&menu->now, stage, stage_used(stage));
	return scene;
}

static int watched_fd(const void *context)
{
	const struct menu_screen *menu = context;

	return menu->run && !menu->recorded ? run_fd(menu->run) : -1;
}

static int wait_ms(const void *context, int64_t now_ms)
{
	const struct menu_screen *menu = context;
	int64_t since_ms;

	if (!menu->run)
		return menu->tried ? -1 : 0;
	if (!menu->recorded)
		return SESSION_WATCH_MS;
	loop_step(menu, now_ms, &since_ms);
	if (since_ms < SCENE_MOVE_MS)
		return FRAME_MS;
	return since_ms < PREVIEW_STEP_MS ? (int)(PREVIEW_STEP_MS - since_ms) : PREVIEW_STEP_MS;
}

/* --- drawing -------------------------------------------------------------------------------------
 */

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
		hints[used] = (struct key_hint){names[used], word};
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

static void draw(void *context, struct canvas *canvas, int64_t now_ms)
{
	struct menu_screen *menu = context;
	struct layout layout;
	struct scene scene;
	struct menu picture = {.demos = menu->catalogue->demos,
			       .count = menu->catalogue->count,
			       .selected = menu->selected,
			       .language = menu->language};

	menu->drawn = true;
	layout_compute(&layout, canvas->rows, canvas->cols, 0);
	if (layout.too_small) {
		screen_too_small(canvas, layout.message);
		return;
	}
	draw_bars(menu, canvas, &layout);
	if (menu->recorded) {
		scene = make_scene(menu, now_ms);
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

		overlay_help(canvas, layout.overlay, hints, count, menu->scroll);
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
