#include "tui/modes/goto_mode.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { TYPED = 24 };

struct goto_mode {
	bool on;
	char typed[TYPED + 1];
};

/* --- where to -------------------------------------------------------------------------------- */

/* A place that has a name. */
struct place_name {
	const char *word;
	/* Its step; -1 when the run has no such place. */
	int64_t (*find)(const struct player *player);
	const char *missing; /* what is said then */
};

static int64_t find_no_return(const struct player *player)
{
	uint32_t step = player_no_return(player);

	return step ? (int64_t)step : -1;
}

static int64_t find_first_lost(const struct player *player)
{
	const struct stage *stage = history_now(run_history(player->run));

	return stage->lost_updates ? (int64_t)player_fault(player) : -1;
}

static int64_t find_end(const struct player *player)
{
	return player_newest(player);
}

static const struct place_name places[] = {
	{"no-return", find_no_return,
	 "it is not known after which step it cannot end well: x tries every order, and enter "
	 "takes one from there"},
	{"first-lost", find_first_lost, "no update has been lost so far"},
	{"end", find_end, ""},
};

/* The step that a number stands for, +5 and -5 from the one that is shown; -1: it is none. */
static int64_t number_of(const struct player *player, const char *typed)
{
	char *end;
	long number;

	errno = 0;
	number = strtol(typed, &end, 10);
	if (errno || end == typed || *end || number > INT32_MAX || number < -INT32_MAX)
		return -1;
	if (*typed == '+' || *typed == '-')
		number += (long)player->shown;
	return number < 0 ? 0 : number;
}

static void show(struct staged *staged, int64_t step)
{
	struct player *player = &staged->player;
	uint32_t newest = player_newest(player);

	if (step > newest)
		staged_say(staged, "there are %u steps so far: this is the newest", newest);
	player_show(player, step > newest ? newest : (uint32_t)step);
}

static void go(struct staged *staged, const char *typed)
{
	struct player *player = &staged->player;
	int64_t step = number_of(player, typed);

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (strcmp(typed, places[i].word) != 0)
			continue;
		step = places[i].find(player);
		if (step < 0)
			staged_say(staged, "%s", places[i].missing);
		else
			show(staged, step);
		return;
	}
	if (step < 0)
		staged_say(staged,
			   "'%s' is no step: give a number, +5, -5, no-return, first-lost or end",
			   typed);
	else
		show(staged, step);
}

/* --- the prompt ------------------------------------------------------------------------------ */

static void prompt(const struct goto_mode *mode, struct staged *staged)
{
	staged_say(staged, "go to step: %s_   enter, esc: 12 +5 -5 no-return first-lost end",
		   mode->typed);
}

static void open_prompt(void *state, struct staged *staged, const struct keymap *keymap)
{
	struct goto_mode *mode = state;

	(void)keymap;
	if (!staged->player.run)
		return; /* it could not be started, and that is what is said */
	staged->player.playing = false;
	*mode = (struct goto_mode){.on = true};
	prompt(mode, staged);
}

static bool is_on(const void *state)
{
	return ((const struct goto_mode *)state)->on;
}

/* What can be in a number or a name; other characters are not taken. */
static bool may_be_typed(int key)
{
	return (key >= '0' && key <= '9') || (key >= 'a' && key <= 'z') || key == '+' || key == '-';
}

static void type(struct goto_mode *mode, int key)
{
	size_t length = strlen(mode->typed);

	if (may_be_typed(key) && length < TYPED)
		mode->typed[length] = (char)key;
}

static bool press_key(void *state, struct staged *staged, const struct press *press, int64_t now_ms)
{
	struct goto_mode *mode = state;
	size_t length = strlen(mode->typed);

	(void)now_ms;
	mode->on = press->request != REQUEST_QUIT && press->request != REQUEST_ENTER;
	if (press->request == REQUEST_ENTER && length)
		go(staged, mode->typed);
	if (press->request == REQUEST_LESS && length)
		mode->typed[length - 1] = '\0';
	else if (press->request == REQUEST_NONE)
		type(mode, press->key);
	if (mode->on)
		prompt(mode, staged);
	return true;
}

static const struct binding rows[] = {
	{.key = K_ENTER,
	 .request = REQUEST_ENTER,
	 .name = "enter",
	 .help = "go to the step that was typed",
	 .word = "go there"},
	{.key = K_BACKSPACE,
	 .request = REQUEST_LESS,
	 .name = "backspace",
	 .help = "take the last character back"},
	{.key = K_ESCAPE,
	 .request = REQUEST_QUIT,
	 .name = "esc",
	 .help = "stay where it is",
	 .word = "back"},
	{0},
};

static const struct keymap goto_keymap = {
	.title = "Where a step is typed",
	.groups = {rows, keys_terminal},
};

static const struct keymap *keymap(const void *state)
{
	(void)state;
	return &goto_keymap;
}

const struct mode goto_mode = {
	.name = "goto",
	.state_size = sizeof(struct goto_mode),
	.keymaps = {&goto_keymap},
	.opened_by = REQUEST_GO_TO,
	.open = open_prompt,
	.is_on = is_on,
	.keymap = keymap,
	.press = press_key,
};
