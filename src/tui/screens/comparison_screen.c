/*
 * The page that compares the ways of talking, with figures that are measured meanwhile by a program
 * of its own: what it prints is read as it comes.
 */
#include "tui/screens/comparison_screen.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "tui/hints.h"
#include "view/panes/bars.h"
#include "view/panes/comparison.h"
#include "view/panes/layout.h"
#include "view/panes/message.h"

enum { FIGURES = 64, OUTPUT = 512 };

static const struct binding rows[] = {
	{.key = 'k', .request = REQUEST_UP, .name = "k", .help = "a line up"},
	{.key = K_UP, .request = REQUEST_UP, .name = "up"},
	{.key = 'j', .request = REQUEST_DOWN, .name = "j", .help = "a line down"},
	{.key = K_DOWN, .request = REQUEST_DOWN, .name = "down"},
	{.key = 'r',
	 .request = REQUEST_RESTART,
	 .name = "r",
	 .help = "measure again",
	 .word = "measure again"},
	{0},
};

static const struct keymap keymap = {
	.title = "Where the ways to talk are compared",
	.groups = {rows, keys_common, keys_terminal},
	.wordings = {{REQUEST_THEME, NULL, "colours"},
		     {REQUEST_QUIT, "back to the list of demos", "back"}},
};

struct comparison_screen {
	const struct surroundings *around;
	struct help help;
	struct comparison *ways;
	pid_t pid; /* of what measures, 0 none */
	int fd;	   /* what it prints, -1 none */
	char output[OUTPUT];
	size_t used;
	char figures[COMPARISON_ROWS][FIGURES];
	bool awaited[COMPARISON_ROWS]; /* that figure has not come yet */
	unsigned scroll, scroll_most;  /* lines above what is seen; how many there can be */
};

/* --- measuring ------------------------------------------------------------------------------ */

static void await_all(struct comparison_screen *screen)
{
	for (unsigned i = 0; i < COMPARISON_ROWS; i++) {
		snprintf(screen->figures[i], FIGURES, "measuring");
		screen->awaited[i] = true;
	}
}

/* What has not come by now never will. */
static void give_up(struct comparison_screen *screen)
{
	for (unsigned i = 0; i < COMPARISON_ROWS; i++) {
		if (screen->awaited[i])
			snprintf(screen->figures[i], FIGURES, "cannot be measured");
		screen->awaited[i] = false;
	}
}

static int spawn(struct comparison_screen *screen, int out)
{
	char *const argv[] = {screen->around->catalogue->measure, NULL};
	posix_spawn_file_actions_t actions;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out, 1);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	error = posix_spawn(&screen->pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (error)
		screen->pid = 0;
	return error;
}

static void stop(struct comparison_screen *screen)
{
	if (screen->fd >= 0)
		close(screen->fd);
	if (screen->pid) {
		kill(screen->pid, SIGKILL); /* what it has forked dies with it */
		waitpid(screen->pid, NULL, 0);
	}
	screen->fd = -1;
	screen->pid = 0;
}

static void measure(struct comparison_screen *screen)
{
	int fds[2];

	stop(screen);
	screen->used = 0;
	await_all(screen);
	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) < 0) {
		give_up(screen);
		return;
	}
	screen->fd = fds[0];
	if (spawn(screen, fds[1]) != 0)
		give_up(screen);
	close(fds[1]);
}

/* "pipe 3.2 1450" */
static void take_line(struct comparison_screen *screen, const char *line)
{
	double us, megabytes;
	char name[32];

	if (sscanf(line, "%31s %lf %lf", name, &us, &megabytes) != 3)
		return;
	for (unsigned i = 0; i < screen->ways->count; i++) {
		if (strcmp(screen->ways->list[i].name, name) != 0)
			continue;
		snprintf(screen->figures[i], FIGURES, "%.1f us there and back, %.0f MB/s", us,
			 megabytes);
		screen->awaited[i] = false;
	}
}

static void take_lines(struct comparison_screen *screen)
{
	char *end;

	while ((end = memchr(screen->output, '\n', screen->used))) {
		size_t length = (size_t)(end - screen->output) + 1;

		*end = '\0';
		take_line(screen, screen->output);
		screen->used -= length;
		memmove(screen->output, screen->output + length, screen->used);
	}
}

static bool advance(void *context, int64_t now_ms)
{
	struct comparison_screen *screen = context;
	ssize_t got;

	(void)now_ms;
	if (screen->fd < 0)
		return false;
	got = read(screen->fd, screen->output + screen->used, OUTPUT - screen->used);
	if (got < 0)
		return false;
	if (got == 0) {
		stop(screen);
		give_up(screen);
		return true;
	}
	screen->used += (size_t)got;
	take_lines(screen);
	return true;
}

static int watched_fd(const void *context)
{
	return ((const struct comparison_screen *)context)->fd;
}

static int wait_ms(const void *context, int64_t now_ms)
{
	(void)context;
	(void)now_ms;
	return -1;
}

/* --- keys ----------------------------------------------------------------------------------- */

static enum request press_key(void *context, int key, int64_t now_ms)
{
	struct comparison_screen *screen = context;
	bool helping = screen->help.shown;
	enum request request = keys_find(helping ? &help_keymap : &keymap, key).request;

	(void)now_ms;
	if (helping)
		return help_press(&screen->help, request) ? REQUEST_DRAW : request;
	switch (request) {
	case REQUEST_UP:
		screen->scroll -= screen->scroll > 0;
		return REQUEST_DRAW;
	case REQUEST_DOWN:
		screen->scroll += screen->scroll < screen->scroll_most;
		return REQUEST_DRAW;
	case REQUEST_RESTART:
		measure(screen);
		return REQUEST_DRAW;
	case REQUEST_HELP:
		help_open(&screen->help, &keymap);
		return REQUEST_DRAW;
	default:
		return request;
	}
}

/* --- drawing -------------------------------------------------------------------------------- */

static void draw_help(struct comparison_screen *screen, struct canvas *canvas, struct rect at)
{
	struct hints hints = {.count = 0};

	hints_add_help(&hints, screen->help.shown);
	help_draw(&screen->help, canvas, at, &hints);
}

static void draw(void *context, struct canvas *canvas, int64_t now_ms)
{
	struct comparison_screen *screen = context;
	const char *figures[COMPARISON_ROWS];
	const struct header header = {
		.demo = "", .toggles = "", .speed = "", .policy = "", .state = ""};
	struct layout layout;

	(void)now_ms;
	layout_compute(&layout, canvas->rows, canvas->cols, 0, false);
	if (layout.too_small) {
		screen_too_small(canvas, layout.message);
		return;
	}
	screen_draw_bars(canvas, &layout, &header, &keymap);
	for (unsigned i = 0; i < COMPARISON_ROWS; i++)
		figures[i] = screen->figures[i];
	screen->scroll_most =
		comparison_draw(canvas, screen_page(canvas, &layout),
				&(struct comparison_picture){.ways = screen->ways,
							     .language = screen->around->language,
							     .figures = figures,
							     .scroll = screen->scroll});
	if (screen->scroll > screen->scroll_most) /* there is more room than there was */
		screen->scroll = screen->scroll_most;
	if (screen->help.shown)
		draw_help(screen, canvas, layout.overlay);
}

/* --- opening and closing --------------------------------------------------------------------- */

static void *open_screen(const struct surroundings *around, const struct screen *below,
			 struct error *error)
{
	struct comparison_screen *screen = calloc(1, sizeof(*screen));

	(void)below;
	if (!screen) {
		error_set(error, "out of memory");
		return NULL;
	}
	screen->ways = comparison_load(around->catalogue->ways, error);
	if (!screen->ways) {
		free(screen);
		return NULL;
	}
	screen->around = around;
	screen->fd = -1;
	measure(screen);
	return screen;
}

static void close_screen(void *context)
{
	struct comparison_screen *screen = context;

	stop(screen);
	comparison_free(screen->ways);
	free(screen);
}

const struct screen_type comparison_screen_type = {
	.name = "comparison",
	.keymap = &keymap,
	.opened_by = REQUEST_COMPARISON,
	.open = open_screen,
	.key = press_key,
	.advance = advance,
	.fd = watched_fd,
	.wait_ms = wait_ms,
	.draw = draw,
	.close = close_screen,
};
