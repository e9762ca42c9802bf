/*
 * The screen of a demo: keys become requests, requests become steps. What it looks like is in
 * stage_draw.c, the forms over it in stage_form.c.
 */
#include "tui/screens/stage_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "explore/count.h"

/* As `chosen` has it, or NULL for what is usual. */
static struct stage_screen *open_screen(const struct catalogue *catalogue, const char *name,
					char *const *arguments, const struct subject *chosen,
					struct error *error)
{
	struct stage_screen *screen = calloc(1, sizeof(*screen));
	struct error why;

	if (!screen) {
		error_set(error, "out of memory");
		return NULL;
	}
	if (subject_init(&screen->subject, catalogue, name, arguments, error) < 0)
		goto fail;
	if (chosen) {
		screen->subject.choice = chosen->choice;
		screen->subject.sleepers_free = chosen->sleepers_free;
	}
	if (player_open(&screen->player, &screen->subject, &why) < 0) {
		error_set(error, "%s", why.text);
		goto fail;
	}
	return screen;
fail:
	subject_release(&screen->subject);
	free(screen);
	return NULL;
}

struct stage_screen *stage_screen_open(const struct catalogue *catalogue, const char *name,
				       char *const *arguments, enum demo_language language,
				       struct error *error)
{
	struct stage_screen *screen = open_screen(catalogue, name, arguments, NULL, error);

	if (screen)
		screen->language = language;
	return screen;
}

struct stage_screen *stage_screen_open_chosen(const struct catalogue *catalogue,
					      const struct subject *chosen,
					      enum demo_language language, struct error *error)
{
	struct stage_screen *screen =
		open_screen(catalogue, chosen->name, chosen->arguments, chosen, error);

	if (screen)
		screen->language = language;
	return screen;
}

struct stage_screen *stage_screen_open_recording(const struct catalogue *catalogue,
						 const struct recording *recording,
						 enum demo_language language, struct error *error)
{
	struct stage_screen *screen =
		stage_screen_open_chosen(catalogue, &recording->subject, language, error);

	if (!screen)
		return NULL;
	screen->recording = recording;
	player_replay(&screen->player, recording->schedule, recording->length, 0);
	return screen;
}

static void close_screen(void *context)
{
	struct stage_screen *screen = context;

	challenge_mode_release(&screen->challenge);
	player_close(&screen->player);
	subject_release(&screen->subject);
	free(screen);
}

/* --- choices --------------------------------------------------------------------------------- */

void stage_screen_reopen(struct stage_screen *screen, bool same_schedule)
{
	struct error why;

	screen->verdict_away = false;
	screen->recording = NULL; /* of another choice */
	predict_forget(&screen->predict);
	if (player_reopen(&screen->player, same_schedule, &why) < 0)
		stage_screen_say(screen, why.text);
}

void stage_screen_scenario(struct stage_screen *screen, unsigned scenario)
{
	const struct demo *demo = screen->subject.demo;
	struct error error;

	choice_scenario(&screen->subject.choice, demo->scenarios[scenario].name, &error);
	stage_screen_reopen(screen, false);
}

/* The same schedule with and without a fault: what has it to do with it? */
static void toggle(struct stage_screen *screen, unsigned number)
{
	struct choice *choice = &screen->subject.choice;
	const char *name = choice->demo->toggles[number].name;
	struct player *player = &screen->player;
	struct error error;

	if (choice_toggle(choice, name, &error) < 0) {
		stage_screen_say(screen, error.text);
		return;
	}
	stage_screen_reopen(screen, true);
	if (player->run && player->policy == POLICY_REPLAY)
		snprintf(player->message, sizeof(player->message),
			 "the same schedule again, %s %s: . and space follow it",
			 choice->toggled[number] ? "with" : "without", name);
}

bool stage_screen_toggle(struct stage_screen *screen, int key)
{
	const struct demo *demo = screen->subject.demo;

	for (unsigned i = 0; demo && i < demo->toggle_count; i++) {
		if (demo->toggles[i].key[0] != key)
			continue;
		toggle(screen, i);
		return true;
	}
	return false;
}

/* --- what the explore screen asks and gives ------------------------------------------------- */

const struct subject *stage_screen_subject(const struct stage_screen *screen)
{
	return &screen->subject;
}

void stage_screen_replay(struct stage_screen *screen, const struct witness *witness)
{
	uint32_t no_return = witness->no_return < UINT32_MAX ? witness->no_return : 0;

	if (!screen->player.run)
		return; /* it could not be started again, and that is what is said */
	screen->verdict_away = false;
	screen->recording = NULL;
	predict_forget(&screen->predict);
	player_replay(&screen->player, witness->schedule, witness->length, no_return);
	stage_screen_say(screen, "the run that was found: . and space follow it");
}

void stage_screen_keep(struct stage_screen *screen, struct progress *progress)
{
	screen->progress = progress;
}

void stage_screen_say(struct stage_screen *screen, const char *text)
{
	snprintf(screen->player.message, sizeof(screen->player.message), "%.*s", PLAYER_MESSAGE - 1,
		 text);
}

/* --- panes ----------------------------------------------------------------------------------- */

/* The panes that can be scrolled, in the order of Tab. */
static const enum pane panes[] = {PANE_STAGE, PANE_SOURCE, PANE_LOG};

enum { PANES = sizeof(panes) / sizeof(panes[0]) };

static void move_focus(struct stage_screen *screen, unsigned by)
{
	for (unsigned i = 0; i < PANES; i++) {
		if (panes[i] == screen->focus) {
			screen->focus = panes[(i + by) % PANES];
			return;
		}
	}
}

static void scroll(struct stage_screen *screen, int by)
{
	int *scrolled = &screen->scrolled[screen->focus];

	if (screen->focus == PANE_LOG)
		by = -by; /* counted back from the newest sentence */
	*scrolled += by;
	if (screen->focus == PANE_LOG && *scrolled >= (int)screen->narration.count)
		*scrolled = (int)screen->narration.count - 1;
	if (screen->focus == PANE_LOG && *scrolled < 0)
		*scrolled = 0;
}

/* --- requests ------------------------------------------------------------------------------- */

static void restart(struct stage_screen *screen, void (*how)(struct player *player))
{
	screen->verdict_away = false;
	memset(screen->scrolled, 0, sizeof(screen->scrolled));
	screen->check = (struct recording_check){0};
	predict_forget(&screen->predict);
	how(&screen->player);
}

/* Requests that change the moment that is shown. */
static bool move(struct stage_screen *screen, struct press press, int64_t now_ms)
{
	struct player *player = &screen->player;

	switch (press.request) {
	case REQUEST_PLAY:
		player_play(player, now_ms);
		return true;
	case REQUEST_STEP:
		player_step(player, now_ms);
		return true;
	case REQUEST_STEP_PROCESS:
		player_step_actor(player, (unsigned)press.argument, now_ms);
		return true;
	case REQUEST_BACK:
		player_back(player);
		return true;
	case REQUEST_HOME:
		player_show(player, 0);
		return true;
	case REQUEST_END:
		player_show(player, player_newest(player));
		return true;
	case REQUEST_GO_THERE:
		player_show(player, player_fault(player));
		return true;
	case REQUEST_FASTER:
		player_change_speed(player, 1);
		return true;
	case REQUEST_SLOWER:
		player_change_speed(player, -1);
		return true;
	default:
		return false;
	}
}

/* Requests that begin another run. */
static bool begin(struct stage_screen *screen, enum request request)
{
	switch (request) {
	case REQUEST_RESTART:
		restart(screen, player_restart);
		return true;
	case REQUEST_NEW_SEED:
		restart(screen, player_new_seed);
		return true;
	case REQUEST_FREE:
		restart(screen, player_run_free);
		return true;
	default:
		return false;
	}
}

/* Requests about what is on the screen. */
static enum effect look(struct stage_screen *screen, enum request request)
{
	switch (request) {
	case REQUEST_ZOOM:
		screen->player.zoomed = !screen->player.zoomed;
		return EFFECT_DRAW;
	case REQUEST_WAITS:
		screen->waits = !screen->waits;
		return EFFECT_DRAW;
	case REQUEST_NEXT_PANE:
		move_focus(screen, 1);
		return EFFECT_DRAW;
	case REQUEST_PREVIOUS_PANE:
		move_focus(screen, PANES - 1);
		return EFFECT_DRAW;
	case REQUEST_UP:
		scroll(screen, -1);
		return EFFECT_DRAW;
	case REQUEST_DOWN:
		scroll(screen, 1);
		return EFFECT_DRAW;
	case REQUEST_ENTER:
		screen->verdict_away = !screen->verdict_away;
		return EFFECT_DRAW;
	case REQUEST_TOGGLES:
		stage_form_open(screen, OVER_TOGGLES);
		return EFFECT_DRAW;
	case REQUEST_PARAMETERS:
		stage_form_open(screen, OVER_PARAMETERS);
		return EFFECT_DRAW;
	case REQUEST_CHALLENGES:
		stage_form_open(screen, OVER_CHALLENGES);
		return EFFECT_DRAW;
	case REQUEST_PREDICT:
		predict_switch(screen);
		return EFFECT_DRAW;
	case REQUEST_HELP:
		stage_form_open(screen, OVER_HELP);
		return EFFECT_DRAW;
	case REQUEST_EXPLORE:
		return EFFECT_EXPLORE;
	case REQUEST_RECORD:
		stage_screen_record(screen);
		return EFFECT_DRAW;
	default:
		return screen_common_effect(request);
	}
}

enum keymap stage_screen_keymap(const struct stage_screen *screen)
{
	if (predict_asks(&screen->predict))
		return KEYMAP_QUESTION;
	return challenge_mode_is_on(&screen->challenge) ? KEYMAP_CHALLENGE : KEYMAP_STAGE;
}

static enum effect press_on_stage(struct stage_screen *screen, int key, int64_t now_ms)
{
	struct press press = keys_find(stage_screen_keymap(screen), key);
	bool challenged = challenge_mode_is_on(&screen->challenge);

	if (predict_press(screen, press, now_ms))
		return EFFECT_DRAW;
	if (!challenged && !predict_asks(&screen->predict) && stage_screen_toggle(screen, key))
		return EFFECT_DRAW; /* the demo's letters come first: j and k, too */
	if (challenged && challenge_mode_press(screen, press))
		return EFFECT_DRAW;
	if (screen->player.run && (move(screen, press, now_ms) || begin(screen, press.request)))
		return EFFECT_DRAW;
	return look(screen, press.request);
}

static enum effect press_key(void *context, int key, int64_t now_ms)
{
	struct stage_screen *screen = context;
	enum effect effect;

	if (screen->player.run) /* else it says why there is none */
		screen->player.message[0] = '\0';
	effect = screen->over != OVER_NOTHING ? stage_form_key(screen, key, now_ms)
					      : press_on_stage(screen, key, now_ms);
	challenge_mode_follow(screen);
	predict_follow(screen);
	return effect;
}

/* --- time ----------------------------------------------------------------------------------- */

/* A planted fault need not show: not in every order, and not where calls are single steps. */
static void say_where_faults_show(struct stage_screen *screen)
{
	const struct demo *demo = screen->subject.demo;
	struct player *player = &screen->player;

	if (player->free || challenge_mode_is_on(&screen->challenge) ||
	    run_verdict(player->run) != VERDICT_AS_EXPECTED)
		return;
	for (unsigned i = 0; demo && i < demo->toggle_count; i++) {
		const struct toggle *toggle = &demo->toggles[i];

		if (screen->subject.choice.toggled[i] && !toggle->fix)
			snprintf(player->message, sizeof(player->message),
				 "%s did not show: %sR another order, x all of them", toggle->name,
				 player->zoomed ? "" : "z r opens the calls, ");
	}
}

/* Compare with the recording as long as it is what is replayed; it is said once. */
static void compare(struct stage_screen *screen)
{
	struct player *player = &screen->player;
	char why[RECORDING_WHY];

	if (!screen->recording || player_is_under_way(player) ||
	    !player_replays(player, UINT32_MAX) ||
	    recording_fits(screen->recording, run_history(player->run), &screen->check, why))
		return;
	screen->check.next = UINT32_MAX;
	player->playing = false;
	stage_screen_say(screen, why);
}

static bool advance(void *context, int64_t now_ms)
{
	struct stage_screen *screen = context;
	struct player *player = &screen->player;
	bool known = challenge_mode_advance(screen);

	if (!player->run || !player_advance(player, now_ms))
		return known;
	compare(screen);
	challenge_mode_follow(screen);
	predict_follow(screen);
	if (player_at_end(player) && !player->message[0])
		say_where_faults_show(screen);
	return true;
}

static int watched_fd(const void *context)
{
	const struct stage_screen *screen = context;

	return screen->player.run ? run_fd(screen->player.run) : -1;
}

static int wait_ms(const void *context, int64_t now_ms)
{
	const struct stage_screen *screen = context;
	int wait = challenge_mode_is_busy(&screen->challenge) ? 0 : -1;

	if (wait < 0 && screen->player.run)
		wait = player_wait_ms(&screen->player, now_ms);
	if (shown_step_moves(&screen->shown_step, &screen->player, now_ms) &&
	    (wait < 0 || wait > FRAME_MS))
		return FRAME_MS;
	return wait;
}

const struct screen_type stage_screen_type = {
	.key = press_key,
	.advance = advance,
	.fd = watched_fd,
	.wait_ms = wait_ms,
	.draw = stage_screen_draw,
	.close = close_screen,
};
