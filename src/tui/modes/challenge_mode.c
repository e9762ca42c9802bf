#include "tui/modes/challenge_mode.h"

#include <stdio.h>
#include <string.h>
#include "explore/explore.h"
#include "play/progress.h"

enum { SLICE_MS = 25 };

static const struct binding rows[] = {
	{.key = '0',
	 .last = '9',
	 .request = REQUEST_STEP_PROCESS,
	 .name = "0-9",
	 .help = "that process or thread takes a step; in the past: instead",
	 .word = "who goes next"},
	{.key = 'h',
	 .request = REQUEST_HINT,
	 .name = "h",
	 .help = "a hint; again: what each choice leads to",
	 .word = "hint"},
	{.key = ',',
	 .request = REQUEST_BACK,
	 .name = ",",
	 .help = "take a step back",
	 .word = "take back"},
	{.key = K_LEFT, .request = REQUEST_BACK, .name = "left"},
	{.key = K_PAGE_UP, .request = REQUEST_BACK, .name = "pgup"},
	{.key = '.', .request = REQUEST_STEP, .name = ".", .help = "forward again, after that"},
	{.key = K_RIGHT, .request = REQUEST_STEP, .name = "right"},
	{.key = K_PAGE_DOWN, .request = REQUEST_STEP, .name = "pgdn"},
	{.key = K_HOME, .request = REQUEST_HOME, .name = "home", .help = "the beginning"},
	{.key = K_END, .request = REQUEST_END, .name = "end", .help = "the newest step"},
	{.key = 'r',
	 .request = REQUEST_RESTART,
	 .name = "r",
	 .help = "try again, from the beginning",
	 .word = "again"},
	{.key = 'M',
	 .request = REQUEST_CHALLENGES,
	 .name = "M",
	 .help = "another challenge",
	 .word = "another"},
	{.key = 'w', .request = REQUEST_WAITS, .name = "w", .help = "who waits for whom"},
	{0},
};

static const struct keymap play_keymap = {
	.title = "While it is to be made to fail",
	.groups = {rows, keys_panes, keys_common, keys_terminal},
	.wordings = {{REQUEST_QUIT, "enough: the stage as it was", "enough"}},
};

static bool is_on(const void *state)
{
	const struct challenge_mode *mode = state;

	return mode->challenge || mode->list.open;
}

static const struct keymap *keys(const void *state)
{
	const struct challenge_mode *mode = state;

	return mode->list.open ? &challenge_list_keymap : &play_keymap;
}

bool challenge_mode_is_busy(const void *state)
{
	const struct challenge_mode *mode = state;

	return mode->game && challenge_game_state(mode->game) == CHALLENGE_SEARCHING;
}

static void release(void *state)
{
	struct challenge_mode *mode = state;

	challenge_game_close(mode->game);
	*mode = (struct challenge_mode){.challenge = NULL};
}

static void open_list(void *state, struct staged *staged, const struct keymap *keymap)
{
	struct challenge_mode *mode = state;

	(void)keymap;
	if (!staged->subject.demo)
		return; /* any program: nothing to choose */
	challenge_list_open(&mode->list);
	staged->player.playing = false;
}

/* --- beginning and ending -------------------------------------------------------------------- */

/* Only what the challenge asks for, whatever was chosen before. */
static void set_up(struct choice *choice, const struct demo *demo,
		   const struct challenge *challenge)
{
	struct error error;
	char assignment[128];

	choice_init(choice, demo);
	choice_toggle(choice, challenge->toggle, &error);
	for (unsigned i = 0; i < challenge->setting_count; i++) {
		snprintf(assignment, sizeof(assignment), "%s=%ld", challenge->settings[i].name,
			 challenge->settings[i].value);
		choice_set(choice, assignment, &error);
	}
}

/* The stage as it was, without a run. */
static void put_back(struct challenge_mode *mode, struct staged *staged)
{
	if (mode->challenge) {
		staged->subject.choice = mode->before;
		staged->player.zoomed = mode->zoomed;
		staged->by_hand = false;
	}
	release(mode);
}

void challenge_mode_begin(struct challenge_mode *mode, struct staged *staged,
			  const struct challenge *challenge)
{
	struct error error;

	put_back(mode, staged);
	*mode = (struct challenge_mode){
		.challenge = challenge,
		.before = staged->subject.choice,
		.zoomed = staged->player.zoomed,
		.lost_at = UINT32_MAX,
	};
	set_up(&staged->subject.choice, staged->subject.demo, challenge);
	staged->player.zoomed = true; /* every step is a choice */
	staged->by_hand = true;
	staged_reopen(staged, false);
	if (!staged->player.run)
		return;
	mode->game = challenge_game_open(&staged->subject, challenge, &error);
	if (!mode->game)
		staged_say(staged, "%s", error.text);
}

/* --- following ------------------------------------------------------------------------------- */

/* Who took each step up to the moment that is shown; returns how many. */
static size_t schedule_of(const struct staged *staged, uint8_t schedule[EXPLORE_STEPS])
{
	struct history *history = run_history(staged->player.run);
	uint32_t length =
		staged->player.shown < EXPLORE_STEPS ? staged->player.shown : EXPLORE_STEPS;

	for (uint32_t i = 0; i < length; i++)
		schedule[i] = (uint8_t)history_stepper(history, i + 1);
	return length;
}

static void keep_win(struct challenge_mode *mode, struct staged *staged)
{
	const struct demo *demo = staged->subject.demo;
	const char *notice;

	if (!mode->game || challenge_game_state(mode->game) != CHALLENGE_READY)
		return;
	progress_win(staged->progress, demo, mode->challenge, mode->switches,
		     challenge_game_par(mode->game));
	notice = progress_notice(staged->progress);
	if (notice)
		staged_say(staged, "%s", notice);
}

/* The run is over, and all is known that will be. */
static void judge(struct challenge_mode *mode, struct staged *staged)
{
	struct progress_challenge kept;

	mode->judged = true;
	if (challenge_game_is_won(mode->challenge, staged->player.run))
		keep_win(mode, staged);
	kept = progress_challenge(staged->progress, staged->subject.demo, mode->challenge);
	mode->best = kept.won ? kept.switches : UINT32_MAX;
}

void challenge_mode_follow(void *state, struct staged *staged)
{
	struct challenge_mode *mode = state;
	const struct player *player = &staged->player;
	uint8_t schedule[EXPLORE_STEPS];
	size_t length;

	if (!mode->challenge || !player->run)
		return;
	if (mode->shown != player->shown)
		mode->hint[0] = '\0';
	mode->shown = player->shown;
	length = schedule_of(staged, schedule);
	mode->switches = challenge_game_switches(schedule, length);
	mode->lost_at =
		mode->game ? challenge_game_lost_at(mode->game, schedule, length) : UINT32_MAX;
	if (run_verdict(player->run) == VERDICT_NONE)
		mode->judged = staged->verdict_away = false;
	else if (!mode->judged && player_at_end(player) && !challenge_mode_is_busy(mode))
		judge(mode, staged);
}

/* Go on trying every order. */
static bool advance(void *state, struct staged *staged)
{
	struct challenge_mode *mode = state;

	if (!mode->game || !challenge_game_go_on(mode->game, SLICE_MS))
		return false;
	challenge_mode_follow(mode, staged);
	return true;
}

/* --- keys ------------------------------------------------------------------------------------ */

/* In words first, if the demo has any; then what each choice leads to. */
static void hint(struct challenge_mode *mode, struct staged *staged)
{
	const char *words = text_in(&mode->challenge->hint, staged->language);
	uint8_t schedule[EXPLORE_STEPS];

	if (!staged->player.run || !mode->game)
		return;
	if (words && !mode->worded)
		snprintf(mode->hint, sizeof(mode->hint), "%s", words);
	else if (!challenge_game_hint(mode->game, schedule, schedule_of(staged, schedule),
				      mode->hint))
		return; /* nothing was given away */
	mode->worded = true;
	progress_hint(staged->progress, staged->subject.demo, mode->challenge);
}

/* Forward again, as far as the past goes; further on it is the person who chooses. */
static void step(struct staged *staged)
{
	struct player *player = &staged->player;

	if (player->shown < player_newest(player))
		player_show(player, player->shown + 1);
	else
		staged_say(staged, "here you choose who goes next: 0-9");
}

static bool press_in_list(struct challenge_mode *mode, struct staged *staged, enum request request)
{
	const struct challenge *chosen;
	bool taken = challenge_list_press(&mode->list, staged->subject.demo, request, &chosen);

	if (chosen)
		challenge_mode_begin(mode, staged, chosen);
	return taken;
}

static bool press_key(void *state, struct staged *staged, const struct press *press, int64_t now_ms)
{
	struct challenge_mode *mode = state;

	(void)now_ms;
	if (mode->list.open)
		return press_in_list(mode, staged, press->request);
	switch (press->request) {
	case REQUEST_STEP:
		if (staged->player.run)
			step(staged);
		return true;
	case REQUEST_HINT:
		hint(mode, staged);
		return true;
	case REQUEST_QUIT:
		put_back(mode, staged);
		staged_reopen(staged, false);
		return true;
	default:
		return false;
	}
}

static void draw_over(void *state, const struct staged *staged, struct canvas *canvas,
		      struct rect at)
{
	const struct challenge_mode *mode = state;

	if (mode->list.open)
		challenge_list_draw(&mode->list, staged, canvas, at);
}

const struct mode challenge_mode = {
	.name = "challenge",
	.state_size = sizeof(struct challenge_mode),
	.keymaps = {&play_keymap, &challenge_list_keymap},
	.opened_by = REQUEST_CHALLENGES,
	.open = open_list,
	.is_on = is_on,
	.release = release,
	.keymap = keys,
	.press = press_key,
	.follow = challenge_mode_follow,
	.advance = advance,
	.is_busy = challenge_mode_is_busy,
	.task_title = challenge_picture_title,
	.draw_task = challenge_picture_draw,
	.end_box = challenge_picture_end,
	.draw_over = draw_over,
};
