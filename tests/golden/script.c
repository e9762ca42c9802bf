#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "control/session.h"
#include "script.h"
#include "tui/screens/menu_screen.h"
#include "tui/screens/screens.h"
#include "tui/screens/stage_screen.h"

enum { DEADLINE_MS = 20000, ARRIVED_MS = 2000, LINE = 400, ARGUMENTS = 4 };

static const char still_under_way[] = "the processes do not come to a stop";

struct script {
	struct surroundings around;
	const struct screen_type *type; /* NULL: no screen is open yet */
	void *screen;
	int rows, cols;
	bool ascii;
	int64_t now_ms;
	char name[64];			/* of the demo that is open, and behind it what is ... */
	char *arguments[ARGUMENTS + 1]; /* ... its arguments */
	FILE *shots;
};

/* --- keys ------------------------------------------------------------------------------------ */

static int key_in_table(const struct keymap *map, const char *name)
{
	struct binding row;

	for (size_t i = 0; keys_row(map, i, &row); i++) {
		if (strcmp(row.name, name) == 0)
			return row.key;
	}
	return K_NONE;
}

static int key_named(const char *name)
{
	int key = name[1] ? K_NONE : name[0];
	const struct keymap *map;

	for (size_t i = 0; key == K_NONE && (map = screens_keymap(i)); i++)
		key = key_in_table(map, name);
	return key;
}

/* --- waiting -------------------------------------------------------------------------------- */

static bool is_under_way(const struct script *script)
{
	if (script->type == &stage_screen_type)
		return stage_screen_is_busy(script->screen);
	return script->type->wait_ms(script->screen, script->now_ms) == 0 ||
	       script->type->fd(script->screen) >= 0;
}

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The fake clock stands while real processes go on. */
static int await(struct script *script)
{
	double deadline = seconds_now() + (double)DEADLINE_MS / 1000;

	script->type->advance(script->screen, script->now_ms);
	while (is_under_way(script)) {
		struct pollfd ready = {script->type->fd(script->screen), POLLIN, 0};

		if (seconds_now() > deadline)
			return -1;
		poll(&ready, 1, SESSION_WATCH_MS);
		script->type->advance(script->screen, script->now_ms);
	}
	return 0;
}

/* --- actions: 0, or what is wrong --------------------------------------------------------------
 */

static void close_screen(struct script *script)
{
	if (script->type)
		script->type->close(script->screen);
	script->type = NULL;
}

static const char *draw(struct script *script, const char *label, bool roles)
{
	struct canvas canvas;
	char *text;

	if (canvas_init(&canvas, script->rows, script->cols, script->ascii) < 0)
		return "out of memory";
	script->type->draw(script->screen, &canvas, script->now_ms);
	text = label ? canvas_dump(&canvas, roles) : NULL;
	if (text)
		fprintf(script->shots, "== %s\n%s", label, text);
	free(text);
	canvas_release(&canvas);
	return NULL;
}

static const char *do_menu(struct script *script, const char *rest)
{
	struct error error;

	(void)rest;
	close_screen(script);
	script->screen = menu_screen_open(&script->around, &error);
	if (!script->screen)
		return "out of memory";
	script->type = &menu_screen_type;
	return draw(script, NULL, false); /* the preview begins after the first frame */
}

/* A demo, or a program with its arguments. */
static const char *do_demo(struct script *script, const char *rest)
{
	struct error error;
	char *place;

	close_screen(script);
	snprintf(script->name, sizeof(script->name), "%s", rest);
	strtok_r(script->name, " ", &place);
	memset(script->arguments, 0, sizeof(script->arguments));
	for (int i = 0; i < ARGUMENTS && (!i || script->arguments[i - 1]); i++)
		script->arguments[i] = strtok_r(NULL, " ", &place);
	script->screen =
		stage_screen_open(&script->around, script->name, script->arguments, &error);
	if (!script->screen) {
		fprintf(stderr, "%s\n", error.text);
		return "the demo does not open";
	}
	script->type = &stage_screen_type;
	return NULL;
}

static const char *do_size(struct script *script, const char *rest)
{
	return sscanf(rest, "%dx%d", &script->cols, &script->rows) == 2 ? NULL : "not a size";
}

static const char *do_ascii(struct script *script, const char *rest)
{
	(void)rest;
	script->ascii = true;
	return NULL;
}

static const char *do_chinese(struct script *script, const char *rest)
{
	(void)rest;
	script->around.language = DEMO_CHINESE;
	return NULL;
}

static const char *do_wait(struct script *script, const char *rest)
{
	(void)rest;
	return await(script) < 0 ? still_under_way : NULL;
}

static const char *do_time(struct script *script, const char *rest)
{
	long left = strtol(rest, NULL, 10);

	if (script->type != &menu_screen_type) {
		script->now_ms += left;
		script->type->advance(script->screen, script->now_ms);
		return NULL;
	}
	/* The menu's preview plays, a step at a time. */
	for (; left > 0; left -= SESSION_WATCH_MS) {
		script->now_ms += SESSION_WATCH_MS;
		if (await(script) < 0)
			return still_under_way;
	}
	return NULL;
}

/* "KEY*TIMES" or "KEY". */
static const char *press_often(struct script *script, char *word, bool wait)
{
	char *star = strchr(word + 1, '*');
	long times = star ? strtol(star + 1, NULL, 10) : 1;
	int key;

	if (star)
		*star = '\0';
	key = key_named(word);
	if (key == K_NONE || times < 1)
		return "no such key";
	for (long i = 0; i < times; i++) {
		script->type->key(script->screen, key, script->now_ms);
		if (wait && await(script) < 0)
			return still_under_way;
		script->now_ms += wait ? ARRIVED_MS : 0;
	}
	return NULL;
}

static const char *press(struct script *script, const char *rest, bool wait)
{
	char words[LINE], *place;

	snprintf(words, sizeof(words), "%s", rest);
	for (char *word = strtok_r(words, " ", &place); word; word = strtok_r(NULL, " ", &place)) {
		const char *wrong = press_often(script, word, wait);

		if (wrong)
			return wrong;
	}
	return NULL;
}

static const char *do_key(struct script *script, const char *rest)
{
	return press(script, rest, false);
}

static const char *do_go(struct script *script, const char *rest)
{
	return press(script, rest, true);
}

static const char *do_shot(struct script *script, const char *rest)
{
	return draw(script, rest, false);
}

static const char *do_roles(struct script *script, const char *rest)
{
	return draw(script, rest, true);
}

/* --- the script ----------------------------------------------------------------------------- */

static const struct action {
	const char *word;
	const char *(*act)(struct script *script, const char *rest);
	bool needs_screen;
} actions[] = {
	{"menu", do_menu, false},   {"demo", do_demo, false},	    {"size", do_size, false},
	{"ascii", do_ascii, false}, {"chinese", do_chinese, false}, {"wait", do_wait, true},
	{"time", do_time, true},    {"key", do_key, true},	    {"go", do_go, true},
	{"shot", do_shot, true},    {"roles", do_roles, true},
};

static const char *do_line(struct script *script, char *line)
{
	char *rest = line + strcspn(line, " ");

	if (*rest)
		*rest++ = '\0';
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (strcmp(actions[i].word, line) != 0)
			continue;
		if (actions[i].needs_screen && !script->type)
			return "no screen is open: `menu` or `demo NAME` first";
		return actions[i].act(script, rest);
	}
	return "no such action";
}

static int do_lines(struct script *script, FILE *file, const char *path)
{
	char line[LINE], name[LINE];

	for (int number = 1; fgets(line, sizeof(line), file); number++) {
		const char *wrong;

		line[strcspn(line, "\n")] = '\0';
		if (!line[0] || line[0] == '#')
			continue;
		memcpy(name, line, sizeof(name));
		wrong = do_line(script, line);
		if (wrong) {
			fprintf(stderr, "%s:%d: %s: %s\n", path, number, name, wrong);
			return -1;
		}
	}
	return 0;
}

int script_do(const struct catalogue *catalogue, const char *path, FILE *shots)
{
	struct script script = {.around.catalogue = catalogue,
				.rows = 24,
				.cols = 80,
				.now_ms = 1000,
				.shots = shots};
	FILE *file = fopen(path, "re");
	int result;

	if (!file) {
		perror(path);
		return -1;
	}
	result = do_lines(&script, file, path);
	close_screen(&script);
	fclose(file);
	return result;
}
