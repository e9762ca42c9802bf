/*
 * The event loop. An iteration is always: signals, keys, what the run did, drawing, poll. Nothing
 * else in the program waits, but for the start of a demo's program, and while an editor has the
 * terminal.
 */
#include "tui/app.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include "play/progress.h"
#include "tui/screen_stack.h"
#include "tui/screens/screens.h"
#include "tui/screens/stage_screen.h"
#include "tui/terminal/crash.h"
#include "tui/terminal/signals.h"
#include "tui/terminal/term.h"

struct app {
	struct surroundings around;
	struct signals signals;
	struct term *term;
	struct canvas canvas;
	struct screen_stack screens;
	bool dirty; /* the screen looks different from what was drawn */
	bool done;
	int ended_by; /* the signal that ends the program, 0 none */
};

static int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static const struct screen *top(const struct app *app)
{
	return screen_stack_top(&app->screens);
}

/* --- requests that a screen leaves to the app ------------------------------------------------ */

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

/* The uppermost screen is done. */
static void leave(struct app *app)
{
	if (app->screens.depth == 1)
		app->done = true;
	else
		screen_stack_pop(&app->screens);
}

/* The screen that a request opens, if any, comes over the one that asks for it. */
static void open_over(struct app *app, enum request request)
{
	const struct screen_type *type = screens_opened_by(request);
	const struct screen *below = top(app);
	struct error error;

	if (type && screen_stack_open(&app->screens, type, &app->around, &error) < 0 &&
	    below->type->say)
		below->type->say(below->state, error.text);
}

/* The uppermost screen has something to do for which it needs the terminal as it was found. */
static void go_outside(struct app *app)
{
	const struct screen *screen = top(app);
	struct signals_lent lent;

	if (!screen->type->outside)
		return;
	term_lend(app->term);
	signals_lend(&lent);
	screen->type->outside(screen->state);
	signals_take_back(&lent);
	term_continue(app->term);
	term_redraw(app->term);
	take_size(app);
}

static void follow(struct app *app, enum request request)
{
	app->dirty |= request != REQUEST_NONE;
	switch (request) {
	case REQUEST_NONE:
	case REQUEST_DRAW:
		break;
	case REQUEST_QUIT:
		leave(app);
		break;
	case REQUEST_THEME:
		term_set_theme(app->term,
			       theme_next(term_theme(app->term), term_colours(app->term)));
		break;
	case REQUEST_SUSPEND:
		term_suspend(app->term);
		take_size(app);
		break;
	case REQUEST_EDIT:
		go_outside(app);
		break;
	case REQUEST_REDRAW:
		term_redraw(app->term);
		break;
	default:
		open_over(app, request);
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
			follow(app, REQUEST_SUSPEND);
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

/* The terminal's own keys come first: no screen loses what it shows by them. */
static void take_keys(struct app *app)
{
	int key;

	while (!app->done && (key = term_key(app->term)) != K_NONE) {
		const struct screen *screen = top(app);
		enum request request = keys_of_terminal(key);

		if (request == REQUEST_NONE)
			request = screen->type->key(screen->state, key, clock_ms());
		follow(app, request);
	}
}

static void draw(struct app *app)
{
	const struct screen *screen = top(app);

	canvas_clear(&app->canvas);
	screen->type->draw(screen->state, &app->canvas, clock_ms());
	app->dirty = !term_draw(app->term, &app->canvas);
}

static int wait_ms(const struct app *app)
{
	const struct screen *screen = top(app);

	return screen->type->wait_ms(screen->state, clock_ms());
}

static void await(struct app *app)
{
	enum { INPUT, SIGNALS, RUN, OUTPUT, COUNT };
	const struct screen *screen = top(app);
	struct pollfd fds[COUNT] = {
		[INPUT] = {.fd = term_input(app->term), .events = POLLIN},
		[SIGNALS] = {.fd = app->signals.fd, .events = POLLIN},
		[RUN] = {.fd = screen->type->fd(screen->state), .events = POLLIN},
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
		const struct screen *screen;

		take_signals(app);
		take_keys(app);
		if (app->done)
			break;
		screen = top(app);
		app->dirty |= screen->type->advance(screen->state, clock_ms());
		app->dirty |= moved;
		if (app->dirty)
			draw(app);
		/* One frame more after the last move: the picture at rest. */
		moved = is_moving(app);
		await(app);
	}
}

/* --- start and end -------------------------------------------------------------------------- */

/* What was asked for lies over the menu at once. */
static int open_stage(struct app *app, const struct app_options *options, struct error *error)
{
	struct stage_screen *stage =
		options->recording
			? stage_screen_open_recording(&app->around, options->recording, error)
			: stage_screen_open_chosen(&app->around, options->subject, error);

	if (!stage)
		return -1;
	screen_stack_push(&app->screens, (struct screen){&stage_screen_type, stage});
	return 0;
}

static int open_screens(struct app *app, const struct app_options *options, struct error *error)
{
	app->around.progress = progress_open(NULL); /* NULL: memory is out, nothing is kept */
	if (screen_stack_open(&app->screens, screen_types[0], &app->around, error) < 0)
		return -1;
	return options->subject || options->recording ? open_stage(app, options, error) : 0;
}

static void close_app(struct app *app)
{
	term_end(app->term);
	crash_guard(NULL);
	term_close(app->term);
	while (app->screens.depth)
		screen_stack_pop(&app->screens);
	progress_close(app->around.progress);
	canvas_release(&app->canvas);
	if (app->ended_by)
		signals_die(&app->signals, app->ended_by);
	signals_close(&app->signals);
}

int app_run(const struct catalogue *catalogue, const struct app_options *options,
	    struct error *error)
{
	struct app app = {.around = {.catalogue = catalogue, .language = options->language},
			  .signals.fd = -1,
			  .dirty = true};
	struct term_options look = {.ascii = options->ascii, .theme = options->theme};
	int result = -1;

	if (signals_open(&app.signals) < 0)
		return error_set(error, "signals: %s", strerror(errno));
	app.term = term_open(0, 1, error);
	if (!app.term)
		goto out;
	crash_guard(app.term);
	if (term_begin(app.term, &look, error) < 0)
		goto out;
	take_size(&app);
	if (open_screens(&app, options, error) < 0)
		goto out;
	loop(&app);
	result = 0;
out:
	close_app(&app);
	return result;
}
