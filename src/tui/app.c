/*
 * The event loop. An iteration is always: signals, keys, what the run did, drawing, poll. Nothing
 * else in the program waits, but for the start of a demo's program.
 */
#include "tui/app.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "play/kept_counts.h"
#include "play/progress.h"
#include "tui/screens/screen.h"
#include "tui/terminal/crash.h"
#include "tui/terminal/signals.h"
#include "tui/terminal/term.h"

struct app {
	const struct catalogue *catalogue;
	const struct app_options *options;
	struct signals signals;
	struct term *term;
	struct canvas canvas;
	struct progress *progress; /* NULL: memory is out, nothing is kept */
	struct menu_screen *menu;
	struct comparison_screen *ways; /* NULL: another screen is on */
	struct stage_screen *stage;	/* NULL: the menu is on */
	struct explore_screen *explore; /* of what is on the stage; NULL: the stage is on */
	struct kept_counts *before; /* what the last search on this stage has counted; NULL: none */
	bool dirty;		    /* the screen looks different from what was drawn */
	bool done;
	int ended_by; /* the signal that ends the program, 0 none */
};

static int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The screen that is on. */
static const struct screen_type *screen_of(const struct app *app, void **context)
{
	if (app->explore) {
		*context = app->explore;
		return &explore_screen_type;
	}
	if (app->ways) {
		*context = app->ways;
		return &comparison_screen_type;
	}
	*context = app->stage ? (void *)app->stage : (void *)app->menu;
	return app->stage ? &stage_screen_type : &menu_screen_type;
}

/* --- effects --------------------------------------------------------------------------------- */

static void take_size(struct app *app)
{
	int rows, cols;

	term_size(app->term, &rows, &cols);
	if (rows == app->canvas.rows && cols == app->canvas.cols)
		return;
	canvas_release(&app->canvas);
	if (canvas_init(&app->canvas, rows, cols, term_ascii(app->term)) < 0)
		die("out of memory");
	app->dirty = true;
}

static void open_stage(struct app *app)
{
	struct error error;

	app->stage = stage_screen_open(app->catalogue, menu_screen_choice(app->menu), NULL,
				       app->options->language, &error);
	if (app->stage)
		stage_screen_keep(app->stage, app->progress);
	else
		menu_screen_say(app->menu, error.text);
}

static void open_explore(struct app *app)
{
	char why[256];

	app->explore = explore_screen_open(stage_screen_subject(app->stage), app->before, why,
					   sizeof(why));
	if (!app->explore)
		stage_screen_say(app->stage, why);
}

static void close_explore(struct app *app)
{
	struct kept_counts *figures;

	if (!app->explore)
		return;
	figures = explore_screen_counts(app->explore);
	explore_screen_type.close(app->explore);
	app->explore = NULL;
	if (!figures)
		return;
	kept_counts_free(app->before);
	app->before = figures;
}

/* What was counted on one stage says nothing on another. */
static void forget_figures(struct app *app)
{
	kept_counts_free(app->before);
	app->before = NULL;
}

static void open_ways(struct app *app)
{
	struct error error;

	app->ways = comparison_screen_open(app->catalogue, app->options->language, &error);
	if (!app->ways)
		menu_screen_say(app->menu, error.text);
}

static void close_ways(struct app *app)
{
	if (app->ways)
		comparison_screen_type.close(app->ways);
	app->ways = NULL;
}

static void leave(struct app *app)
{
	if (app->ways) {
		close_ways(app);
		return;
	}
	if (app->explore) {
		close_explore(app);
		return;
	}
	if (!app->stage) {
		app->done = true;
		return;
	}
	forget_figures(app);
	stage_screen_type.close(app->stage);
	app->stage = NULL;
}

static void follow(struct app *app, enum effect effect)
{
	app->dirty |= effect != EFFECT_NONE;
	switch (effect) {
	case EFFECT_OPEN:
		open_stage(app);
		break;
	case EFFECT_LEAVE:
		leave(app);
		break;
	case EFFECT_EXPLORE:
		open_explore(app);
		break;
	case EFFECT_TAKE:
		stage_screen_replay(app->stage, explore_screen_choice(app->explore));
		close_explore(app);
		break;
	case EFFECT_COMPARISON:
		open_ways(app);
		break;
	case EFFECT_THEME:
		term_set_theme(app->term,
			       theme_next(term_theme(app->term), term_colours(app->term)));
		break;
	case EFFECT_SUSPEND:
		term_suspend(app->term);
		take_size(app);
		break;
	case EFFECT_REDRAW:
		term_redraw(app->term);
		break;
	case EFFECT_NONE:
	case EFFECT_DRAW:
		break;
	}
}

/* --- an iteration --------------------------------------------------------------------------- */

static void take_signals(struct app *app)
{
	int number;

	while ((number = signals_next(&app->signals)) != 0) {
		switch (number) {
		case SIGINT:
		case SIGTERM:
		case SIGHUP:
			app->ended_by = number;
			app->done = true;
			break;
		case SIGWINCH:
			term_resize(app->term);
			/* What the terminal made of the old cells is not known. */
			term_redraw(app->term);
			take_size(app);
			app->dirty = true;
			break;
		case SIGTSTP:
			follow(app, EFFECT_SUSPEND);
			break;
		case SIGCONT:
			term_continue(app->term);
			take_size(app);
			app->dirty = true;
			break;
		default: /* SIGCHLD: control waits for its own */
			break;
		}
	}
}

static void take_keys(struct app *app)
{
	int key;

	while (!app->done && (key = term_key(app->term)) != K_NONE) {
		void *context;
		const struct screen_type *screen = screen_of(app, &context);

		follow(app, screen->key(context, key, clock_ms()));
	}
}

static void draw(struct app *app)
{
	void *context;
	const struct screen_type *screen = screen_of(app, &context);

	canvas_clear(&app->canvas);
	screen->draw(context, &app->canvas, clock_ms());
	app->dirty = !term_draw(app->term, &app->canvas);
}

static int wait_ms(const struct app *app)
{
	void *context;
	const struct screen_type *screen = screen_of(app, &context);

	return screen->wait_ms(context, clock_ms());
}

static void await(struct app *app)
{
	enum { INPUT, SIGNALS, RUN, OUTPUT, COUNT };
	void *context;
	const struct screen_type *screen = screen_of(app, &context);
	struct pollfd fds[COUNT] = {
		[INPUT] = {.fd = term_input(app->term), .events = POLLIN},
		[SIGNALS] = {.fd = app->signals.fd, .events = POLLIN},
		[RUN] = {.fd = screen->fd(context), .events = POLLIN},
		[OUTPUT] = {.fd = term_output(app->term), .events = POLLOUT},
	};

	/* A frame that the terminal has not taken yet is more urgent than the next. */
	if (poll(fds, COUNT, fds[OUTPUT].fd >= 0 ? -1 : wait_ms(app)) < 0 && errno != EINTR)
		die("poll: %s", strerror(errno));
	if (fds[INPUT].revents & (POLLHUP | POLLERR | POLLNVAL))
		app->done = true;
	if (fds[OUTPUT].revents)
		term_flush(app->term);
}

/* Something moves: it looks different at every frame. */
static bool is_moving(const struct app *app)
{
	int wait = wait_ms(app);

	return wait >= 0 && wait <= FRAME_MS;
}

static void loop(struct app *app)
{
	bool moved = false;

	while (!app->done) {
		void *context;
		const struct screen_type *screen;

		take_signals(app);
		take_keys(app);
		if (app->done)
			break;
		screen = screen_of(app, &context);
		app->dirty |= screen->advance(context, clock_ms());
		app->dirty |= moved;
		if (app->dirty)
			draw(app);
		/* One frame more after the last move: the picture at rest. */
		moved = is_moving(app);
		await(app);
	}
}

/* --- start and end -------------------------------------------------------------------------- */

static int open_screens(struct app *app, char *why, size_t size)
{
	struct error error;

	app->progress = progress_open(NULL);
	app->menu = menu_screen_new(app->catalogue, app->options->language);
	if (!app->menu) {
		snprintf(why, size, "out of memory");
		return -1;
	}
	menu_screen_keep(app->menu, app->progress);
	if (!app->options->subject && !app->options->recording)
		return 0;
	app->stage = app->options->recording
			     ? stage_screen_open_recording(app->catalogue, app->options->recording,
							   app->options->language, &error)
			     : stage_screen_open_chosen(app->catalogue, app->options->subject,
							app->options->language, &error);
	if (!app->stage) {
		snprintf(why, size, "%s", error.text);
		return -1;
	}
	stage_screen_keep(app->stage, app->progress);
	return 0;
}

static void close_app(struct app *app)
{
	crash_guard(NULL);
	term_close(app->term);
	close_ways(app);
	close_explore(app);
	forget_figures(app);
	if (app->stage)
		stage_screen_type.close(app->stage);
	if (app->menu)
		menu_screen_type.close(app->menu);
	progress_close(app->progress);
	canvas_release(&app->canvas);
	if (app->ended_by)
		signals_die(&app->signals, app->ended_by);
	signals_close(&app->signals);
}

int app_run(const struct catalogue *catalogue, const struct app_options *options, char *why,
	    size_t size)
{
	struct app app = {.catalogue = catalogue, .options = options, .dirty = true};
	struct term_options look = {.ascii = options->ascii, .theme = options->theme};
	int result = -1;

	app.signals.fd = -1;
	if (signals_open(&app.signals) < 0) {
		snprintf(why, size, "signals: %s", strerror(errno));
		return -1;
	}
	app.term = term_open(0, 1, &look, why, size);
	if (!app.term)
		goto out;
	crash_guard(app.term);
	take_size(&app);
	if (open_screens(&app, why, size) < 0)
		goto out;
	loop(&app);
	result = 0;
out:
	close_app(&app);
	return result;
}
