#include "tui/modes/challenge_mode.h"

#include <stdio.h>
#include <string.h>
#include "explore/explore.h"
#include "play/progress.h"
#include "tui/screens/stage_screen.h"

enum { SLICE_MS = 25 };

bool challenge_mode_is_on(const struct challenge_mode *mode)
{
	return mode->challenge;
}

bool challenge_mode_is_busy(const struct challenge_mode *mode)
{
	return mode->game && challenge_game_state(mode->game) == CHALLENGE_SEARCHING;
}

void challenge_mode_release(struct challenge_mode *mode)
{
	challenge_game_close(mode->game);
	*mode = (struct challenge_mode){0};
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
static void put_back(struct stage_screen *screen)
{
	struct challenge_mode *mode = &screen->challenge;

	if (!challenge_mode_is_on(mode))
		return;
	screen->subject.choice = mode->before;
	screen->player.zoomed = mode->zoomed;
	challenge_mode_release(mode);
}

void challenge_mode_begin(struct stage_screen *screen, const struct challenge *challenge)
{
	struct challenge_mode *mode = &screen->challenge;
	struct error error;

	put_back(screen);
	screen->predict = (struct predict_mode){0};
	*mode = (struct challenge_mode){
		.challenge = challenge,
		.before = screen->subject.choice,
		.zoomed = screen->player.zoomed,
		.lost_at = UINT32_MAX,
	};
	set_up(&screen->subject.choice, screen->subject.demo, challenge);
	screen->player.zoomed = true; /* every step is a choice */
	stage_screen_reopen(screen, false);
	if (!screen->player.run)
		return;
	mode->game = challenge_game_open(&screen->subject, challenge, &error);
	if (!mode->game)
		stage_screen_say(screen, error.text);
}

void challenge_mode_end(struct stage_screen *screen)
{
	put_back(screen);
	stage_screen_reopen(screen, false);
}

/* --- following ------------------------------------------------------------------------------- */

/* Who took each step up to the moment that is shown; returns how many. */
static size_t schedule_of(const struct stage_screen *screen, uint8_t schedule[EXPLORE_STEPS])
{
	struct history *history = run_history(screen->player.run);
	uint32_t length =
		screen->player.shown < EXPLORE_STEPS ? screen->player.shown : EXPLORE_STEPS;

	for (uint32_t i = 0; i < length; i++)
		schedule[i] = (uint8_t)history_stepper(history, i + 1);
	return length;
}

static void keep_win(struct stage_screen *screen)
{
	struct challenge_mode *mode = &screen->challenge;
	const struct demo *demo = screen->subject.demo;
	const char *notice;

	if (!mode->game || challenge_game_state(mode->game) != CHALLENGE_READY)
		return;
	progress_win(screen->progress, demo, mode->challenge, mode->switches,
		     challenge_game_par(mode->game));
	notice = progress_notice(screen->progress);
	if (notice)
		stage_screen_say(screen, notice);
}

/* The run is over, and all is known that will be. */
static void judge(struct stage_screen *screen)
{
	struct challenge_mode *mode = &screen->challenge;
	struct progress_challenge kept;

	mode->judged = true;
	if (challenge_game_is_won(mode->challenge, screen->player.run))
		keep_win(screen);
	kept = progress_challenge(screen->progress, screen->subject.demo, mode->challenge);
	mode->best = kept.won ? kept.switches : UINT32_MAX;
}

void challenge_mode_follow(struct stage_screen *screen)
{
	struct challenge_mode *mode = &screen->challenge;
	const struct player *player = &screen->player;
	uint8_t schedule[EXPLORE_STEPS];
	size_t length;

	if (!challenge_mode_is_on(mode) || !player->run)
		return;
	if (mode->shown != player->shown)
		mode->hint[0] = '\0';
	mode->shown = player->shown;
	length = schedule_of(screen, schedule);
	mode->switches = challenge_game_switches(schedule, length);
	mode->lost_at =
		mode->game ? challenge_game_lost_at(mode->game, schedule, length) : UINT32_MAX;
	if (run_verdict(player->run) == VERDICT_NONE)
		mode->judged = screen->verdict_away = false;
	else if (!mode->judged && player_at_end(player) && !challenge_mode_is_busy(mode))
		judge(screen);
}

bool challenge_mode_advance(struct stage_screen *screen)
{
	struct challenge_mode *mode = &screen->challenge;

	if (!mode->game || !challenge_game_go_on(mode->game, SLICE_MS))
		return false;
	challenge_mode_follow(screen);
	return true;
}

/* --- keys ------------------------------------------------------------------------------------ */

/* In words first, if the demo has any; then what each choice leads to. */
static void hint(struct stage_screen *screen)
{
	struct challenge_mode *mode = &screen->challenge;
	const char *words = text_in(&mode->challenge->hint, screen->language);
	uint8_t schedule[EXPLORE_STEPS];

	if (!screen->player.run || !mode->game)
		return;
	if (words && !mode->worded)
		snprintf(mode->hint, sizeof(mode->hint), "%s", words);
	else if (!challenge_game_hint(mode->game, schedule, schedule_of(screen, schedule),
				      mode->hint))
		return; /* nothing was given away */
	mode->worded = true;
	progress_hint(screen->progress, screen->subject.demo, mode->challenge);
}

/* Forward again, as far as the past goes; further on it is the person who chooses. */
static void step(struct stage_screen *screen)
{
	struct player *player = &screen->player;

	if (player->shown < player_newest(player))
		player_show(player, player->shown + 1);
	else
		stage_screen_say(screen, "here you choose who goes next: 0-9");
}

bool challenge_mode_press(struct stage_screen *screen, struct press press)
{
	switch (press.request) {
	case REQUEST_STEP:
		if (screen->player.run)
			step(screen);
		return true;
	case REQUEST_HINT:
		hint(screen);
		return true;
	case REQUEST_QUIT:
		challenge_mode_end(screen);
		return true;
	default:
		return false;
	}
}
